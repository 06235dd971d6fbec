//! Who read what concerns a person.
//!
//! Rule: only added to, and in the order of the numbers.

use uuid::Uuid;

use super::head::Head;
use super::sql::{Columns, Row, Shape, args};
use super::{Book, StoreResult};

/// The columns, for copies.
pub const CONSULTATION: Columns =
    &[("n", Shape::Int), ("at_ms", Shape::Int), ("who", Shape::Text), ("record", Shape::Id)];

/// Somebody read a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// Who: an account.
    pub who: String,
}

impl Book<'_> {
    /// Write down that somebody is about to read records.
    ///
    /// # Errors
    /// When the database fails: then they may not be shown.
    pub fn add_consultations(&self, who: &str, records: &[Uuid], now_ms: i64) -> StoreResult<()> {
        if records.is_empty() {
            return Ok(());
        }
        let text = "INSERT INTO consultation (n, at_ms, who, record)
             SELECT coalesce(max(n), 0) + 1, ?1, ?2, ?3 FROM consultation";
        self.write(|sql| {
            // Two readers at once would give two of them one number.
            Head::lock(sql)?;
            for record in records {
                sql.run(text, &args![now_ms, who, record])?;
            }
            Ok(())
        })
    }

    /// Who read a record, the latest first; at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub fn consultations(&self, record: Uuid, most: u32) -> StoreResult<Vec<Consultation>> {
        let text = "SELECT at_ms, who FROM consultation WHERE record = ?1 ORDER BY n DESC LIMIT ?2";
        let read = |row: &dyn Row| Ok(Consultation { at_ms: row.get(0)?, who: row.get(1)? });
        self.sql().list(text, &args![&record, most], read)
    }
}
