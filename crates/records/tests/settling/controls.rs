//! Positive controls: settlements that are wrong in one way each, and the law that catches them.

use std::cell::Cell;

use beatbook_records::field::Kind;
use beatbook_records::settle::{Earlier, Incoming, Outcome, Standing, settle};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use crate::book::{Hub, Settle};
use crate::history::{PATROL, Step, play, steps};
use crate::laws::{LAWS, Law, a_group_settles_as_one};

/// Whether some of a thousand histories break the law under this settlement.
fn catches(law: Law, broken: Settle) -> bool {
    any_history(|steps| law(&play(&steps, Hub::new(Some(&PATROL), broken))).is_err())
}

fn any_history(breaks: impl Fn(Vec<Step>) -> bool) -> bool {
    let mut runner = TestRunner::deterministic();
    (0..1_000).any(|_| breaks(steps().new_tree(&mut runner).expect("steps are always made").current()))
}

fn law(name: &str) -> Law {
    LAWS.iter().find(|(law, _)| *law == name).expect("a law of this name").1
}

type Kinded<'k> = Option<&'k Kind>;

fn last_arrival_wins(kind: Kinded, standing: Option<Standing>, _: &[Earlier], entry: Incoming) -> Outcome {
    settle(kind, standing, &[], entry)
}

fn wins_without_a_word(
    kind: Kinded,
    standing: Option<Standing>,
    earlier: &[Earlier],
    entry: Incoming,
) -> Outcome {
    Outcome { beat: Vec::new(), ..settle(kind, standing, earlier, entry) }
}

fn never_sees_an_overruled_value(
    k: Kinded,
    standing: Option<Standing>,
    e: &[Earlier],
    entry: Incoming,
) -> Outcome {
    Outcome { seen: Vec::new(), ..settle(k, standing, e, entry) }
}

fn any_amend_revives(kind: Kinded, standing: Option<Standing>, e: &[Earlier], entry: Incoming) -> Outcome {
    let outcome = settle(kind, standing, e, entry);
    let revives = !entry.values.is_empty() && standing.is_some_and(|s| s.voided.is_some());
    Outcome { voided: if revives { Some(false) } else { outcome.voided }, ..outcome }
}

fn splits_groups(kind: Kinded, standing: Option<Standing>, e: &[Earlier], entry: Incoming) -> Outcome {
    let mut outcome = settle(kind, standing, e, entry);
    outcome.lost.retain(|contest| contest.field != "started");
    outcome
}

thread_local! { static CALLS: Cell<u32> = const { Cell::new(0) }; }

fn depends_on_the_moment(
    kind: Kinded,
    standing: Option<Standing>,
    e: &[Earlier],
    entry: Incoming,
) -> Outcome {
    let call = CALLS.replace(CALLS.get() + 1);
    if call % 7 == 3 { Outcome::default() } else { settle(kind, standing, e, entry) }
}

#[test]
fn a_settlement_that_forgets_what_was_seen_is_caught() {
    let blind = || Hub { blind: true, ..Hub::new(Some(&PATROL), settle) };
    assert!(any_history(|steps| law("a replaced value never returns")(&play(&steps, blind())).is_err()));
    assert!(any_history(|steps| law("the hub shows the truth")(&play(&steps, blind())).is_err()));
}

#[test]
fn a_settlement_that_overwrites_in_silence_is_caught() {
    assert!(catches(law("nothing is lost silently"), last_arrival_wins));
    assert!(catches(law("nothing is lost silently"), wins_without_a_word));
    assert!(catches(law("the hub shows the truth"), never_sees_an_overruled_value));
}

#[test]
fn a_settlement_that_beats_the_undo_is_caught() {
    assert!(catches(law("the author's undo is never beaten"), any_amend_revives));
}

#[test]
fn a_settlement_that_splits_a_group_is_caught() {
    assert!(catches(a_group_settles_as_one, splits_groups));
}

#[test]
fn a_settlement_that_depends_on_the_moment_is_caught() {
    assert!(catches(law("the hub shows the truth"), depends_on_the_moment));
    assert!(any_history(|steps| {
        let play = || play(&steps, Hub::new(Some(&PATROL), depends_on_the_moment)).shown;
        play() != play()
    }));
}

#[test]
fn a_device_that_skips_an_outcome_is_caught() {
    assert!(any_history(|steps| {
        let mut hub = play(&steps, Hub::new(Some(&PATROL), settle));
        hub.log.iter_mut().for_each(|c| c.outcome = Outcome::default());
        law("replay equals the hub")(&hub).is_err()
    }));
}
