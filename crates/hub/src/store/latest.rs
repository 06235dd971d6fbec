//! Records of one kind in the order of the history, for readers that are no devices.
//!
//! Rule: a record stands where its last entry does. Who has read up to a number misses nothing: whatever changes later
//! stands behind it.

use beatbook_records::record::Values;
use serde::Deserialize;
use uuid::Uuid;

use super::head::Head;
use super::sql::{Sql, args, broken};
use super::{Book, StoreResult, erasure};

/// A record as it stands.
#[derive(Debug, Clone)]
pub struct Latest {
    /// The number of its last entry.
    pub n: u64,
    /// Its id.
    pub id: Uuid,
    /// When it happened, RFC 3339.
    pub occurred: String,
    /// Whether it was voided.
    pub voided: bool,
    /// What it says.
    pub values: Values,
}

/// A page of them.
#[derive(Debug, Default)]
pub struct LatestPage {
    /// The records, in order.
    pub records: Vec<Latest>,
    /// Records that were erased since.
    pub erased: Vec<Uuid>,
    /// Where the next page begins.
    pub next: String,
    /// Whether there is more now.
    pub more: bool,
    /// Whether the cursor was of a history that is no more, so that this is the first page again.
    pub reset: bool,
}

#[derive(Deserialize)]
struct Body {
    values: Values,
}

impl Book<'_> {
    /// At most so many records of a kind behind a cursor; none is the beginning.
    ///
    /// # Errors
    /// When the database fails or a record cannot be read.
    pub fn latest(&self, kind: &str, after: Option<&str>, most: u32) -> StoreResult<LatestPage> {
        self.read(|sql| page(sql, kind, after, most))
    }
}

fn page(sql: &dyn Sql, kind: &str, after: Option<&str>, most: u32) -> StoreResult<LatestPage> {
    let head = Head::read(sql)?;
    let known = match after.and_then(|cursor| cursor.rsplit_once(':')) {
        Some((cursor, erasures)) => head.of_cursor(sql, cursor)?.zip(erasures.parse::<u64>().ok()),
        None => None,
    };
    let (from, erasures) = match known {
        Some(known) => known,
        // Who begins has nothing that could have been erased.
        None => (0, sql.one("SELECT coalesce(max(n), 0) FROM erasure", &[], |row| row.get(0))?.unwrap_or(0)),
    };
    let records = records(sql, kind, from, most)?;
    let more = records.len() >= most as usize;
    let up_to = match records.last() {
        Some(last) if more => head.at(sql, last.n)?,
        _ => head,
    };
    let erased = erasure::after(sql, erasures)?;
    let erasures = erased.last().map_or(erasures, |last| last.n);
    Ok(LatestPage {
        records,
        erased: erased.into_iter().map(|erasure| erasure.record).collect(),
        next: format!("{}:{erasures}", up_to.cursor()),
        more,
        reset: after.is_some() && known.is_none(),
    })
}

fn records(sql: &dyn Sql, kind: &str, from: u64, most: u32) -> StoreResult<Vec<Latest>> {
    let text = "SELECT e.commit_seq, r.id, r.occurred, r.voided, r.body
         FROM entry e JOIN record r ON r.id = e.record AND r.head_n = e.commit_seq
         WHERE e.commit_seq > ?1 AND r.kind = ?2 ORDER BY e.commit_seq LIMIT ?3";
    sql.list(text, &args![from, kind, most], |row| {
        let body: Body = serde_json::from_str(row.get(4)?).map_err(|_| broken(4, "a body"))?;
        let (occurred, voided) = (row.get(2)?, row.get(3)?);
        Ok(Latest { n: row.get(0)?, id: row.get(1)?, occurred, voided, values: body.values })
    })
}
