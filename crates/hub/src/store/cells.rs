//! Digests of cells: what changes in a batch is added up and written once.
//!
//! Rule: a digest covers the applied records of its cell, each at its last entry.

use std::collections::BTreeMap;

use beatbook_records::cell::{Cell, Scope};
use beatbook_records::digest::Digest;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::{StoreResult, columns};

/// What a batch adds to the digests.
#[derive(Debug, Default)]
pub struct CellChanges(BTreeMap<Cell, Digest>);

impl CellChanges {
    /// A record is in the cell at this entry.
    pub fn enter(&mut self, cell: &Cell, record: Uuid, head: Uuid) {
        self.change(cell, |digest| digest.with(record, head));
    }

    /// A record is no longer in the cell at this entry.
    pub fn leave(&mut self, cell: &Cell, record: Uuid, head: Uuid) {
        self.change(cell, |digest| digest.without(record, head));
    }

    fn change(&mut self, cell: &Cell, change: impl Fn(Digest) -> Digest) {
        if let Some(digest) = self.0.get_mut(cell) {
            *digest = change(*digest);
        } else {
            self.0.insert(cell.clone(), change(Digest::default()));
        }
    }

    /// Add to what is stored.
    pub fn write(&self, conn: &Connection, commit_seq: u64) -> StoreResult<()> {
        let mut read =
            conn.prepare_cached("SELECT digest FROM cell WHERE area = ?1 AND class = ?2 AND month = ?3")?;
        let mut write = conn.prepare_cached(
            "INSERT INTO cell (area, class, month, digest, changed) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (area, class, month) DO UPDATE SET digest = excluded.digest, changed = excluded.changed",
        )?;
        for (cell, change) in &self.0 {
            let mut rows = read.query(params![cell.area, cell.class.word(), cell.month])?;
            let stored = match rows.next()? {
                Some(row) => Digest::from_bytes(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?),
                None => None,
            };
            let digest = stored.unwrap_or_default().plus(*change).to_bytes();
            write.execute(params![
                cell.area,
                cell.class.word(),
                cell.month,
                digest,
                commit_seq.cast_signed()
            ])?;
        }
        Ok(())
    }
}

/// A cell with its digest and the commit number of its last change.
#[derive(Debug, Clone)]
pub struct StoredCell {
    /// The cell.
    pub cell: Cell,
    /// The digest of its records.
    pub digest: Digest,
    /// When it last changed.
    pub changed: u64,
}

/// The cells that a scope covers, changed after a commit number.
pub fn visible(conn: &Connection, scope: &Scope, changed_after: u64) -> StoreResult<Vec<StoredCell>> {
    let mut statement =
        conn.prepare_cached("SELECT area, class, month, digest, changed FROM cell WHERE changed > ?1")?;
    let rows = statement.query_map([changed_after.cast_signed()], |row| {
        Ok(StoredCell {
            cell: columns::cell(row, 0)?,
            digest: Digest::from_bytes(row.get_ref(3)?.as_blob()?).unwrap_or_default(),
            changed: row.get::<_, i64>(4)?.cast_unsigned(),
        })
    })?;
    let cells: rusqlite::Result<Vec<_>> = rows.collect();
    Ok(cells?.into_iter().filter(|stored| scope.covers(&stored.cell)).collect())
}
