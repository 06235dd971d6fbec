//! Digests of cells: what changes in a batch is added up and written once.
//!
//! Rule: a digest covers the applied records of its cell, each at its last entry.

use std::collections::BTreeMap;

use beatbook_records::cell::{Cell, Scope};
use beatbook_records::digest::Digest;
use uuid::Uuid;

use super::StoreResult;
use super::sql::{Change, Columns, Many, Next, Row, Shape, Sql, args, broken};

const KEY: Columns = &[("area", Shape::Text), ("class", Shape::Text), ("month", Shape::Int)];
const CELL: Columns = &[
    ("area", Shape::Text),
    ("class", Shape::Text),
    ("month", Shape::Int),
    ("digest", Shape::Bytes),
    ("changed", Shape::Int),
];

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

    /// Add to what is stored, once the head is locked.
    pub fn write(&self, sql: &dyn Sql, commit_seq: u64) -> StoreResult<()> {
        let mut keys = Many::of(KEY);
        for cell in self.0.keys() {
            keys.row([(&cell.area).into(), cell.class.word().into(), cell.month.into()]);
        }
        let mut stored: BTreeMap<Cell, Digest> = BTreeMap::new();
        let text =
            "SELECT area, class, month, digest FROM cell WHERE area = ?1 AND class = ?2 AND month = ?3";
        sql.each_of(text, &keys, &mut |row| {
            stored.insert(row.cell(0)?, digest_at(row, 3)?);
            Ok(Next::Row)
        })?;
        let sum = |(cell, change): (&Cell, &Digest)| {
            stored.get(cell).copied().unwrap_or_default().plus(*change).to_bytes()
        };
        let sums: Vec<[u8; 16]> = self.0.iter().map(sum).collect();
        let (mut known, mut new) = (Many::of(CELL), Many::of(CELL));
        for (cell, sum) in self.0.keys().zip(&sums) {
            let many = if stored.contains_key(cell) { &mut known } else { &mut new };
            many.row(args![&cell.area, cell.class.word(), cell.month, sum, commit_seq]);
        }
        if !known.is_empty() {
            sql.run_of(Change::Update { keys: KEY.len(), only: "TRUE" }, "cell", &known)?;
        }
        if new.is_empty() { Ok(()) } else { sql.run_of(Change::Insert, "cell", &new) }
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
pub fn visible(sql: &dyn Sql, scope: &Scope, changed_after: u64) -> StoreResult<Vec<StoredCell>> {
    let text = "SELECT area, class, month, digest, changed FROM cell WHERE changed > ?1";
    let mut cells = sql.list(text, &args![changed_after], |row| {
        Ok(StoredCell { cell: row.cell(0)?, digest: digest_at(row, 3)?, changed: row.get(4)? })
    })?;
    cells.retain(|stored| scope.covers(&stored.cell));
    Ok(cells)
}

fn digest_at(row: &dyn Row, at: usize) -> StoreResult<Digest> {
    Digest::from_bytes(row.get(at)?).ok_or_else(|| broken(at, "a digest"))
}
