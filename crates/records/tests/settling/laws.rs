//! What holds in every history. Each law is a function of a hub's log, so that `controls` can show
//! that it fails on a settlement that breaks it.

use std::collections::BTreeSet;

use beatbook_records::entry::Act;
use beatbook_records::field::Kind;
use beatbook_records::settle::{Outcome, settle};
use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::book::{Committed, Hub, Shown};
use crate::history::{PATROL, Step, play, steps};
use crate::naive::{Truth, truth};

/// A law: what is wrong, if anything.
pub type Law = fn(&Hub) -> Result<(), String>;

/// A device that heard only entries and outcomes, as JSON, shows what the hub shows.
pub fn replay_equals_the_hub(hub: &Hub) -> Result<(), String> {
    let mut device = Shown::default();
    for (n, committed) in (1..).zip(&hub.log) {
        let travelled = serde_json::to_string(&committed.outcome).expect("outcomes are JSON");
        let outcome: Outcome = serde_json::from_str(&travelled).expect("outcomes are read back");
        device.replay(hub.kind, n, &committed.entry, &outcome);
    }
    same(&Truth::from(&device), &Truth::from(&hub.shown))
}

/// The hub shows what the plain oracle says.
pub fn hub_shows_the_truth(hub: &Hub) -> Result<(), String> {
    same(&Truth::from(&hub.shown), &truth(hub))
}

fn same(a: &Truth, b: &Truth) -> Result<(), String> {
    if a == b { Ok(()) } else { Err(format!("{a:#?}\nis not\n{b:#?}")) }
}

/// Every value given is standing, or in `overruled`, or was replaced by somebody who knew it (from
/// whomever: two may have said the same).
pub fn nothing_is_lost_silently(hub: &Hub) -> Result<(), String> {
    for committed in &hub.log {
        for (field, value) in committed.entry.values.iter().filter(|(_, value)| !value.is_object()) {
            let standing = hub.shown.values.get(field).unwrap_or(&Value::Null) == value;
            let overruled = hub.shown.overruled.iter().any(|l| l.field == *field && l.value == *value);
            let accounted = standing || overruled || field == "activities" || replaced(hub, field, value);
            if !accounted {
                return Err(format!("{field} = {value} of {} is nowhere", committed.entry.id));
            }
        }
    }
    Ok(())
}

/// Whether somebody who knew of the value gave the field a new one that applied.
fn replaced(hub: &Hub, field: &str, value: &Value) -> bool {
    let givers: Vec<(usize, &Committed)> =
        (1..).zip(&hub.log).filter(|(_, c)| c.entry.values.get(field) == Some(value)).collect();
    let knew_one = |later: &Committed| givers.iter().any(|(n, giver)| knew(later, giver, *n));
    hub.log.iter().any(|later| {
        let anew = later.entry.values.get(field).is_some_and(|new| new != value);
        anew && knew_one(later) && later.applied().iter().any(|applied| applied == field)
    })
}

/// Once somebody who saw a value has replaced it, it never stands again. (Texts are unique; sets and null are not.)
pub fn a_replaced_value_never_returns(hub: &Hub) -> Result<(), String> {
    let mut again = Hub::new(hub.kind, hub.settle);
    let mut gone: BTreeSet<(String, String)> = BTreeSet::new();
    for (n, committed) in (1..).zip(&hub.log) {
        again.shown.replay(hub.kind, n, &committed.entry, &committed.outcome);
        for (field, value) in committed.entry.values.iter().filter(|(_, v)| v.is_string()) {
            gone.remove(&(field.clone(), value.to_string()));
        }
        for field in committed.entry.values.keys() {
            for known in
                hub.log[..n - 1].iter().zip(1..).filter(|(c, m)| knew(committed, c, *m)).map(|(c, _)| c)
            {
                let old = known.entry.values.get(field).filter(|v| v.is_string());
                let new = committed.entry.values.get(field);
                gone.extend(old.filter(|old| Some(*old) != new).map(|old| (field.clone(), old.to_string())));
            }
        }
        if let Some(back) =
            again.shown.values.iter().find(|(f, v)| gone.contains(&((*f).clone(), v.to_string())))
        {
            return Err(format!("{back:?} stands again at {n}"));
        }
    }
    Ok(())
}

fn knew(reader: &Committed, of: &Committed, n: usize) -> bool {
    reader.entry.journal == of.entry.journal || n <= reader.entry.view
}

/// Once the record's own author has undone it, it stays undone.
pub fn the_authors_undo_is_never_beaten(hub: &Hub) -> Result<(), String> {
    let undone = hub.log.iter().any(|c| c.entry.journal == 0 && c.entry.act == Act::Void);
    if undone && !hub.shown.voided { Err("the undo was beaten".into()) } else { Ok(()) }
}

/// Start and end always come from one entry.
pub fn a_group_settles_as_one(hub: &Hub) -> Result<(), String> {
    let (started, finished) = (hub.shown.values.get("started"), hub.shown.values.get("finished"));
    let gave_both = |c: &&Committed| {
        c.entry.values.get("started") == started && c.entry.values.get("finished") == finished
    };
    if hub.log.iter().any(|c| gave_both(&c)) {
        Ok(())
    } else {
        Err(format!("{started:?} and {finished:?} mix"))
    }
}

/// Effective times never go back within a journal, and a unique id settles equal ones.
pub fn effective_times_are_monotone(hub: &Hub) -> Result<(), String> {
    for journal in 0..3 {
        let times: Vec<_> = hub.log.iter().filter(|c| c.entry.journal == journal).map(|c| c.at).collect();
        if !times.is_sorted_by(|a, b| a < b) {
            return Err(format!("journal {journal}: {times:?}"));
        }
    }
    let ids: BTreeSet<Uuid> = hub.log.iter().map(|c| c.entry.id).collect();
    if ids.len() == hub.log.len() { Ok(()) } else { Err("an entry twice".into()) }
}

pub const LAWS: &[(&str, Law)] = &[
    ("replay equals the hub", replay_equals_the_hub),
    ("the hub shows the truth", hub_shows_the_truth),
    ("nothing is lost silently", nothing_is_lost_silently),
    ("a replaced value never returns", a_replaced_value_never_returns),
    ("the author's undo is never beaten", the_authors_undo_is_never_beaten),
    ("effective times are monotone", effective_times_are_monotone),
];

fn config() -> ProptestConfig {
    ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() }
}

fn keeps_every_law(steps: &[Step], kind: Option<&'static Kind>) -> Result<(), TestCaseError> {
    let hub = play(steps, Hub::new(kind, settle));
    for (name, law) in LAWS {
        law(&hub).map_err(|why| TestCaseError::fail(format!("{name}: {why}")))?;
    }
    Ok(())
}

fn patrol(steps: &[Step]) -> Hub {
    play(steps, Hub::new(Some(&PATROL), settle))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_history_of_a_known_kind_keeps_the_laws(steps in steps()) {
        keeps_every_law(&steps, Some(&PATROL))?;
        prop_assert_eq!(a_group_settles_as_one(&patrol(&steps)), Ok(()));
    }

    #[test]
    fn every_history_of_an_unknown_kind_keeps_the_laws(steps in steps()) {
        keeps_every_law(&steps, None)?;
    }

    #[test]
    fn settling_is_deterministic(steps in steps()) {
        let outcomes = |hub: &Hub| hub.log.iter().map(|c| c.outcome.clone()).collect::<Vec<_>>();
        let (once, twice) = (patrol(&steps), patrol(&steps));
        prop_assert_eq!(outcomes(&once), outcomes(&twice));
        prop_assert_eq!(once.shown, twice.shown);
    }
}
