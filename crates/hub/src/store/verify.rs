//! Verify: recompute everything that can be recomputed, from the bytes kept.
//!
//! Rule: it reads only what is stored and trusts none of it: links from contents and payloads, the feed
//! from links, signatures from batches, digests from records.

use std::collections::BTreeMap;

use beatbook_records::cell::Cell;
use beatbook_records::digest::Digest;
use beatbook_records::entry::{Hash, JournalId, content_hash, feed_hash, link_hash, payload_commit};
use beatbook_records::wire::signing_text;
use ed25519_dalek::{Signature, VerifyingKey};
use uuid::Uuid;

use super::head::Head;
use super::sql::{Next, Row, Sql, args};
use super::{StoreError, StoreResult, returns};

/// What was found in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verified {
    /// Entries whose place in both chains was recomputed.
    pub entries: u64,
    /// Journals.
    pub journals: u64,
    /// Signed batches.
    pub batches: u64,
    /// Cells.
    pub cells: u64,
}

impl std::fmt::Display for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { entries, journals, batches, cells } = self;
        write!(f, "{entries} entries in {journals} journals, {batches} signed batches, {cells} cells")
    }
}

/// The first thing that is not as it was written.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The link of an entry does not follow from its bytes and the one before.
    #[error("entry {seq} of journal {journal} is not as it was written, or one before it is missing")]
    Link {
        /// The journal's row.
        journal: i64,
        /// The number in it.
        seq: u64,
    },
    /// The hub's own chain does not follow.
    #[error("commit {0} does not follow from the one before")]
    Feed(u64),
    /// A batch whose signature does not fit.
    #[error("batch {0} does not carry its device's signature")]
    Signature(i64),
    /// A digest that is not the sum of its records.
    #[error("the digest of cell {0} is not that of its records")]
    Digest(String),
    /// A return that is not what its hash says, or does not follow the one before.
    #[error("a return to funders is not as it was frozen")]
    Return,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl super::Passing for Fault {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_passing())
    }
}

/// Verify the whole book.
///
/// # Errors
/// The first fault found.
pub fn verify(sql: &dyn Sql) -> Result<Verified, Fault> {
    let mut verified = Verified::default();
    for (n, id, origin) in journals(sql)? {
        verify_journal(sql, n, id, origin)?;
        verified.journals += 1;
    }
    verified.entries = verify_feed(sql)?;
    verified.batches = verify_batches(sql)?;
    verified.cells = verify_cells(sql)?;
    returns::kept(sql).map_err(|error| match error {
        StoreError::Broken { .. } => Fault::Return,
        failed => failed.into(),
    })?;
    Ok(verified)
}

fn journals(sql: &dyn Sql) -> StoreResult<Vec<(i64, JournalId, Hash)>> {
    sql.list("SELECT n, device, incarnation, origin FROM journal", &[], |row| {
        Ok((row.get(0)?, JournalId { device: row.get(1)?, incarnation: row.get(2)? }, row.get(3)?))
    })
}

fn verify_journal(sql: &dyn Sql, n: i64, id: JournalId, origin: Hash) -> Result<(), Fault> {
    let text = "SELECT p.seq, p.link, e.content,
                coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN CAST(r.body AS TEXT) END), e.payload_commit
         FROM (SELECT seq, link, id FROM entry WHERE journal = ?1
               UNION ALL SELECT seq, link, entry FROM repeat WHERE journal = ?1) p
         JOIN entry e ON e.id = p.id LEFT JOIN record r ON r.id = e.record ORDER BY p.seq";
    let (mut prev, mut last, mut fault) = (origin, 0, None);
    sql.each(text, &args![n], &mut |row| {
        let seq: u64 = row.get(0)?;
        let commit = match row.get::<Option<&str>>(3)? {
            Some(payload) => payload_commit(payload.as_bytes()),
            None => row.get::<Option<Hash>>(4)?.unwrap_or_default(),
        };
        let content: &str = row.get(2)?;
        let link = link_hash(&prev, id, seq, &content_hash(content.as_bytes(), &commit));
        if seq != last + 1 || link != row.get(1)? {
            fault = Some(Fault::Link { journal: n, seq });
            return Ok(Next::Stop);
        }
        (prev, last) = (link, seq);
        Ok(Next::Row)
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let text = "SELECT next_seq, head FROM journal WHERE n = ?1";
    let stood: Option<(u64, Hash)> = sql.one(text, &args![n], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let ended = stood == Some((last + 1, prev));
    if ended { Ok(()) } else { Err(Fault::Link { journal: n, seq: last + 1 }) }
}

fn verify_feed(sql: &dyn Sql) -> Result<u64, Fault> {
    let (mut chain, mut last, mut fault) = (Hash::ZERO, 0, None);
    sql.each("SELECT commit_seq, link, chain, coalesce(outcome, ''), coalesce(held, '') FROM entry ORDER BY commit_seq", &[], &mut |row| {
        let n: u64 = row.get(0)?;
        chain = feed_hash(&chain, n, &row.get(1)?, row.get(3)?, row.get(4)?);
        if n != last + 1 || chain != row.get(2)? {
            fault = Some(Fault::Feed(n));
            return Ok(Next::Stop);
        }
        last = n;
        Ok(Next::Row)
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let head = Head::read(sql)?;
    if (head.commit_seq, head.chain) == (last, chain) { Ok(last) } else { Err(Fault::Feed(last + 1)) }
}

fn verify_batches(sql: &dyn Sql) -> Result<u64, Fault> {
    let text =
        "SELECT b.n, j.device, d.public_key, b.method, b.path, b.time_ms, b.body_digest, b.link, b.signature,
                coalesce((SELECT link FROM entry WHERE journal = b.journal AND seq = b.last_seq),
                         (SELECT link FROM repeat WHERE journal = b.journal AND seq = b.last_seq))
         FROM batch b JOIN journal j ON j.n = b.journal JOIN device d ON d.id = j.device";
    let (mut count, mut fault) = (0, None);
    sql.each(text, &[], &mut |row| {
        if !is_signed(row)? {
            fault = Some(Fault::Signature(row.get(0)?));
            return Ok(Next::Stop);
        }
        count += 1;
        Ok(Next::Row)
    })?;
    fault.map_or(Ok(count), Err)
}

fn is_signed(row: &dyn Row) -> StoreResult<bool> {
    let (device, link): (Uuid, Hash) = (row.get(1)?, row.get(7)?);
    let text = signing_text(device, row.get(3)?, row.get(4)?, row.get(5)?, &row.get(6)?, &link);
    let Ok(key) = VerifyingKey::from_bytes(&row.get(2)?) else { return Ok(false) };
    let signature = Signature::from_bytes(&row.get(8)?);
    let signed = key.verify_strict(text.as_bytes(), &signature).is_ok();
    Ok(signed && row.get::<Option<Hash>>(9)? == Some(link))
}

fn verify_cells(sql: &dyn Sql) -> Result<u64, Fault> {
    let mut sums: BTreeMap<Cell, Digest> = BTreeMap::new();
    sql.each("SELECT area, class, month, id, head FROM record", &[], &mut |row| {
        let sum = sums.entry(row.cell(0)?).or_default();
        *sum = sum.with(row.get(3)?, row.get(4)?);
        Ok(Next::Row)
    })?;
    let (mut count, mut fault) = (0, None);
    sql.each("SELECT area, class, month, digest FROM cell", &[], &mut |row| {
        let cell = row.cell(0)?;
        if sums.remove(&cell).unwrap_or_default().to_bytes() != row.get::<[u8; 16]>(3)? {
            fault = Some(Fault::Digest(cell.to_string()));
            return Ok(Next::Stop);
        }
        count += 1;
        Ok(Next::Row)
    })?;
    match fault.or_else(|| sums.into_keys().next().map(|cell| Fault::Digest(cell.to_string()))) {
        Some(fault) => Err(fault),
        None => Ok(count),
    }
}
