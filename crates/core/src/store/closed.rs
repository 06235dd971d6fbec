//! Homes that are done with: what goes to one officer leaves the phone once it is with them no more, and with it the words
//! that were written of it here.
//!
//! Rule: only what a verified backup of the hub has may go; what waits, is held or could still be lost stays. The chain
//! goes on by commitments, as after an erasure.

use std::collections::BTreeSet;

use beatbook_records::cell::cell_of;
use beatbook_records::kinds;
use rusqlite::params;
use uuid::Uuid;

use super::text::{Id, body_values, parse_time};
use super::{Reader, StoreError, Tx};

impl Tx<'_> {
    /// Drop what was closed and is safe.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn leave_closed(&mut self) -> Result<(), StoreError> {
        for record in self.read().closed()? {
            self.erase_record(record)?;
        }
        self.write_digests()
    }
}

impl Reader<'_> {
    /// Safe records of kinds that go to an officer, which this phone may not see beyond its own work.
    fn closed(self) -> Result<BTreeSet<Uuid>, StoreError> {
        let scope = self.enrolled()?.scope;
        let of: Vec<&str> =
            kinds::KINDS.iter().filter(|kind| kind.assignee.is_some()).map(|kind| kind.name).collect();
        // Those that the hub has taken back already are told by the words that stayed.
        let mut found = self.conn.prepare_cached(
            "SELECT id, kind, occurred, body FROM record
             WHERE kind IN (SELECT value FROM json_each(?1)) AND unconfirmed = 0 AND head IS NOT NULL
             UNION ALL
             SELECT record, '', '', NULL FROM entry WHERE own = 1 AND state = 3 AND payload IS NOT NULL
                AND content ->> 'kind' IN (SELECT value FROM json_each(?1)) AND record NOT IN (SELECT id FROM record)",
        )?;
        let mut rows = found.query([serde_json::json!(of).to_string()])?;
        let mut closed = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let Id(record) = row.get(0)?;
            let covered = match row.get::<_, Option<String>>(3)? {
                Some(body) => {
                    let kind = kinds::kind(&row.get::<_, String>(1)?);
                    let occurred = parse_time("record.occurred", &row.get::<_, String>(2)?)?;
                    scope.covers(&cell_of(kind, &body_values(&body)?, occurred))
                }
                None => false,
            };
            if !covered && self.is_safe(record)? {
                closed.insert(record);
            }
        }
        Ok(closed)
    }

    /// Whether nothing that was written here of a record could still be lost.
    fn is_safe(self, record: Uuid) -> Result<bool, StoreError> {
        let mut unsafe_yet = self.conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM entry WHERE record = ?1 AND own = 1 AND (state < 3 OR held IS NOT NULL))",
        )?;
        Ok(!unsafe_yet.query_row(params![Id(record)], |row| row.get::<_, bool>(0))?)
    }
}
