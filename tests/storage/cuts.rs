//! Power cuts: at every operation of every workload, under six models of what a disk keeps.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;

use beatbook_faultfs::{Files, MODELS, Model, Op, Platter, Random};

use crate::oracle::{examine, exchanges_again};
use crate::recording::{Recording, TOLD, WORKLOADS, Workload, heard, lay};
use crate::tally::{Tally, say};
use crate::{PLAIN, SEALED};

/// One of so many different books is also synced with a hub.
const SYNC_ONE_OF: usize = 97;

/// Looks at a book past what every book must hold.
pub type Further<'f> = &'f dyn Fn(&Path) -> Result<(), String>;

struct Cuts<'r> {
    recorded: &'r Recording,
    dir: &'r Path,
    seen: HashSet<u64>,
    tally: Tally,
    further: Further<'r>,
}

impl Cuts<'_> {
    fn everywhere(mut self) -> Tally {
        let mut platter = Platter::new(&self.recorded.base);
        let mut returned = 0;
        for (at, op) in self.recorded.ops.iter().enumerate() {
            if let Op::Mark(saved) = op {
                returned = *saved;
                continue;
            }
            platter.step(op);
            self.tally.operations += 1;
            for (number, model) in MODELS.into_iter().enumerate() {
                let mut random = Random::new((at * MODELS.len() + number) as u64);
                let files = platter.cut(model, &mut random);
                self.one(at, model, &files, returned);
            }
        }
        self.tally
    }

    fn one(&mut self, at: usize, model: Model, files: &Files, returned: usize) {
        self.tally.tries += 1;
        let mut print = DefaultHasher::new();
        (files, returned).hash(&mut print);
        if !self.seen.insert(print.finish()) {
            return;
        }
        self.tally.looked_at += 1;
        let Recording { town, asha, written, sealed, .. } = self.recorded;
        let returned = &written[..returned];
        let enrolled = !self.recorded.base.is_empty() || !returned.is_empty();
        lay(files, self.dir);
        let mut found =
            examine(asha, town, self.dir, *sealed, returned).and_then(|()| (self.further)(self.dir));
        if found.is_ok() && self.tally.looked_at.is_multiple_of(SYNC_ONE_OF) && enrolled {
            self.tally.synced += 1;
            lay(files, self.dir);
            found = exchanges_again(asha, town, self.dir, returned);
        }
        if let Err(what) = found {
            self.tally.bad.push(format!("cut after operation {at}, {model:?}: {what}"));
        }
    }
}

/// Cut the power everywhere, and look further.
pub fn cut(what: &str, recorded: &Recording, further: Further<'_>) -> Tally {
    let place = tempfile::tempdir().expect("a folder");
    let book = if recorded.sealed { "encrypted" } else { "plain" };
    let tally = Tally { what: format!("power cuts, {what}, {book}"), ..Tally::default() };
    let dir = place.path().join("phone");
    Cuts { recorded, dir: &dir, seen: HashSet::new(), tally, further }.everywhere()
}

fn cut_workload(workload: Workload, sealed: bool, size: usize) {
    let times = if std::env::var_os("BEATBOOK_NIGHTLY").is_some() { 6 } else { 1 };
    let size = if workload == Workload::Save { size * times } else { size };
    let recorded = workload.record(sealed, false, size);
    let cursor = heard(recorded.asha.dir(), sealed).1;
    let whole_pages = move |dir: &Path| {
        let (heard, told) = heard(dir, sealed);
        if heard % 200 != 0 && heard != TOLD {
            return Err(format!("half a slice: {heard} entries"));
        }
        if workload == Workload::Pull && told == cursor && heard != TOLD {
            return Err(format!("the cursor is ahead of the {heard} entries"));
        }
        Ok(())
    };
    cut(&format!("{workload:?}"), &recorded, &whole_pages).is_clean();
}

#[test]
fn no_power_cut_loses_a_save() {
    cut_workload(Workload::Save, PLAIN, 30);
}

#[test]
fn no_power_cut_loses_a_save_of_an_encrypted_book() {
    cut_workload(Workload::Save, SEALED, 15);
}

#[test]
fn no_power_cut_tears_a_page_from_its_cursor() {
    cut_workload(Workload::Pull, PLAIN, TOLD);
}

#[test]
fn no_power_cut_harms_what_is_handed_in_confirmed_or_migrated() {
    for workload in [Workload::Confirm, Workload::FirstStart, Workload::Migration] {
        cut_workload(workload, PLAIN, 0);
    }
}

#[test]
fn no_power_cut_harms_an_encrypted_book_that_syncs_or_starts() {
    for workload in
        WORKLOADS.into_iter().filter(|workload| !matches!(workload, Workload::Save | Workload::Photo))
    {
        cut_workload(workload, SEALED, TOLD);
    }
}

/// With `synchronous=NORMAL` the same test must find lost saves, or it finds nothing.
#[test]
fn saving_without_a_sync_is_seen_to_lose_saves() {
    for sealed in [PLAIN, SEALED] {
        let recorded = Workload::Save.record(sealed, true, 8);
        let tally = cut("Save with synchronous=NORMAL (control)", &recorded, &|_| Ok(()));
        say(&tally);
        assert!(tally.bad.iter().any(|bad| bad.contains("saves lost")), "{tally}");
    }
}

/// A book that says "saved" before it is committed must be found out.
#[test]
fn answering_before_the_commit_is_seen_to_lose_saves() {
    let mut recorded = Workload::Save.record(PLAIN, false, 8);
    let all = recorded.written.len();
    for op in &mut recorded.ops {
        if let Op::Mark(saved) = op {
            *saved = (*saved + 1).min(all);
        }
    }
    let tally = cut("Save answered before its commit (control)", &recorded, &|_| Ok(()));
    say(&tally);
    assert!(tally.bad.iter().any(|bad| bad.contains("saves lost")), "{tally}");
}
