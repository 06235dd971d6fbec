//! What was set up: by whom, when, and to whom or what.
//!
//! Rule: only added to, and in the order of the numbers.

use super::head::Head;
use super::sql::{Columns, Shape, args};
use super::{Book, StoreResult};

/// The columns, for copies.
pub const LINE: Columns = &[
    ("n", Shape::Int),
    ("at_ms", Shape::Int),
    ("who", Shape::Text),
    ("what", Shape::Text),
    ("about", Shape::Text),
];

/// Something that was set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetupRow {
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// Who did it.
    pub who: String,
    /// What was done, as a code.
    pub what: String,
    /// Whom or what it was done to.
    pub about: String,
}

impl Book<'_> {
    /// Write down what is about to be set up.
    ///
    /// # Errors
    /// When the database fails: then it may not be done.
    pub fn note_setup(&self, row: &SetupRow) -> StoreResult<()> {
        let text = "INSERT INTO setup_log (n, at_ms, who, what, about)
             SELECT coalesce(max(n), 0) + 1, ?1, ?2, ?3, ?4 FROM setup_log";
        let SetupRow { at_ms, who, what, about } = row;
        self.write(|sql| {
            // Two at once would give two of them one number.
            Head::lock(sql)?;
            sql.run(text, &args![*at_ms, who, what, about]).map(drop)
        })
    }

    /// What was set up, the latest first; at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub fn setup_log(&self, most: u32) -> StoreResult<Vec<SetupRow>> {
        let text = "SELECT at_ms, who, what, about FROM setup_log ORDER BY n DESC LIMIT ?1";
        self.sql().list(text, &args![most], |row| {
            Ok(SetupRow { at_ms: row.get(0)?, who: row.get(1)?, what: row.get(2)?, about: row.get(3)? })
        })
    }
}
