//! A hub's book and a device's copy of it, for one record, in memory.
//!
//! The hub knows who wrote what and decides with the `settle` it is given; the copy knows only what
//! travels: entries with their outcomes, in commit order.

use beatbook_records::clock::{Hlc, effective};
use beatbook_records::entry::Act;
use beatbook_records::field::Kind;
use beatbook_records::record::Values;
use beatbook_records::settle::{Contest, Earlier, Incoming, Outcome, Standing, VOID, VoidedBy, apply};
use serde_json::Value;
use uuid::Uuid;

/// An entry as its author wrote it.
#[derive(Debug, Clone)]
pub struct Written {
    pub id: Uuid,
    /// Who: one journal each.
    pub journal: usize,
    pub act: Act,
    pub values: Values,
    /// Up to which commit the author had read when writing.
    pub view: usize,
    pub at: Hlc,
}

/// A value that lost and waits to be seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Loser {
    pub field: String,
    pub value: Value,
    pub entry: Uuid,
    pub by: Uuid,
    pub n: usize,
}

/// What anybody can show of the record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    pub values: Values,
    pub voided: bool,
    pub overruled: Vec<Loser>,
}

impl Shown {
    /// One step of the feed, on hub and device alike.
    pub fn replay(&mut self, kind: Option<&Kind>, n: usize, entry: &Written, outcome: &Outcome) {
        self.overruled.retain(|loser| {
            !outcome.seen.iter().any(|seen| seen.field == loser.field && seen.entry == loser.entry)
        });
        for lost in apply(kind, &mut self.values, entry.act, &entry.values, outcome) {
            self.overruled.push(Loser {
                field: lost.field,
                value: lost.value,
                entry: lost.entry.unwrap_or(entry.id),
                by: lost.by.unwrap_or(entry.id),
                n,
            });
        }
        self.voided = outcome.voided.unwrap_or(self.voided);
    }
}

/// An entry the hub has committed; its commit number is its place in the log, from 1.
#[derive(Debug, Clone)]
pub struct Committed {
    pub entry: Written,
    pub at: Hlc,
    pub outcome: Outcome,
}

impl Committed {
    pub fn applied(&self) -> Vec<String> {
        let lost = |field: &String| self.outcome.lost.iter().any(|contest| contest.field == *field);
        self.entry.values.keys().filter(|field| !lost(field)).cloned().collect()
    }

    /// Whether it is a void that was not beaten.
    fn voids(&self) -> bool {
        self.entry.act == Act::Void && !self.outcome.lost.iter().any(|contest| contest.field == VOID)
    }
}

/// Any function with the shape of `settle::settle`, so that a broken one can take its place.
pub type Settle = fn(Option<&Kind>, Option<Standing<'_>>, &[Earlier], Incoming<'_>) -> Outcome;

/// The hub's book of one record.
#[derive(Clone)]
pub struct Hub {
    pub kind: Option<&'static Kind>,
    pub settle: Settle,
    /// Settles as if nobody had ever read anything: a broken hub, for the controls.
    pub blind: bool,
    pub log: Vec<Committed>,
    pub shown: Shown,
}

impl Hub {
    pub fn new(kind: Option<&'static Kind>, settle: Settle) -> Self {
        Self { kind, settle, blind: false, log: Vec::new(), shown: Shown::default() }
    }

    pub fn commit(&mut self, entry: Written, hub_ms: i64) {
        let view = if self.blind { 0 } else { entry.view };
        let knows = |n: usize, journal: usize| journal == entry.journal || n <= view;
        let last = self.log.iter().rev().find(|c| c.entry.journal == entry.journal).map(|c| c.at);
        let at = effective(entry.at, 0, hub_ms, last);
        let earlier: Vec<Earlier> = (1..)
            .zip(&self.log)
            .filter(|(n, _)| *n > view)
            .map(|(n, c)| Earlier {
                id: c.entry.id,
                at: c.at,
                act: c.entry.act,
                applied: c.applied(),
                known: knows(n, c.entry.journal),
            })
            .collect();
        let journal_of = |id: Uuid| self.log.iter().find(|c| c.entry.id == id).map(|c| c.entry.journal);
        let overruled_known: Vec<Contest> = self
            .shown
            .overruled
            .iter()
            .filter(|loser| loser.n <= view || journal_of(loser.entry) == Some(entry.journal))
            .map(|loser| Contest { field: loser.field.clone(), entry: loser.entry })
            .collect();
        let standing = (!self.log.is_empty()).then(|| Standing {
            values: &self.shown.values,
            voided: self.voided_by(&knows),
            overruled_known: &overruled_known,
        });
        let outcome = (self.settle)(
            self.kind,
            standing,
            &earlier,
            Incoming {
                id: entry.id,
                at,
                act: entry.act,
                own_record: self.log.first().is_none_or(|c| c.entry.journal == entry.journal),
                values: &entry.values,
                schema: 1,
            },
        );
        self.shown.replay(self.kind, self.log.len() + 1, &entry, &outcome);
        self.log.push(Committed { entry, at, outcome });
    }

    /// The author's own void counts even where another's came first; of the others', the one that took effect.
    fn voided_by(&self, knows: &dyn Fn(usize, usize) -> bool) -> Option<VoidedBy> {
        if !self.shown.voided {
            return None;
        }
        let author = self.log.first()?.entry.journal;
        if self.log.iter().any(|c| c.voids() && c.entry.journal == author) {
            return Some(VoidedBy::Author);
        }
        let (n, effective) = (1..).zip(&self.log).filter(|(_, c)| c.outcome.voided == Some(true)).last()?;
        Some(if knows(n, effective.entry.journal) { VoidedBy::OtherKnown } else { VoidedBy::OtherUnknown })
    }
}
