//! The hub's book on disk: the only place with SQL.
//!
//! Rule: methods read rows or write them; what they mean is decided by the callers.

mod sqlite;

pub use sqlite::Sqlite;
