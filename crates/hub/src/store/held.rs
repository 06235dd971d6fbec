//! What waits for a person: entries that are kept and not applied, and values that lost.

use beatbook_records::wire::HeldReason;
use uuid::Uuid;

use super::sql::{args, broken};
use super::{Book, StoreResult};

/// An entry that is held and that nothing has replaced.
#[derive(Debug, Clone)]
pub struct Held {
    /// What it is about; it may not be there.
    pub record: Uuid,
    /// The kind of that record, where it is there.
    pub kind: Option<String>,
    /// Why.
    pub reason: HeldReason,
    /// Who wrote it.
    pub officer: Option<String>,
    /// When the hub took it in, Unix milliseconds.
    pub received_ms: i64,
}

/// A value that lost and that nobody has seen yet.
#[derive(Debug, Clone)]
pub struct Lost {
    /// The record.
    pub record: Uuid,
    /// Its kind.
    pub kind: String,
    /// The field.
    pub field: String,
    /// The value that lost, as JSON.
    pub value: String,
    /// The record as it stands, as JSON.
    pub body: String,
    /// Who gave it.
    pub officer: Option<String>,
    /// Whose value stands instead.
    pub by: Option<String>,
    /// When the hub took that in, Unix milliseconds.
    pub received_ms: i64,
}

impl Book<'_> {
    /// Held entries, the longest held first; at most so many.
    ///
    /// # Errors
    /// When the database fails or a row does not hold what it must.
    pub fn held(&self, most: u32) -> StoreResult<Vec<Held>> {
        let text = "SELECT e.record, r.kind, e.held, d.name, e.received_ms
             FROM entry e LEFT JOIN record r ON r.id = e.record
             LEFT JOIN journal j ON j.n = e.journal LEFT JOIN device d ON d.id = j.device
             WHERE e.held IS NOT NULL AND e.superseded_by IS NULL ORDER BY e.commit_seq LIMIT ?1";
        self.sql().list(text, &args![most], |row| {
            let reason = HeldReason::from_code(row.get(2)?).ok_or_else(|| broken(2, "a reason"))?;
            Ok(Held {
                record: row.get(0)?,
                kind: row.get(1)?,
                reason,
                officer: row.get(3)?,
                received_ms: row.get(4)?,
            })
        })
    }

    /// Values that lost, the latest first; at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub fn overruled(&self, most: u32) -> StoreResult<Vec<Lost>> {
        let text =
            "SELECT o.record, r.kind, o.field, o.value, CAST(r.body AS TEXT), ld.name, wd.name, w.received_ms
             FROM overruled o JOIN record r ON r.id = o.record JOIN entry w ON w.commit_seq = o.n
             LEFT JOIN entry b ON b.id = o.by LEFT JOIN journal wj ON wj.n = b.journal
             LEFT JOIN device wd ON wd.id = wj.device
             LEFT JOIN entry l ON l.id = o.entry LEFT JOIN journal lj ON lj.n = l.journal
             LEFT JOIN device ld ON ld.id = lj.device ORDER BY o.n DESC, o.field LIMIT ?1";
        self.sql().list(text, &args![most], |row| {
            Ok(Lost {
                record: row.get(0)?,
                kind: row.get(1)?,
                field: row.get(2)?,
                value: row.get(3)?,
                body: row.get(4)?,
                officer: row.get(5)?,
                by: row.get(6)?,
                received_ms: row.get(7)?,
            })
        })
    }

    /// How many entries are held, and how many values lost that nobody has seen.
    ///
    /// # Errors
    /// When the database fails.
    pub fn waiting(&self) -> StoreResult<(u64, u64)> {
        let count = |text: &str| {
            Ok::<_, super::StoreError>(self.sql().one(text, &[], |row| row.get(0))?.unwrap_or(0))
        };
        let held = count("SELECT count(*) FROM entry WHERE held IS NOT NULL AND superseded_by IS NULL")?;
        Ok((held, count("SELECT count(*) FROM overruled")?))
    }
}
