//! What was handed out of the book.
//!
//! Rule: only added to, and in the order of the numbers.

use beatbook_records::entry::Hash;
use beatbook_records::report::period::Period;
use chrono::NaiveDate;

use super::head::Head;
use super::sql::{Columns, Row, Shape, args, broken};
use super::{Book, StoreResult};

/// The columns, for copies.
pub const EXPORT: Columns = &[
    ("n", Shape::Int),
    ("at_ms", Shape::Int),
    ("who", Shape::Text),
    ("what", Shape::Text),
    ("first_day", Shape::Text),
    ("last_day", Shape::Text),
    ("format", Shape::Text),
    ("audience", Shape::Text),
    ("lines", Shape::Int),
    ("sha256", Shape::Bytes),
];

/// Something that was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRow {
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// Who took it.
    pub who: String,
    /// What it was.
    pub what: String,
    /// The days it is over, where it is over days.
    pub period: Option<Period>,
    /// How it was written.
    pub format: String,
    /// For whom it was made.
    pub audience: String,
    /// How many rows it has.
    pub lines: u64,
    /// The hash of its bytes.
    pub sha256: Hash,
}

impl Book<'_> {
    /// Write down what is about to be handed out.
    ///
    /// # Errors
    /// When the database fails: then nothing may be handed out.
    pub fn add_export(&self, row: &ExportRow) -> StoreResult<()> {
        let day = |of: fn(&Period) -> NaiveDate| row.period.as_ref().map(|period| of(period).to_string());
        let (first, last) = (day(|period| period.from), day(|period| period.to));
        let text =
            "INSERT INTO export (n, at_ms, who, what, first_day, last_day, format, audience, lines, sha256)
             SELECT coalesce(max(n), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM export";
        let ExportRow { at_ms, who, what, format, audience, lines, sha256, .. } = row;
        self.write(|sql| {
            // Two at once would give two of them one number.
            Head::lock(sql)?;
            let (first, last) = (first.as_deref(), last.as_deref());
            sql.run(text, &args![*at_ms, who, what, first, last, format, audience, *lines, sha256])?;
            Ok(())
        })
    }

    /// What was handed out, the latest first; at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub fn exports(&self, most: u32) -> StoreResult<Vec<ExportRow>> {
        let text = "SELECT at_ms, who, what, first_day, last_day, format, audience, lines, sha256
             FROM export ORDER BY n DESC LIMIT ?1";
        self.sql().list(text, &args![most], |row| {
            let period = match (day_at(row, 3)?, day_at(row, 4)?) {
                (Some(from), Some(to)) => Some(Period { from, to }),
                _ => None,
            };
            Ok(ExportRow {
                at_ms: row.get(0)?,
                who: row.get(1)?,
                what: row.get(2)?,
                period,
                format: row.get(5)?,
                audience: row.get(6)?,
                lines: row.get(7)?,
                sha256: row.get(8)?,
            })
        })
    }
}

fn day_at(row: &dyn Row, at: usize) -> StoreResult<Option<NaiveDate>> {
    let text: Option<&str> = row.get(at)?;
    text.map(|text| text.parse().map_err(|_| broken(at, "a day"))).transpose()
}
