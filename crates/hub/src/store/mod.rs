//! The hub's book on disk: the only place with SQL.
//!
//! Rule: methods read rows or write them; what they mean is decided by the callers.

pub mod batches;
pub mod cells;
mod columns;
pub mod commit;
pub mod feed;
pub mod head;
pub mod history;
pub mod journals;
pub mod overruled;
pub mod scopes;
mod sqlite;

pub use sqlite::Sqlite;

/// What the store answers, or why the database failed.
pub type StoreResult<T> = rusqlite::Result<T>;
/// A transaction on the book; dropped without a commit, it never was.
pub type Exchanging<'c> = rusqlite::Transaction<'c>;
