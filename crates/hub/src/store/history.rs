//! What stands of a record, and the entries that made it so.

use beatbook_records::cell::Cell;
use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Content, Hash, Payload, content_hash, payload_commit};
use beatbook_records::record::Values;
use beatbook_records::settle::{Earlier, Outcome, VoidedBy};
use chrono::{DateTime, Utc};
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension as _, params};
use uuid::Uuid;

use super::journals::Journal;
use super::{StoreResult, columns};

/// A record as it stands on the hub.
#[derive(Debug)]
pub struct StandingRecord {
    /// Its id.
    pub id: Uuid,
    /// Its cell.
    pub cell: Cell,
    /// Its values.
    pub values: Values,
    /// Its last applied entry.
    pub head: Uuid,
    /// Whether it is voided: by its own journal for good, and where in the history.
    pub voided: Option<(bool, u64)>,
    /// The journal that created it.
    pub journal: i64,
    /// When it happened.
    pub occurred: DateTime<Utc>,
}

impl StandingRecord {
    /// Who voided it, as the author of an entry knows it that saw everything up to `seen_n`.
    #[must_use]
    pub fn voided_by(&self, seen_n: u64, earlier: &[(u64, Earlier)]) -> Option<VoidedBy> {
        let (own, n) = self.voided?;
        let known = n <= seen_n || earlier.iter().any(|(at, entry)| *at == n && entry.known);
        Some(match (own, known) {
            (true, _) => VoidedBy::Author,
            (false, true) => VoidedBy::OtherKnown,
            (false, false) => VoidedBy::OtherUnknown,
        })
    }
}

fn broken(index: usize, error: serde_json::Error) -> Error {
    Error::FromSqlConversionFailure(index, Type::Text, Box::new(error))
}

/// Read a record.
pub fn record(conn: &Connection, id: Uuid) -> StoreResult<Option<StandingRecord>> {
    conn
        .prepare_cached(
            "SELECT area, class, month, body, head, voided, void_own, void_n, journal, occurred FROM record WHERE id = ?1",
        )?
        .query_row([id.as_bytes()], |row| {
            let body: Payload = serde_json::from_str(row.get_ref(3)?.as_str()?).map_err(|e| broken(3, e))?;
            let voided: bool = row.get(5)?;
            let void_n: Option<i64> = row.get(7)?;
            let occurred: String = row.get(9)?;
            Ok(StandingRecord {
                id,
                cell: columns::cell(row, 0)?,
                values: body.values,
                head: columns::uuid(row, 4)?,
                voided: voided.then_some((row.get(6)?, void_n.unwrap_or(0).cast_unsigned())),
                journal: row.get(8)?,
                occurred: occurred.parse().unwrap_or_default(),
            })
        })
        .optional()
}

/// The commit number of an entry of this record.
pub fn commit_of(conn: &Connection, record: Uuid, entry: Uuid) -> StoreResult<Option<u64>> {
    Ok(conn
        .prepare_cached("SELECT commit_seq FROM entry WHERE id = ?1 AND record = ?2")?
        .query_row(params![entry.as_bytes(), record.as_bytes()], |row| row.get::<_, i64>(0))
        .optional()?
        .map(i64::cast_unsigned))
}

/// The applied entries of a record after a commit number, each with its number.
pub fn earlier(
    conn: &Connection,
    record: Uuid,
    after: u64,
    journal: &Journal,
) -> StoreResult<Vec<(u64, Earlier)>> {
    let mut statement = conn.prepare_cached(
        "SELECT commit_seq, id, at, content, outcome, journal, seq FROM entry
         WHERE record = ?1 AND commit_seq > ?2 AND held IS NULL ORDER BY commit_seq",
    )?;
    let rows = statement.query_map(params![record.as_bytes(), after.cast_signed()], |row| {
        let content: Content = serde_json::from_str(row.get_ref(3)?.as_str()?).map_err(|e| broken(3, e))?;
        let outcome: Outcome = match row.get_ref(4)?.as_str_or_null()? {
            Some(text) => serde_json::from_str(text).map_err(|e| broken(4, e))?,
            None => Outcome::default(),
        };
        let lost = |field: &String| outcome.lost.iter().any(|contest| contest.field == *field);
        let entry = Earlier {
            id: columns::uuid(row, 1)?,
            at: Hlc::from_raw(row.get(2)?),
            act: content.act,
            applied: content.touched.into_iter().filter(|field| !lost(field)).collect(),
            known: journal.knows(row.get(5)?, row.get::<_, i64>(6)?.cast_unsigned()),
        };
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), entry))
    })?;
    rows.collect::<rusqlite::Result<_>>()
}

/// Whether the record was created by this journal or by what it forked from.
pub fn created_by(conn: &Connection, record: &StandingRecord, journal: &Journal) -> StoreResult<bool> {
    if record.journal == journal.n {
        return Ok(true);
    }
    let first: Option<i64> = conn
        .prepare_cached("SELECT min(seq) FROM entry WHERE record = ?1 AND journal = ?2")?
        .query_row(params![record.id.as_bytes(), record.journal], |row| row.get(0))?;
    Ok(first.is_some_and(|seq| journal.knows(record.journal, seq.cast_unsigned())))
}

/// The content hash of a kept entry, and whether its payload was erased.
pub fn content_hash_of(conn: &Connection, id: Uuid) -> StoreResult<Option<(Hash, bool)>> {
    conn.prepare_cached(
        "SELECT e.content, coalesce(e.payload, r.body), e.payload_commit
             FROM entry e LEFT JOIN record r ON r.id = e.record WHERE e.id = ?1",
    )?
    .query_row([id.as_bytes()], |row| {
        let content = row.get_ref(0)?.as_str()?.as_bytes();
        if let Some(commit) = row.get::<_, Option<Vec<u8>>>(2)? {
            let commit = Hash::from_slice(&commit).unwrap_or_default();
            return Ok((content_hash(content, &commit), true));
        }
        let commit = payload_commit(row.get_ref(1)?.as_str()?.as_bytes());
        Ok((content_hash(content, &commit), false))
    })
    .optional()
}

/// Before a record's body changes for the first time, its create's payload moves to its entry.
pub fn keep_create_payload(conn: &Connection, record: Uuid) -> StoreResult<()> {
    conn.prepare_cached(
        "UPDATE entry SET payload = (SELECT body FROM record WHERE id = ?1)
         WHERE record = ?1 AND payload IS NULL AND payload_commit IS NULL",
    )?
    .execute([record.as_bytes()])?;
    Ok(())
}
