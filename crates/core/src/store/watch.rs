//! The check-in timer that this device began.
//!
//! Rule: it only reads.

use rusqlite::params;
use uuid::Uuid;

use super::records::{COLUMNS, stored};
use super::text::Id;
use super::{Reader, StoreError, Stored};

impl Reader<'_> {
    /// Of the welfare checks of a device that count and are in one of these states, the first that is due.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn first_watch(self, device: Uuid, states: [&str; 3]) -> Result<Option<Stored>, StoreError> {
        let mut first = self.conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM record WHERE kind = 'welfare_check' AND voided = 0 AND device = ?1
                 AND body -> 'values' ->> 'state' IN (?2, ?3, ?4)
             ORDER BY body -> 'values' ->> 'due', seq LIMIT 1"
        ))?;
        let [one, two, three] = states;
        let mut rows = first.query(params![Id(device), one, two, three])?;
        rows.next()?.map(stored).transpose()
    }
}
