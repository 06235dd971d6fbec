//! The world of a batch: what the book holds of everything it touches.
//!
//! Rule: loaded once, when what may change is locked; from then on it changes only here, in memory. It knows no SQL.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use beatbook_records::cell::Cell;
use beatbook_records::clock::Hlc;
use beatbook_records::entry::{Act, Content, Hash};
use beatbook_records::record::Values;
use beatbook_records::settle::{Contest, Earlier, Outcome, Overruled, VoidedBy};
use uuid::Uuid;

use crate::store::journals::Journal;

/// What is kept of an entry that arrives again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// What a duplicate shares.
    pub content_hash: Hash,
    /// Whether its payload was erased.
    pub erased: bool,
}

/// Everything that a batch touches.
#[derive(Debug, Default)]
pub struct World<'a> {
    /// The entries that are kept under the ids of the batch.
    pub kept: HashMap<Uuid, Kept>,
    /// Of the entries that somebody saw: the record, and the number in the history.
    pub seen: HashMap<Uuid, (Uuid, u64)>,
    /// The records that stand.
    pub records: HashMap<Uuid, StandingRecord<'a>>,
    /// The records whose words the law has taken: nothing about them is taken in again.
    pub erased: BTreeSet<Uuid>,
}

/// An overruled value: who gave it, who overruled it, where.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// The value, as JSON.
    pub value: String,
    /// The entry that stands instead.
    pub by: Uuid,
    /// The number of the entry that overruled it.
    pub n: u64,
    /// The place of the entry that gave it: its journal and its number there.
    pub given_at: (i64, u64),
}

/// A record as it stands on the hub.
#[derive(Debug)]
pub struct StandingRecord<'a> {
    /// Its kind, as written.
    pub kind: Cow<'a, str>,
    /// Its cell.
    pub cell: Cell,
    /// Its body, as stored.
    pub body: Cow<'a, str>,
    /// Its values.
    pub values: Cow<'a, Values>,
    /// Whether the body is still the payload of the create, and kept nowhere else.
    pub is_as_created: bool,
    /// Its last applied entry.
    pub head: Uuid,
    /// The number of that entry.
    pub head_n: u64,
    /// Whether it is voided.
    pub voided: bool,
    /// Whether the journal that created it voided it: never beaten.
    pub void_own: bool,
    /// The number of the void.
    pub void_n: Option<u64>,
    /// The journal that created it.
    pub journal: i64,
    /// The first number that this journal has on it; read only where the journal was forked from.
    pub first_seq: Option<u64>,
    /// When it happened.
    pub occurred: String,
    /// The applied entries that some author in the batch may not have seen, in commit order.
    pub applied: Vec<Applied<'a>>,
    /// The overruled values, by field and the entry that gave them.
    pub overruled: BTreeMap<(String, Uuid), Lost>,
}

/// An applied entry of a record.
#[derive(Debug, Clone)]
pub struct Applied<'a> {
    /// Its number in the history.
    pub n: u64,
    /// Its journal and its number there.
    pub place: (i64, u64),
    id: Uuid,
    at: Hlc,
    act: Act,
    fields: Cow<'a, [String]>,
}

impl<'a> Applied<'a> {
    /// An entry with its outcome.
    #[must_use]
    pub fn new(n: u64, place: (i64, u64), at: Hlc, content: Cow<'a, Content>, outcome: &Outcome) -> Self {
        let (id, act) = (content.id, content.act);
        let mut fields: Cow<'a, [String]> = match content {
            Cow::Borrowed(content) => Cow::Borrowed(&content.touched),
            Cow::Owned(content) => Cow::Owned(content.touched),
        };
        if !outcome.lost.is_empty() {
            let lost = |field: &String| outcome.lost.iter().any(|contest| contest.field == *field);
            fields.to_mut().retain(|field| !lost(field));
        }
        Self { n, place, id, at, act, fields }
    }
}

impl StandingRecord<'_> {
    /// Who voided it, as the author of an entry knows it that saw everything up to `seen_n`.
    #[must_use]
    pub fn voided_by(&self, seen_n: u64, journal: &Journal) -> Option<VoidedBy> {
        if !self.voided {
            return None;
        }
        let n = self.void_n.unwrap_or(0);
        let mut unseen = self.applied.iter().filter(|entry| entry.n > seen_n);
        let known = n <= seen_n || unseen.any(|entry| entry.n == n && journal.knows(entry.place));
        Some(match (self.void_own, known) {
            (true, _) => VoidedBy::Author,
            (false, true) => VoidedBy::OtherKnown,
            (false, false) => VoidedBy::OtherUnknown,
        })
    }

    /// The applied entries after a number in the history, as settlement wants them.
    #[must_use]
    pub fn earlier(&self, seen_n: u64, journal: &Journal) -> Vec<Earlier> {
        let unseen = self.applied.iter().filter(|entry| entry.n > seen_n);
        let told = |entry: &Applied<'_>| Earlier {
            id: entry.id,
            at: entry.at,
            act: entry.act,
            applied: entry.fields.to_vec(),
            known: journal.knows(entry.place),
        };
        unseen.map(told).collect()
    }

    /// The overruled values known to somebody who saw everything up to `seen_n`, or whose own journal gave them.
    #[must_use]
    pub fn overruled_known(&self, seen_n: u64, journal: &Journal) -> Vec<Contest> {
        let known = |lost: &Lost| lost.n <= seen_n || journal.knows(lost.given_at);
        let contest = |(field, entry): &(String, Uuid)| Contest { field: field.clone(), entry: *entry };
        self.overruled.iter().filter(|(_, lost)| known(lost)).map(|(key, _)| contest(key)).collect()
    }

    /// Whether the record was created by this journal or by what it forked from.
    #[must_use]
    pub fn is_created_by(&self, journal: &Journal) -> bool {
        self.journal == journal.n || self.first_seq.is_some_and(|seq| journal.knows((self.journal, seq)))
    }

    /// Keep a value that lost, in the settlement of the entry with this id, number and place; its key, and what it
    /// replaced.
    pub fn overrule(
        &mut self,
        value: Overruled,
        entry: Uuid,
        n: u64,
        place: (i64, u64),
    ) -> ((String, Uuid), Option<Lost>) {
        let giver = value.entry.unwrap_or(entry);
        let holder = self.applied.iter().find(|applied| applied.id == giver);
        let given_at = if giver == entry { place } else { holder.map_or((0, 0), |applied| applied.place) };
        let by = value.by.unwrap_or(entry);
        let key = (value.field, giver);
        let lost = Lost { value: value.value.to_string(), by, n, given_at };
        let before = self.overruled.insert(key.clone(), lost);
        (key, before)
    }
}
