//! Lines that stay open and say nothing, or too little: the client's own time limits end them.

use beatbook_core::sync::{CentralError, Trouble};
use beatbook_tests::Officer;

use crate::proxy::Fate;
use crate::street::{Street, stands, sync, unsown};

/// What happens to one hand-in, which has to run into the limit, and the healthy sync after it.
fn times_out(fate: Fate, what: &str) {
    let street = Street::new();
    let asha = street.town.officer_unencrypted("Asha");
    let mut central = street.impatient(&asha);
    let written = taps(&asha);
    street.proxy.plan([fate]);
    let trouble = sync(&asha, &mut central).expect_err("nothing came in time");
    assert!(matches!(trouble, Trouble::Central(CentralError::TimedOut)), "{what}: {trouble:?}");
    street.proxy.heal();
    sync(&asha, &mut street.central(&asha)).expect("a healthy sync");
    stands(&street, &asha, &written, 3).unwrap_or_else(|why| panic!("{what}: {why}"));
    street.town.ends_well(&[&asha]);
}

fn taps(officer: &Officer) -> Vec<uuid::Uuid> {
    (0..3).map(|_| officer.counts("RESIDENT", "stockton")).collect()
}

#[test]
fn a_request_that_never_ends_runs_into_the_limit() {
    let _unsown = unsown();
    for bytes in [0, 1, 300, 900] {
        times_out(Fate::StallUp(bytes), &format!("silence after byte {bytes} up"));
    }
}

#[test]
fn an_answer_that_never_ends_runs_into_the_limit() {
    let _unsown = unsown();
    for bytes in [0, 1, 12, 300, 700] {
        times_out(Fate::StallDown(bytes), &format!("silence after byte {bytes} down"));
    }
}

#[test]
fn an_answer_that_drips_runs_into_the_limit_of_the_whole() {
    let _unsown = unsown();
    times_out(Fate::Drip, "a byte each ten milliseconds");
}

#[test]
fn a_batch_that_timed_out_is_offered_again_as_a_smaller_one() {
    let _unsown = unsown();
    let street = Street::new();
    let asha = street.town.officer_unencrypted("Asha");
    for _ in 0..40 {
        asha.counts("RESIDENT", "stockton");
    }
    street.proxy.plan([Fate::StallUp(100)]);
    let batch = || asha.with(|store| store.offer()).expect("a book").expect("enrolled").request.entries.len();
    let before = asha.with(|store| store.read().progress()).expect("a book").waiting;
    assert_eq!((batch(), before), (40, 40));
    for _ in 0..5 {
        street.proxy.heal();
        street.proxy.plan([Fate::StallUp(100)]);
        sync(&asha, &mut street.impatient(&asha)).expect_err("nothing came in time");
    }
    assert_eq!(batch(), 15, "500 halved five times");
    street.proxy.heal();
    sync(&asha, &mut street.central(&asha)).expect("a healthy sync");
    street.town.ends_well(&[&asha]);
}
