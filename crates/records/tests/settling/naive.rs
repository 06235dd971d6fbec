//! What must be shown after a history, worked out in the plainest way and without `settle`.
//!
//! For each unit (a field, or a group as one) it keeps who holds it; for the record, who voided it.
//! It reads the written entries in commit order, and from the hub only the effective times.

use std::collections::{BTreeMap, BTreeSet};

use beatbook_records::entry::Act;
use beatbook_records::record::Values;
use serde_json::Value;
use uuid::Uuid;

use crate::book::{Committed, Hub, Shown};

/// Fields and overruled values as anybody must see them.
#[derive(Debug, Default, PartialEq)]
pub struct Truth {
    pub values: BTreeMap<String, Value>,
    pub voided: bool,
    /// Field, the entry that gave the value, the value as text.
    pub overruled: BTreeSet<(String, Uuid, String)>,
}

impl From<&Shown> for Truth {
    fn from(shown: &Shown) -> Self {
        Self {
            values: shown.values.clone().into_iter().collect(),
            voided: shown.voided,
            overruled: shown
                .overruled
                .iter()
                .map(|l| (l.field.clone(), l.entry, l.value.to_string()))
                .collect(),
        }
    }
}

/// The truth of a hub's log.
pub fn truth(hub: &Hub) -> Truth {
    let mut book = Naive { known_kind: hub.kind.is_some(), ..Naive::default() };
    for (n, committed) in (1..).zip(&hub.log) {
        book.read(n, committed);
    }
    let held = book.holders.iter().flat_map(|(unit, (_, c))| part(&c.entry.values, unit));
    let mut values: BTreeMap<String, Value> = held.filter(|(_, value)| !value.is_null()).collect();
    values.extend(book.sets.into_iter().map(|(field, codes)| (field, codes.into_iter().collect())));
    let overruled = book.losers.into_iter().map(|l| (l.field, l.entry, l.value.to_string())).collect();
    Truth { values, voided: book.voided, overruled }
}

struct Loser {
    n: usize,
    journal: usize,
    field: String,
    entry: Uuid,
    value: Value,
}

#[derive(Default)]
struct Naive<'h> {
    known_kind: bool,
    holders: BTreeMap<&'h str, (usize, &'h Committed)>,
    /// Commit and journal of every entry of which something applied.
    changes: Vec<(usize, usize)>,
    sets: BTreeMap<String, BTreeSet<String>>,
    losers: Vec<Loser>,
    voided: bool,
    undone_by_author: bool,
    void_at: (usize, usize),
}

/// Whether the author of an entry knew commit `n` of a journal.
fn knows(reader: &Committed, n: usize, journal: usize) -> bool {
    journal == reader.entry.journal || n <= reader.entry.view
}

impl<'h> Naive<'h> {
    fn read(&mut self, n: usize, entry: &'h Committed) {
        if entry.entry.act == Act::Void {
            return self.void(n, entry);
        }
        let unit_of = |field: &'h String| match field.as_str() {
            "started" | "finished" if self.known_kind => "times",
            field => field,
        };
        let units: BTreeSet<&str> = entry.entry.values.keys().map(unit_of).collect();
        let mut applied = false;
        for unit in units {
            applied |= if unit == "activities" { self.set(entry) } else { self.unit(n, entry, unit) };
        }
        self.changes.extend(applied.then_some((n, entry.entry.journal)));
        if self.voided && !self.undone_by_author && applied && !knows(entry, self.void_at.0, self.void_at.1) {
            self.voided = false;
        }
    }

    fn void(&mut self, n: usize, entry: &Committed) {
        let author = entry.entry.journal == 0;
        let changed_unseen = self.changes.iter().any(|(n, journal)| !knows(entry, *n, *journal));
        self.undone_by_author |= author;
        if !self.voided && (author || !changed_unseen) {
            self.voided = true;
            self.void_at = (n, entry.entry.journal);
        }
    }

    fn set(&mut self, entry: &Committed) -> bool {
        let delta = &entry.entry.values["activities"];
        let set = self.sets.entry("activities".into()).or_default();
        set.retain(|code| !codes(delta.get("remove")).contains(code));
        set.extend(codes(delta.get("add").or(Some(delta))));
        true
    }

    fn unit(&mut self, n: usize, entry: &'h Committed, unit: &'h str) -> bool {
        let mine = part(&entry.entry.values, unit);
        let unseen = self.holders.get(unit).copied().filter(|(n, c)| !knows(entry, *n, c.entry.journal));
        let Some((_, holder)) = unseen else {
            self.losers.retain(|l| !(mine.contains_key(&l.field) && knows(entry, l.n, l.journal)));
            self.holders.insert(unit, (n, entry));
            return true;
        };
        let theirs = part(&holder.entry.values, unit);
        let wins = theirs == mine || (entry.at, entry.entry.id) > (holder.at, holder.entry.id);
        let (loser, lost) = if wins { (holder, &theirs) } else { (entry, &mine) };
        for (field, value) in lost.iter().filter(|(field, _)| mine[*field] != theirs[*field]) {
            let (field, value, entry) = (field.clone(), value.clone(), loser.entry.id);
            self.losers.push(Loser { n, journal: loser.entry.journal, field, entry, value });
        }
        if wins {
            self.holders.insert(unit, (n, entry));
        }
        wins
    }
}

/// The part of an entry's values that belongs to a unit; what is left out is null.
fn part(values: &Values, unit: &str) -> BTreeMap<String, Value> {
    let names = if unit == "times" { vec!["started", "finished"] } else { vec![unit] };
    names.into_iter().map(|n| (n.to_owned(), values.get(n).cloned().unwrap_or(Value::Null))).collect()
}

fn codes(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|code| code.as_str().map(str::to_owned)).collect()
}
