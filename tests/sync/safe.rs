//! What a verified backup has is safe: the phone keeps it once, and still shows all of it.

use beatbook_hub::store::head::Head;
use beatbook_records::entry::Act;
use beatbook_tests::{Officer, Town};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use super::town;

/// A backup of everything there is by now was verified.
fn verified(town: &Town) {
    town.with_store(|book| {
        let Head { commit_seq, chain, .. } = Head::read(book.sql()).expect("a head");
        assert!(book.publish_horizon(commit_seq, &chain, 0).expect("published"));
    });
}

fn state(officer: &Officer, record: Uuid) -> u8 {
    officer.with(|store| store.read().least_state(record)).expect("readable").expect("own work").0
}

/// How many own entries have a row of their own.
fn rows(officer: &Officer) -> i64 {
    let count = |store: &mut beatbook_core::Store| store.read().own_rows();
    officer.with(count).expect("readable")
}

fn texts(officer: &Officer, record: Uuid) -> Vec<String> {
    let history = officer.with(|store| store.read().history(record)).expect("a history");
    let text = |entry: &beatbook_core::store::EntryRow| {
        entry.payload.as_ref().expect("words").values["text"].as_str().expect("a text").to_owned()
    };
    history.iter().map(text).collect()
}

#[test]
fn a_note_is_safe_once_a_verified_backup_has_it() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("first", "stockton");
    town.ends_well(&[&asha]);
    assert_eq!(state(&asha, note), 2, "confirmed");
    verified(&town);
    let after = asha.notes("second", "stockton");
    town.ends_well(&[&asha]);
    assert_eq!((state(&asha, note), state(&asha, after)), (3, 2));
}

#[test]
fn what_is_safe_is_kept_once_and_reads_as_before() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let notes: Vec<Uuid> = (0..20).map(|n| asha.notes(&format!("note {n}"), "stockton")).collect();
    town.ends_well(&[&asha, &bela]);
    let before = asha.with(|store| store.read().history(notes[3])).expect("a history");
    verified(&town);
    town.ends_well(&[&asha, &bela]);
    assert_eq!(rows(&asha), 1, "the last one stays: the chain goes on from there");
    let after = asha.with(|store| store.read().history(notes[3])).expect("a history");
    let shown = |entry: &beatbook_core::store::EntryRow| {
        let content = &entry.content;
        let when = (content.occurred, content.recorded_at());
        (
            content.id,
            content.act,
            content.actor,
            when,
            content.touched.clone(),
            entry.payload.clone(),
            entry.by.clone(),
        )
    };
    assert_eq!(before.iter().map(shown).collect::<Vec<_>>(), after.iter().map(shown).collect::<Vec<_>>());
    assert_eq!((after[0].state, after[0].own, after[0].content.act), (3, true, Act::Create));
    // Changed by its author and by somebody else, each knows what was there before.
    asha.amends("note", notes[3], json!({"text": "hers"}));
    bela.amends("note", notes[4], json!({"text": "his"}));
    town.ends_well(&[&asha, &bela]);
    assert_eq!(texts(&asha, notes[3]), ["note 3", "hers"]);
    assert_eq!(texts(&asha, notes[4]), ["note 4", "his"]);
    asha.restarts();
    town.ends_well(&[&asha, &bela]);
}

#[test]
fn where_no_backup_is_ever_verified_35_days_stand_in() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("first", "stockton");
    town.ends_well(&[&asha]);
    town.advance(TimeDelta::days(34));
    let late = asha.notes("late", "stockton");
    town.ends_well(&[&asha]);
    assert_eq!((state(&asha, note), state(&asha, late)), (2, 2));
    town.advance(TimeDelta::days(1));
    town.ends_well(&[&asha]);
    assert_eq!((state(&asha, note), state(&asha, late)), (3, 2));
}

#[test]
fn an_erased_record_is_gone_everywhere_and_both_chains_hold() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let (note, other) = (asha.notes("a secret", "stockton"), asha.notes("plain", "stockton"));
    town.ends_well(&[&asha, &bela]);
    verified(&town);
    asha.amends("note", note, json!({"text": "a worse secret"}));
    town.ends_well(&[&asha, &bela]);
    // Bela has not handed in what he thinks of it.
    bela.amends("note", note, json!({"text": "still a secret"}));
    let erased = town.with_store(|book| book.erase(note, "request 1", 7)).expect("erased");
    assert_eq!(erased, Some(2));
    for _ in 0..2 {
        asha.sync().expect("an answer");
        bela.sync().expect("an answer");
    }
    for officer in [&asha, &bela] {
        assert!(officer.shows(note).is_none() && officer.shows(other).is_some());
        assert_eq!(officer.waiting(), 0);
        officer.verify_journal();
        let history = officer.with(|store| store.read().history(note)).expect("a history");
        assert!(history.iter().all(|entry| entry.payload.is_none()), "{} has words", officer.name);
    }
    beatbook_hub::store::verify::verify(town.hub.store().sql()).expect("the book verifies");
    let late = town.officer("Dana");
    late.sync().expect("an answer");
    assert!(late.shows(note).is_none() && late.shows(other).is_some());
    assert_eq!(town.with_store(|book| book.erase(note, "request 1", 8)).expect("erased"), None);
}
