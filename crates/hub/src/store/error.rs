//! Why a database failed.

use super::book::Passing;

/// What the store answers, or why the database failed.
pub type StoreResult<T> = Result<T, StoreError>;

/// Why the database failed; a transaction that was begun is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite says so.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL says so.
    #[error(transparent)]
    Postgres(#[from] postgres::Error),
    /// A column does not hold what it must.
    #[error("column {column} of the answer is not {what}")]
    Broken {
        /// Its place in the answer.
        column: usize,
        /// What it should have been.
        what: String,
    },
}

impl StoreError {
    /// What a log may hold of it: databases quote what they were given.
    #[must_use]
    pub fn unquoted(&self) -> String {
        match self {
            Self::Sqlite(error) => format!("SQLite {:?}", error.sqlite_error_code()),
            Self::Postgres(error) => format!("PostgreSQL {:?}", error.code()),
            Self::Broken { .. } => self.to_string(),
        }
    }

    /// Whether somebody else was writing for so long, or the database is away so that trying again later is the answer.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match self {
            Self::Sqlite(error) => {
                matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
            }
            // Without a code of the server there was no server, or none that may write.
            Self::Postgres(error) => {
                self.is_passing() || error.code().is_none_or(|code| is_away(code.code()))
            }
            Self::Broken { .. } => false,
        }
    }
}

/// The server is stopping or starting, has no connection left, or is a standby.
fn is_away(code: &str) -> bool {
    code.starts_with("57P") || code.starts_with("08") || matches!(code, "53300" | "25006")
}

impl Passing for StoreError {
    fn is_passing(&self) -> bool {
        match self {
            // Serialization failure, deadlock, somebody else wrote the same key first.
            Self::Postgres(error) => {
                error.code().is_some_and(|code| matches!(code.code(), "40001" | "40P01" | "23505"))
            }
            // Another process wrote since this transaction began to read.
            Self::Sqlite(error) => error
                .sqlite_error()
                .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_BUSY_SNAPSHOT),
            Self::Broken { .. } => false,
        }
    }
}
