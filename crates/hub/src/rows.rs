//! What a settled batch writes: rows, and nothing that is still to be decided.
//!
//! Rule: pure. While a batch is settled its entries count on from [`PROVISIONAL`], after everything there is; where the
//! history stands by then is known only once the head is locked, as late as can be.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use beatbook_records::cell::Cell;
use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Hash, feed_hash};
use beatbook_records::wire::HeldReason;
use uuid::Uuid;

use crate::store::cells::CellChanges;
use crate::store::head::Head;
use crate::store::journals::Journal;

/// The number before a batch's first, until the head is known. No history is as long.
pub const PROVISIONAL: u64 = 1 << 62;

/// An entry with its place.
#[derive(Debug)]
pub struct EntryRow<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its record.
    pub record: Uuid,
    /// Its number in the journal.
    pub seq: u64,
    /// The content, as bytes received.
    pub content: &'a str,
    /// The payload, where it is not kept as the body of the record it made.
    pub payload: Option<&'a str>,
    /// The commitment to the payload, where that was erased.
    pub commit: Option<Hash>,
    /// The effective time.
    pub at: Hlc,
    /// The outcome as JSON, where not everything applied as written.
    pub outcome: Option<String>,
    /// Why it is kept and not applied.
    pub held: Option<HeldReason>,
    /// The fix, where it was held and the same batch brought it.
    pub superseded_by: Option<Uuid>,
    /// The cell that its record left.
    pub moved_from: Option<Cell>,
    /// The cell.
    pub cell: Cell,
    /// Its link in the journal.
    pub link: Hash,
    /// The chain of the history after it.
    pub chain: Hash,
}

/// A record as the batch leaves it.
#[derive(Debug)]
pub struct RecordRow<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: Cow<'a, str>,
    /// Its cell.
    pub cell: Cell,
    /// Its body.
    pub body: Cow<'a, str>,
    /// Its last applied entry.
    pub head: Uuid,
    /// The number of that entry.
    pub head_n: u64,
    /// Whether it is voided.
    pub voided: bool,
    /// Whether for good.
    pub void_own: bool,
    /// The number of the void.
    pub void_n: Option<u64>,
    /// The journal that created it.
    pub journal: i64,
    /// When it happened.
    pub occurred: String,
}

/// A value that lost.
#[derive(Debug)]
pub struct OverruledRow {
    /// The record.
    pub record: Uuid,
    /// The field.
    pub field: String,
    /// The entry that gave it.
    pub entry: Uuid,
    /// The value as JSON.
    pub value: String,
    /// The entry that stands instead.
    pub by: Uuid,
    /// The number of the entry that overruled it.
    pub n: u64,
}

/// Everything that a batch writes.
#[derive(Debug)]
pub struct Rows<'a> {
    /// The journal, advanced.
    pub journal: Journal,
    /// Entries new to the history, in its order.
    pub entries: Vec<EntryRow<'a>>,
    /// Entries that were known under another number: number, entry, link.
    pub repeats: Vec<(u64, Uuid, Hash)>,
    /// Records that were not there before, in the order they were made.
    pub made: Vec<RecordRow<'a>>,
    /// Records that were, in the order of their ids.
    pub changed: Vec<RecordRow<'a>>,
    /// Payloads of creates that were the body of their record until now: record and payload.
    pub moved_payloads: Vec<(Uuid, String)>,
    /// Overruled values that were there before, and are no longer or are new again: record, field, entry.
    pub forgotten: BTreeSet<(Uuid, String, Uuid)>,
    /// Overruled values.
    pub overruled: Vec<OverruledRow>,
    /// Held entries that were there before, and the fix of each.
    pub superseded: BTreeMap<Uuid, Uuid>,
    /// What the digests of cells gain and lose.
    pub cells: CellChanges,
}

impl Rows<'_> {
    /// Number everything on from where the history stands; where it stands then.
    pub fn number(&mut self, head: &Head) -> Head {
        let numbered = |n: u64| if n > PROVISIONAL { n - PROVISIONAL + head.commit_seq } else { n };
        let mut chain = head.chain;
        for (n, entry) in (head.commit_seq + 1..).zip(&mut self.entries) {
            let (outcome, held) = (entry.outcome.as_deref(), entry.held.map(|held| held.code()));
            chain = feed_hash(&chain, n, &entry.link, outcome.unwrap_or(""), held.unwrap_or(""));
            entry.chain = chain;
        }
        for record in self.made.iter_mut().chain(&mut self.changed) {
            record.head_n = numbered(record.head_n);
            record.void_n = record.void_n.map(numbered);
        }
        for lost in &mut self.overruled {
            lost.n = numbered(lost.n);
        }
        Head { commit_seq: head.commit_seq + self.entries.len() as u64, chain, ..head.clone() }
    }
}
