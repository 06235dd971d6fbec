//! Records that own unconfirmed work keeps here, whatever the hub says of them.

use beatbook_records::cell::{Cell, cell_of};
use beatbook_records::kinds;
use beatbook_records::record::Values;
use uuid::Uuid;

use super::text::{Id, body_values, parse_time};
use super::{Reader, StoreError, Tx};

/// A confirmed record that own unconfirmed entries lie over.
pub(super) struct Pinned {
    /// The record.
    pub(super) record: Uuid,
    /// Where the hub has it; what is shown may be elsewhere.
    pub(super) cell: Cell,
    /// Its last confirmed entry.
    pub(super) head: Uuid,
    /// The reading that last told of it.
    pub(super) mark: i64,
}

impl Reader<'_> {
    /// The confirmed records that own unconfirmed entries lie over.
    pub(super) fn pinned(self) -> Result<Vec<Pinned>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, kind, occurred, confirmed, head, mark FROM record
             WHERE unconfirmed > 0 AND head IS NOT NULL AND id IN (
                 SELECT record FROM entry WHERE own = 1 AND state < 2
                 UNION SELECT record FROM entry WHERE held IS NOT NULL AND own = 1)",
        )?;
        let mut rows = statement.query([])?;
        let mut pinned = Vec::new();
        while let Some(row) = rows.next()? {
            let kind: String = row.get(1)?;
            let values = row
                .get::<_, Option<String>>(3)?
                .map_or_else(|| Ok(Values::new()), |body| body_values(&body))?;
            let occurred = parse_time("record.occurred", &row.get::<_, String>(2)?)?;
            let cell = cell_of(kinds::kind(&kind), &values, occurred);
            let (Id(record), Id(head)) = (row.get(0)?, row.get(4)?);
            pinned.push(Pinned { record, cell, head, mark: row.get(5)? });
        }
        Ok(pinned)
    }
}

impl Tx<'_> {
    /// After a reset nothing of another history is believed: the snapshot tells of every record anew, and own work waits
    /// over it.
    pub(super) fn unsettle_all(&mut self) -> Result<(), StoreError> {
        self.conn.execute(
            "UPDATE record SET head = NULL, head_n = 0, confirmed = NULL, unconfirmed =
                 (SELECT count(*) FROM entry AS e WHERE e.record = record.id AND e.own = 1 AND e.state < 2)",
            [],
        )?;
        self.conn.execute("DELETE FROM overruled", [])?;
        Ok(())
    }
}
