//! What this device wrote, for the slip of a shift: which records, and the hub's receipt for each.
//!
//! Rule: it only reads. A record is on it for what this device wrote of it, whoever wrote it first.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};
use uuid::{Builder, Uuid};

use super::records::{COLUMNS, stored};
use super::text::Id;
use super::{Reader, StoreError, Stored};

impl Reader<'_> {
    /// Records that this device wrote something of since a time, and older ones that the hub does not have whole.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn slip(self, since: DateTime<Utc>) -> Result<Vec<Uuid>, StoreError> {
        // Ids begin with the time they were made at, so the index over them is one over time.
        let ms = u64::try_from(since.timestamp_millis()).unwrap_or(0);
        let first = Builder::from_unix_timestamp_millis(ms, &[0; 10]).into_uuid();
        let mut found = self.conn.prepare_cached(
            "SELECT record FROM entry WHERE id >= ?1 AND own = 1
             UNION SELECT record FROM entry WHERE own = 1 AND state < 2
             UNION SELECT r.id FROM record AS r JOIN device AS d ON d.device = r.device WHERE r.id >= ?1
                 AND NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.record = r.id AND e.own = 1)
             UNION SELECT r.id FROM photo AS p CROSS JOIN record AS r
                 WHERE p.state <> 1 AND r.kind = 'evidence' AND r.body -> 'values' ->> 'sha256' = p.sha256
             UNION SELECT r.id FROM photo AS p CROSS JOIN record AS r
                 WHERE p.state <> 1 AND r.kind = 'letter' AND r.body -> 'values' ->> 'words' = p.sha256",
        )?;
        let rows = found.query_map(params![Id(first)], |row| row.get::<_, Id>(0))?;
        let mut records: Vec<Uuid> = rows.map(|id| Ok(id?.0)).collect::<Result<_, StoreError>>()?;
        for held in self.held()? {
            records.push(held.content.record_id());
        }
        records.sort_unstable();
        records.dedup();
        Ok(records)
    }

    /// Where the last entry of this device on a record stands in the hub's history, once the hub has said so.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn receipt(self, record: Uuid) -> Result<Option<u64>, StoreError> {
        let mut last = self
            .conn
            .prepare_cached("SELECT max(commit_n) FROM entry WHERE record = ?1 AND own = 1 AND state >= 2")?;
        let last: Option<i64> = last.query_row([Id(record)], |row| row.get(0))?;
        let n = match last {
            Some(n) => Some(n),
            // A create that is kept as its record alone stands where its record does.
            None if self.is_short(record)? => self
                .conn
                .prepare_cached("SELECT head_n FROM record WHERE id = ?1")?
                .query_row([Id(record)], |row| row.get(0))
                .optional()?,
            None => None,
        };
        Ok(n.map(i64::cast_unsigned))
    }

    /// The shift that this device began last and that counts.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn last_shift(self, device: Uuid) -> Result<Option<Stored>, StoreError> {
        let mut last = self.conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM record WHERE kind = 'shift' AND voided = 0 AND device = ?1
             ORDER BY occurred DESC, seq DESC LIMIT 1"
        ))?;
        let mut rows = last.query([Id(device)])?;
        rows.next()?.map(stored).transpose()
    }
}
