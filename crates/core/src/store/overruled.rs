//! Values that lost a settlement and wait to be seen.

use beatbook_records::entry::Content;
use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::text::{Id, parse_json};
use super::{Reader, StoreError};

/// A value that is not shown.
#[derive(Debug, Clone, PartialEq)]
pub struct OverruledValue {
    /// The record.
    pub record: Uuid,
    /// The field.
    pub field: String,
    /// The value.
    pub value: Value,
    /// The entry that gave it.
    pub entry: Uuid,
    /// Who wrote it; empty where this device does not hold that entry.
    pub by: String,
    /// When it was written; `None` likewise.
    pub at: Option<DateTime<Utc>>,
    /// Whether this device wrote it.
    pub own: bool,
}

const SELECT: &str = "SELECT o.record, o.field, o.value, o.entry, e.by, e.content, e.own
    FROM overruled AS o LEFT JOIN entry AS e ON e.id = o.entry";

impl Reader<'_> {
    /// The overruled values of a record.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn overruled(self, record: Uuid) -> Result<Vec<OverruledValue>, StoreError> {
        self.overruled_where(&format!("{SELECT} WHERE o.record = ?1 ORDER BY o.n, o.field"), &[&Id(record)])
    }

    /// The overruled values that this device wrote.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn overruled_own(self) -> Result<Vec<OverruledValue>, StoreError> {
        self.overruled_where(&format!("{SELECT} WHERE e.own = 1 ORDER BY o.n, o.field"), &[])
    }

    fn overruled_where(
        self,
        text: &str,
        params: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<OverruledValue>, StoreError> {
        let mut found = self.conn.prepare_cached(text)?;
        let mut rows = found.query(params)?;
        let mut values = Vec::new();
        while let Some(row) = rows.next()? {
            let content: Option<String> = row.get(5)?;
            let content = content.map(|text| parse_json::<Content>("entry.content", &text)).transpose()?;
            values.push(OverruledValue {
                record: row.get::<_, Id>(0)?.0,
                field: row.get(1)?,
                value: parse_json("overruled.value", row.get_ref(2)?.as_str().unwrap_or_default())?,
                entry: row.get::<_, Id>(3)?.0,
                by: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
                at: content.map(|content| content.recorded_at()),
                own: row.get::<_, Option<bool>>(6)?.unwrap_or(false),
            });
        }
        Ok(values)
    }
}
