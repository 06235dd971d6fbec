//! Returns that were frozen, and their restatements.
//!
//! Rule: rows are added and never changed. Whoever adds one holds the head of the history meanwhile, so that nothing comes
//! in between what was counted and the position that is written with it.

use std::collections::BTreeMap;

use beatbook_records::entry::Hash;
use beatbook_records::report::hotspot_return::ReturnRows;
use beatbook_records::report::period::Period;
use uuid::Uuid;

use super::head::Head;
use super::report_rows::return_rows;
use super::scopes::hotspots_version;
use super::sql::{Change, Columns, Many, Next, Row, Shape, Sql, args, broken};
use super::{Book, Passing, StoreError, StoreResult};

/// A return, or a restatement of one.
pub const RETURN: Columns = &[
    ("period", Shape::Text),
    ("n", Shape::Int),
    ("figures", Shape::Text),
    ("hash", Shape::Bytes),
    ("previous", Shape::Bytes),
    ("position", Shape::Int),
    ("counted", Shape::Text),
    ("differences", Shape::Text),
    ("late", Shape::Text),
    ("made_ms", Shape::Int),
    ("made_by", Shape::Text),
];

/// A return as it was frozen, or a restatement of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What was sent: the canonical form.
    pub figures: String,
    /// Its hash.
    pub hash: Hash,
    /// The hash of the one before, where it is a restatement.
    pub previous: Option<Hash>,
    /// The last commit number that counted.
    pub position: u64,
    /// The records that counted, as JSON.
    pub counted: String,
    /// What is not as in the one before, as JSON.
    pub differences: String,
    /// The records that made that, as JSON.
    pub late: String,
    /// When, in milliseconds since 1970.
    pub made_ms: i64,
    /// By whom.
    pub made_by: String,
}

/// What there is to make a return of, on one state of the book.
pub struct Standing<'s> {
    sql: &'s dyn Sql,
    /// The rows.
    pub rows: ReturnRows,
    /// The version of the hotspot pack.
    pub hotspots_version: u32,
    /// The last commit number.
    pub position: u64,
    /// What was frozen of each period, and its restatements in their order.
    pub kept: BTreeMap<String, Vec<Kept>>,
}

impl Standing<'_> {
    /// When the hub took in the first entry on each of these records after a commit number, where there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn taken_in(
        &self,
        records: impl Iterator<Item = Uuid>,
        after: u64,
    ) -> StoreResult<BTreeMap<Uuid, i64>> {
        let text = "SELECT received_ms FROM entry
             WHERE record = ?1 AND commit_seq > ?2 AND held IS NULL ORDER BY commit_seq LIMIT 1";
        let mut taken = BTreeMap::new();
        for record in records {
            if let Some(ms) = self.sql.one(text, &args![&record, after], |row| row.get(0))? {
                taken.insert(record, ms);
            }
        }
        Ok(taken)
    }
}

impl Book<'_> {
    /// Look at what there is for the returns of some days, on one state of the book.
    ///
    /// # Errors
    /// When the database fails, or the work does.
    pub fn returns<T, E: From<StoreError> + Passing>(
        &self,
        days: Period,
        work: impl Fn(&Standing<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.read(|sql| work(&standing(sql, days, Head::read(sql)?.commit_seq)?))
    }

    /// Add to what is kept of a period what the work makes of it.
    ///
    /// # Errors
    /// When the database fails, or the work does; nothing is then added.
    pub fn add_return<E: From<StoreError> + Passing>(
        &self,
        period: &str,
        days: Period,
        work: impl Fn(&Standing<'_>) -> Result<Kept, E>,
    ) -> Result<(), E> {
        self.write(|sql| {
            let standing = standing(sql, days, Head::lock(sql)?.commit_seq)?;
            let n = standing.kept.get(period).map_or(0, Vec::len) as u64;
            let kept = work(&standing)?;
            let mut many = Many::of(RETURN);
            many.row(args![
                period,
                n,
                &kept.figures,
                &kept.hash,
                kept.previous.as_ref(),
                kept.position,
                &kept.counted,
                &kept.differences,
                &kept.late,
                kept.made_ms,
                &kept.made_by,
            ]);
            Ok(sql.run_of(Change::Insert, "hotspot_return", &many)?)
        })
    }

    /// The periods that were frozen.
    ///
    /// # Errors
    /// When the database fails.
    pub fn frozen_periods(&self) -> StoreResult<Vec<String>> {
        self.sql()
            .list("SELECT period FROM hotspot_return WHERE n = 0 ORDER BY period", &[], |row| row.get(0))
    }
}

/// What was frozen of each period, and its restatements in their order.
///
/// # Errors
/// When the database fails; `Broken` where one is not what its hash says, or does not follow the one before.
pub fn kept(sql: &dyn Sql) -> StoreResult<BTreeMap<String, Vec<Kept>>> {
    let mut kept: BTreeMap<String, Vec<Kept>> = BTreeMap::new();
    let text =
        "SELECT period, figures, hash, previous, position, counted, differences, late, made_ms, made_by
         FROM hotspot_return ORDER BY period, n";
    sql.each(text, &[], &mut |row| {
        let one = kept_at(row)?;
        let of: &mut Vec<Kept> = kept.entry(row.get(0)?).or_default();
        if one.previous != of.last().map(|before| before.hash) {
            return Err(broken(3, "the hash of what was kept before"));
        }
        of.push(one);
        Ok(Next::Row)
    })?;
    Ok(kept)
}

fn standing(sql: &dyn Sql, days: Period, position: u64) -> StoreResult<Standing<'_>> {
    Ok(Standing {
        sql,
        rows: return_rows(sql, days)?,
        hotspots_version: hotspots_version(sql)?,
        position,
        kept: kept(sql)?,
    })
}

/// A row; what was frozen must still hash to what was said of it.
fn kept_at(row: &dyn Row) -> StoreResult<Kept> {
    let (figures, hash): (String, Hash) = (row.get(1)?, row.get(2)?);
    if Hash::of(&[figures.as_bytes()]) != hash {
        return Err(broken(1, "what its hash says"));
    }
    Ok(Kept {
        figures,
        hash,
        previous: row.get(3)?,
        position: row.get(4)?,
        counted: row.get(5)?,
        differences: row.get(6)?,
        late: row.get(7)?,
        made_ms: row.get(8)?,
        made_by: row.get(9)?,
    })
}
