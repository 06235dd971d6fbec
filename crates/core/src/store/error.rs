//! What can go wrong with the book, as richly as it is known.

use beatbook_records::check::Problem;
use rusqlite::ErrorCode as Sqlite;
use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use uuid::Uuid;

use super::{JournalFault, PhotoFault};

/// Why the book could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no room left; nothing of what was being saved is there.
    #[error("the disk is full")]
    Full,
    /// The file is not encrypted: it is somebody else's.
    #[error("the file is not encrypted")]
    NotEncrypted,
    /// The key does not open the file: it is another device's, or no database at all.
    #[error("the key does not open the file")]
    WrongKey,
    /// An encrypted database of another program.
    #[error("a database of another program: {0:#x}")]
    Foreign(i32),
    /// A newer app wrote the file.
    #[error("made by a newer app: version {0}")]
    Newer(u32),
    /// A build without encryption, or with an SQLite that is too old to trust.
    #[error("this build cannot be trusted with the book: {0}")]
    Unfit(String),
    /// The file is damaged; it was left as it is.
    #[error("the file is damaged: {0}")]
    Damaged(String),
    /// Another copy of the app has the book open.
    #[error("another copy of the app is running")]
    InUse,
    /// Nobody is enrolled on this device.
    #[error("nobody is enrolled on this device")]
    NotEnrolled,
    /// The hub has not confirmed so many entries and photos; they are nowhere else for certain.
    #[error("{0} entries and photos are not confirmed")]
    Unconfirmed(u32),
    /// A kind this build does not know.
    #[error("no such kind: {0}")]
    UnknownKind(String),
    /// No such record here.
    #[error("no such record: {0}")]
    UnknownRecord(Uuid),
    /// Values that are not right for their kind.
    #[error("{} field(s) are not right", .0.len())]
    Check(Vec<Problem>),
    /// The file of a photo could not be kept or read.
    #[error(transparent)]
    Photo(#[from] PhotoFault),
    /// The journal does not add up.
    #[error(transparent)]
    Journal(#[from] JournalFault),
    /// A row holds what no version of the app writes.
    #[error("{what} is not readable: {why}")]
    Unreadable {
        /// The table and column.
        what: &'static str,
        /// What was expected.
        why: String,
    },
    /// Any other failure of the database.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    /// The folder or the lock.
    #[error("{0}")]
    Io(#[source] std::io::Error),
}

/// What work with the book may end with.
pub trait Failure: From<StoreError> {
    /// What the book failed with, where it did.
    fn of_store(&self) -> Option<&StoreError>;
}

impl Failure for StoreError {
    fn of_store(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl StoreError {
    /// Whether it says something of the file, and not of what was to be written.
    pub(super) const fn is_of_the_file(&self) -> bool {
        self.is_of_what_is_there() || matches!(self, Self::Sqlite(_) | Self::Io(_))
    }
}

impl StoreError {
    /// Whether something that should be in the file could not be read. A page that cannot be decrypted may come as an
    /// error, and in the middle of a long text as zeros.
    pub(super) const fn is_of_what_is_there(&self) -> bool {
        matches!(self, Self::WrongKey | Self::Damaged(_) | Self::Unreadable { .. })
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull { Self::Full } else { Self::Io(error) }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // The memory shared with other processes is a file, too, and the first that a full disk refuses to lengthen.
        let no_room = error.sqlite_error().is_some_and(|error| error.extended_code == SQLITE_IOERR_SHMSIZE);
        match error.sqlite_error_code() {
            _ if no_room => Self::Full,
            Some(Sqlite::DiskFull) => Self::Full,
            Some(Sqlite::NotADatabase) => Self::WrongKey,
            Some(Sqlite::DatabaseCorrupt) => Self::Damaged(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}
