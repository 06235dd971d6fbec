//! Erasure on the phone: the words of a record go, by law; that it was there, and its place in the chain, stay.
//!
//! Rule: what the hub says was erased goes here too, whoever wrote it and whatever still waits. Hearing it twice changes
//! nothing.

use beatbook_records::entry::payload_commit;
use beatbook_records::wire::Erasure;
use rusqlite::params;
use uuid::Uuid;

use super::text::Id;
use super::{StoreError, Tx};

impl Tx<'_> {
    /// Carry out what the hub told of.
    pub(super) fn carry_out(&mut self, erasures: &[Erasure]) -> Result<(), StoreError> {
        for erasure in erasures {
            self.erase_record(erasure.record)?;
        }
        if let Some(last) = erasures.last() {
            self.conn
                .prepare_cached("UPDATE sync SET erased = ?1 WHERE erased < ?1")?
                .execute([last.n.cast_signed()])?;
        }
        Ok(())
    }

    /// Drop the words of a record; the chain stays whole by their commitments.
    pub(super) fn erase_record(&mut self, record: Uuid) -> Result<(), StoreError> {
        self.forget_digest(record)?;
        self.free_payload(record)?;
        self.erase_nudges(record)?;
        let mut worded = self
            .conn
            .prepare_cached("SELECT id, payload FROM entry WHERE record = ?1 AND payload IS NOT NULL")?;
        let worded = worded
            .query_map([Id(record)], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<Vec<(Id, String)>, _>>()?;
        for (entry, payload) in worded {
            self.conn
                .prepare_cached("UPDATE entry SET payload = NULL, payload_commit = ?2 WHERE id = ?1")?
                .execute(params![entry, payload_commit(payload.as_bytes()).0])?;
        }
        for table in ["overruled", "record"] {
            let key = if table == "record" { "id" } else { "record" };
            self.conn
                .prepare_cached(&format!("DELETE FROM {table} WHERE {key} = ?1"))?
                .execute([Id(record)])?;
        }
        self.conn.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([record.to_string()])?;
        self.touch_record(record);
        self.touch("entry");
        Ok(())
    }
}
