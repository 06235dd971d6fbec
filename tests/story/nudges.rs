//! Questions of a supervisor to the author of a record: they come with the next hand-in and go with the answer.

use beatbook_records::role::Role;
use beatbook_records::wire::Nudge;
use beatbook_tests::{Officer, Town};
use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

use super::reader::Reader;
use super::town;

/// What the officer's phone shows that somebody asks.
fn asked(officer: &Officer) -> Vec<Nudge> {
    officer.with(|store| store.read().nudges()).expect("a list")
}

fn words(officer: &Officer) -> Vec<String> {
    asked(officer).into_iter().map(|nudge| nudge.words).collect()
}

fn asks(sam: &Reader<'_>, record: Uuid, words: &str) -> StatusCode {
    sam.sends(&format!("/records/{record}/ask"), "words", words).0
}

fn day(town: &Town) {
    town.advance(TimeDelta::hours(20));
}

#[test]
fn sam_asks_and_asha_hears_it_on_her_next_shift_and_answers_by_changing_the_record() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let sam = Reader::of(&town, &hub, "Sam", Role::Supervisor);
    let note = asha.notes("Glass on the path", "stockton");
    town.ends_well(&[&asha, &bela]);
    assert_eq!(asks(&sam, note, "  Which path\nwas it? "), StatusCode::SEE_OTHER);
    assert!(words(&asha).is_empty(), "her phone is in a drawer");
    assert!(sam.reads("/quality").contains("Which path was it?"), "and Sam sees that it is open");

    day(&town);
    town.ends_well(&[&asha, &bela]);
    assert_eq!((words(&asha), words(&bela)), (vec!["Which path was it?".to_owned()], Vec::new()));
    let nudge = asked(&asha).remove(0);
    assert_eq!((nudge.record, nudge.by.as_str()), (note, "Sam"));
    asha.restarts();
    assert_eq!(words(&asha).len(), 1, "it is kept");

    asha.amends("note", note, json!({"text": "Glass on the path by the school"}));
    town.ends_well(&[&asha, &bela]);
    assert!(words(&asha).is_empty());
    let page = sam.reads(&format!("/records/{note}"));
    assert!(page.contains("Which path was it?") && page.contains("The record was changed since."), "{page}");
    assert!(!sam.reads("/quality").contains("Which path was it?"));
}

#[test]
fn asha_says_that_it_is_right_with_no_signal_and_the_answer_is_not_lost() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let sam = Reader::of(&town, &hub, "Sam", Role::Supervisor);
    let (note, other) = (asha.notes("One lamp", "stockton"), asha.notes("Two lamps", "stockton"));
    town.ends_well(&[&asha, &bela]);
    for (record, words) in [(note, "Only one?"), (other, "Both?")] {
        assert_eq!(asks(&sam, record, words), StatusCode::SEE_OTHER);
    }
    town.ends_well(&[&asha, &bela]);
    assert_eq!(words(&asha), ["Only one?", "Both?"]);

    let n = asked(&asha)[0].n;
    asha.with(|store| store.write(|tx| tx.answer_nudge(n))).expect("saved");
    assert_eq!(words(&asha), ["Both?"]);
    asha.link.plan(&[beatbook_tests::Faults::LoseReply]);
    asha.sync().expect_err("the answer of the hub is lost");
    asha.restarts();
    assert_eq!(words(&asha), ["Both?"], "she is not asked again");
    town.ends_well(&[&asha, &bela]);
    assert_eq!(words(&asha), ["Both?"]);
    let page = sam.reads(&format!("/records/{note}"));
    assert!(page.contains("The author said that it is right as it is."), "{page}");
    let still = sam.reads("/quality");
    assert!(still.contains("Both?") && !still.contains("Only one?"));
}

#[test]
fn a_question_goes_with_the_words_of_its_record_and_nobody_else_may_ask() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let sam = Reader::of(&town, &hub, "Sam", Role::Supervisor);
    let ana = Reader::of(&town, &hub, "Ana", Role::Analyst);
    let note = asha.notes("Ask for Jo at number 9", "stockton");
    let tap = asha.counts("RESIDENT", "stockton");
    town.ends_well(&[&asha, &bela]);
    assert_eq!(asks(&ana, tap, "Really?"), StatusCode::FORBIDDEN);
    assert_eq!(ana.opens("/quality").0, StatusCode::FORBIDDEN);
    assert!(!ana.reads(&format!("/records/{tap}")).contains("Ask its author"));
    assert_eq!(asks(&sam, note, "   "), StatusCode::BAD_REQUEST);
    assert_eq!(asks(&sam, note, &"x".repeat(301)), StatusCode::BAD_REQUEST);
    assert_eq!(asks(&sam, Uuid::from_u128(7), "Who?"), StatusCode::NOT_FOUND);
    assert_eq!(asks(&sam, note, "Is Jo the tenant?"), StatusCode::SEE_OTHER);
    town.ends_well(&[&asha, &bela]);
    assert_eq!(words(&asha).len(), 1);

    town.hub.store().erase(note, "asked for", town.now().timestamp_millis()).expect("erased");
    asha.sync().expect("a connection");
    assert!(asked(&asha).is_empty());
    let left = asha.with(|store| store.read().setting::<serde_json::Value>("nudges")).expect("a setting");
    assert!(!left.expect("kept").to_string().contains("Jo"), "its words are gone from the phone");
    assert!(town.hub.store().nudges_of(note).expect("read").iter().all(|one| one.nudge.words.is_empty()));
}
