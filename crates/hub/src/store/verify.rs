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
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::columns;
use super::head::Head;

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
    /// The database failed.
    #[error(transparent)]
    Store(#[from] rusqlite::Error),
}

/// Verify the whole book.
///
/// # Errors
/// The first fault found.
pub fn verify(conn: &Connection) -> Result<Verified, Fault> {
    let mut verified = Verified::default();
    for (n, id, origin) in journals(conn)? {
        verify_journal(conn, n, id, origin)?;
        verified.journals += 1;
    }
    verified.entries = verify_feed(conn)?;
    verified.batches = verify_batches(conn)?;
    verified.cells = verify_cells(conn)?;
    Ok(verified)
}

fn journals(conn: &Connection) -> Result<Vec<(i64, JournalId, Hash)>, Fault> {
    let mut statement = conn.prepare("SELECT n, device, incarnation, origin FROM journal")?;
    let rows = statement.query_map([], |row| {
        let incarnation = row.get::<_, i64>(2)?.cast_unsigned();
        Ok((row.get(0)?, JournalId { device: columns::uuid(row, 1)?, incarnation }, columns::hash(row, 3)?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn verify_journal(conn: &Connection, n: i64, id: JournalId, origin: Hash) -> Result<(), Fault> {
    let mut statement = conn.prepare(
        "SELECT p.seq, p.link, e.content,
                coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN r.body END), e.payload_commit
         FROM (SELECT seq, link, id FROM entry WHERE journal = ?1
               UNION ALL SELECT seq, link, entry FROM repeat WHERE journal = ?1) p
         JOIN entry e ON e.id = p.id LEFT JOIN record r ON r.id = e.record ORDER BY p.seq",
    )?;
    let mut rows = statement.query(params![n])?;
    let (mut prev, mut last) = (origin, 0);
    while let Some(row) = rows.next()? {
        let seq = row.get::<_, i64>(0)?.cast_unsigned();
        let commit = match row.get::<_, Option<String>>(3)? {
            Some(payload) => payload_commit(payload.as_bytes()),
            None => row.get::<_, Option<[u8; 32]>>(4)?.map(Hash).unwrap_or_default(),
        };
        let content: String = row.get(2)?;
        let link = link_hash(&prev, id, seq, &content_hash(content.as_bytes(), &commit));
        if seq != last + 1 || link != columns::hash(row, 1)? {
            return Err(Fault::Link { journal: n, seq });
        }
        (prev, last) = (link, seq);
    }
    let stood: (i64, Vec<u8>) =
        conn.query_row("SELECT next_seq, head FROM journal WHERE n = ?1", [n], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let ended = stood.0.cast_unsigned() == last + 1 && stood.1 == prev.0;
    if ended { Ok(()) } else { Err(Fault::Link { journal: n, seq: last + 1 }) }
}

fn verify_feed(conn: &Connection) -> Result<u64, Fault> {
    let mut statement = conn.prepare("SELECT commit_seq, link, chain FROM entry ORDER BY commit_seq")?;
    let mut rows = statement.query([])?;
    let (mut chain, mut last) = (Hash::ZERO, 0);
    while let Some(row) = rows.next()? {
        let n = row.get::<_, i64>(0)?.cast_unsigned();
        chain = feed_hash(&chain, n, &columns::hash(row, 1)?);
        if n != last + 1 || chain != columns::hash(row, 2)? {
            return Err(Fault::Feed(n));
        }
        last = n;
    }
    let head = Head::read(conn)?;
    if (head.commit_seq, head.chain) == (last, chain) { Ok(last) } else { Err(Fault::Feed(last + 1)) }
}

fn verify_batches(conn: &Connection) -> Result<u64, Fault> {
    let mut statement = conn.prepare(
        "SELECT b.n, j.device, d.public_key, b.method, b.path, b.time_ms, b.body_digest, b.link, b.signature,
                coalesce((SELECT link FROM entry WHERE journal = b.journal AND seq = b.last_seq),
                         (SELECT link FROM repeat WHERE journal = b.journal AND seq = b.last_seq))
         FROM batch b JOIN journal j ON j.n = b.journal JOIN device d ON d.id = j.device",
    )?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let n: i64 = row.get(0)?;
        let device: Uuid = columns::uuid(row, 1)?;
        let link = columns::hash(row, 7)?;
        let (method, path): (String, String) = (row.get(3)?, row.get(4)?);
        let text = signing_text(device, &method, &path, row.get(5)?, &columns::hash(row, 6)?, &link);
        let key = VerifyingKey::from_bytes(&row.get(2)?).map_err(|_| Fault::Signature(n))?;
        let signature = Signature::from_bytes(&row.get(8)?);
        let signed = key.verify_strict(text.as_bytes(), &signature).is_ok();
        if !signed || columns::hash(row, 9)? != link {
            return Err(Fault::Signature(n));
        }
        count += 1;
    }
    Ok(count)
}

fn verify_cells(conn: &Connection) -> Result<u64, Fault> {
    let mut sums: BTreeMap<Cell, Digest> = BTreeMap::new();
    let mut statement = conn.prepare("SELECT area, class, month, id, head FROM record")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let sum = sums.entry(columns::cell(row, 0)?).or_default();
        *sum = sum.with(columns::uuid(row, 3)?, columns::uuid(row, 4)?);
    }
    let mut statement = conn.prepare("SELECT area, class, month, digest FROM cell")?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let cell = columns::cell(row, 0)?;
        if sums.remove(&cell).unwrap_or_default().to_bytes() != row.get::<_, [u8; 16]>(3)? {
            return Err(Fault::Digest(cell.to_string()));
        }
        count += 1;
    }
    match sums.into_keys().next() {
        Some(cell) => Err(Fault::Digest(cell.to_string())),
        None => Ok(count),
    }
}
