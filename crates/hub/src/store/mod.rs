//! The hub's book on disk: the only place with SQL.
//!
//! Rule: methods read rows or write them; what they mean is decided by the callers.

mod accounts;
pub mod batches;
pub mod cells;
mod codes;
mod columns;
mod devices;
pub mod feed;
pub mod head;
mod hotspots;
pub mod journals;
pub mod overruled;
#[cfg(feature = "sim")]
pub mod planted;
mod report_rows;
pub mod scopes;
pub mod sql;
mod sqlite;
pub mod touched;
pub mod verify;
pub mod write;

pub use accounts::AccountRow;
pub use codes::{Invitation, Spent};
pub use devices::{DeviceRow, NewDevice};
pub use report_rows::ReportRows;
pub use sqlite::Sqlite;

/// Why the database failed; a transaction that was begun is rolled back.
pub type StoreError = rusqlite::Error;
/// What the store answers, or why the database failed.
pub type StoreResult<T> = Result<T, StoreError>;
/// A transaction on the book; dropped without a commit, it never was.
pub type Exchanging<'c> = rusqlite::Transaction<'c>;

/// Whether somebody else was writing for so long that trying again is the answer.
#[must_use]
pub fn is_busy(error: &StoreError) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
}
