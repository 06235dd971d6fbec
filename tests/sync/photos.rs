//! Photos go after the records, once each, and one that cannot go holds nothing up.

use beatbook_core::store::{PhotoFault, PhotoState};
use beatbook_core::{StoreError, TestEnv};
use beatbook_records::entry::{Act, Hash};
use beatbook_tests::{Faults, Officer, photo};
use chrono::TimeDelta;
use uuid::Uuid;

use super::town;

const BYTES: usize = 300_000;

#[test]
fn ashas_photo_reaches_the_hub_and_bela_sees_that_there_is_one() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let note = asha.notes("Graffiti on the underpass", "stockton");
    let evidence = asha.takes_photo(note, &photo(BYTES, 1));
    assert_eq!(asha.photo_states(note), [PhotoState::Waiting]);
    town.ends_well(&[&asha, &bela]);
    assert_eq!(asha.photo_states(note), [PhotoState::OnHub]);
    assert_eq!(asha.photo_states(evidence), [PhotoState::OnHub], "it names itself, too");
    assert_eq!(bela.photo_states(note), [PhotoState::Elsewhere]);
    assert_eq!(
        bela.shows(evidence).expect("Bela has it").0["sha256"],
        Hash::of(&[&photo(BYTES, 1)]).to_string()
    );
    assert_eq!(asha.link.carried(), BYTES as u64, "every byte once");
    assert!(has_bytes(&asha, note) && !has_bytes(&bela, note), "a picture is there where its bytes are");
    // The same bytes on her phone, by whatever way: then there is something to show.
    bela.takes_photo(bela.notes("The same picture, sent to her", "stockton"), &photo(BYTES, 1));
    assert!(has_bytes(&bela, note));
}

fn has_bytes(officer: &Officer, record: Uuid) -> bool {
    officer.photos_of(record).iter().all(|photo| photo.file.is_some())
}

#[test]
fn a_photo_goes_before_the_note_it_was_taken_for() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let note = Uuid::from_u128(0x019a_b3c4_0000_7000_8000_0000_0000_0001);
    asha.takes_photo(note, &photo(BYTES, 9));
    town.ends_well(&[&asha, &bela]);
    assert_eq!(bela.photo_states(note), [PhotoState::Elsewhere]);
    let values = serde_json::json!({
        "area": "stockton", "text": "The door, afterwards", "speech_verbatim": false, "statement": "FACT"
    });
    asha.try_write(Act::Create, "note", Some(note), values).expect("a note is saved");
    town.ends_well(&[&asha, &bela]);
    assert!(town.manifest(note).complete);
    assert!(bela.shows(note).is_some() && asha.photo_states(note) == [PhotoState::OnHub]);
}

#[test]
fn two_phones_with_the_same_initials_never_give_two_photos_one_exhibit_reference() {
    let town = town();
    let (one, other) = (town.officer("Asha"), town.officer("Anya"));
    let note = one.notes("Taken on two phones", "stockton");
    town.ends_well(&[&one, &other]);
    for (officer, seed) in [(&one, 1), (&other, 2), (&one, 3)] {
        officer.takes_photo(note, &photo(1000, seed));
    }
    town.ends_well(&[&one, &other]);
    let references = one.photos_of(note).into_iter().filter_map(|photo| photo.exhibit_ref);
    let references: std::collections::BTreeSet<_> = references.collect();
    assert_eq!(references.len(), 3, "{references:?}");
    assert_eq!(references.iter().filter(|reference| reference.ends_with("/1")).count(), 2);
}

#[test]
fn a_record_is_complete_when_all_of_its_photos_are_there() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("Broken gate", "stockton");
    for seed in 0..3 {
        asha.takes_photo(note, &photo(BYTES, seed));
    }
    // Signal for the records, and for two photos of three pieces each.
    asha.link.plan(&[Faults::None; 11]);
    asha.link.plan(&[Faults::LoseRequest]);
    assert!(asha.sync().is_err());
    assert_eq!(asha.waiting(), 0, "the record is handed in, whatever becomes of its photos");
    let told = town.manifest(note);
    let there = told.blobs.iter().filter(|blob| blob.there).count();
    assert_eq!((told.blobs.len(), told.complete), (3, false));
    let states = asha.photo_states(note);
    assert_eq!(
        there,
        states.iter().filter(|state| **state == PhotoState::OnHub).count(),
        "both say the same"
    );
    assert!(there < 3);
    town.ends_well(&[&asha]);
    assert!(town.manifest(note).complete);
    assert_eq!(asha.photo_states(note), [PhotoState::OnHub; 3]);
    assert_eq!(asha.link.carried(), 3 * BYTES as u64, "no byte went twice");
}

#[test]
fn a_lost_answer_costs_no_byte() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("Fly-tipping", "stockton");
    asha.takes_photo(note, &photo(BYTES, 4));
    for lost in 0..4 {
        asha.link.plan(&vec![Faults::None; 2 + lost]);
        asha.link.plan(&[Faults::LoseReply]);
        let _ = asha.sync();
        TestEnv::advance(&asha.env, TimeDelta::minutes(2));
    }
    town.ends_well(&[&asha]);
    assert_eq!(asha.link.carried(), BYTES as u64);
}

#[test]
fn what_is_written_meanwhile_goes_before_the_rest_of_a_photo() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("First", "stockton");
    town.ends_well(&[&asha]);
    asha.takes_photo(note, &photo(BYTES, 5));
    asha.link.plan(&[Faults::None, Faults::None, Faults::None, Faults::LoseRequest]);
    assert!(asha.sync().is_err());
    let between = asha.notes("Between two pieces", "stockton");
    asha.link.plan(&[Faults::None, Faults::LoseRequest]);
    assert!(asha.sync().is_err());
    TestEnv::advance(&asha.env, TimeDelta::minutes(2));
    assert!(town.dump().records.contains_key(&between), "the note is there and the photo is not");
    assert_eq!(asha.photo_states(note), [PhotoState::Waiting]);
    town.ends_well(&[&asha]);
}

#[test]
fn two_officers_hand_in_the_same_photo_and_it_is_there_once() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let officers = [&asha, &bela];
    let notes = officers.map(|officer| officer.notes("The same car", "stockton"));
    for (officer, note) in officers.into_iter().zip(notes) {
        officer.takes_photo(note, &photo(BYTES, 6));
    }
    town.ends_well(&[&asha, &bela]);
    assert_eq!(town.files_are_true(), Ok(1));
    assert_eq!(asha.link.carried() + bela.link.carried(), BYTES as u64, "the second was there already");
}

/// Have a photo's row say that another file is its own, as a defective app might.
fn poisons(officer: &Officer, evidence: Uuid, sql: &str) {
    let hash = officer.shows(evidence).expect("hers").0["sha256"].as_str().expect("a hash").to_owned();
    officer.tampers(&format!("UPDATE photo SET {sql} WHERE sha256 = '{hash}'"));
}

#[test]
fn a_photo_that_cannot_go_is_said_so_kept_and_holds_nothing_up() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("Much to see", "stockton");
    let photos: Vec<Uuid> = (0..4).map(|seed| asha.takes_photo(note, &photo(BYTES, seed))).collect();
    let named =
        |n: usize| asha.shows(photos[n]).expect("hers").0["sha256"].as_str().expect("a hash").to_owned();
    let second = named(1);
    poisons(&asha, photos[0], "file = 'never-was.sealed'");
    poisons(&asha, photos[2], &format!("file = (SELECT file FROM photo WHERE sha256 = '{second}')"));
    let after = asha.notes("And on", "stockton");
    town.ends_well(&[&asha]);
    let told = asha.photos_of(note);
    let states: Vec<_> = told.iter().map(|photo| photo.state).collect();
    assert_eq!(states, [PhotoState::Refused, PhotoState::OnHub, PhotoState::Refused, PhotoState::OnHub]);
    let reasons: Vec<_> = told.iter().map(|photo| photo.reason.as_deref()).collect();
    assert_eq!(reasons, [Some("file_gone"), None, Some("hash_wrong"), None]);
    assert!(town.dump().records.contains_key(&after), "no record waits for a photo");
    assert!(!town.manifest(note).complete, "and the hub does not call it complete");
    assert_eq!(town.files_are_true(), Ok(2));
    assert_eq!(
        asha.with(|store| store.write(|tx| tx.sign_out())).map_err(|e| e.to_string()).err().as_deref(),
        Some("2 entries and photos are not confirmed")
    );
}

#[test]
fn what_is_no_photo_never_becomes_a_record() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("A letter", "stockton");
    let refused = asha.try_photo(note, b"%PDF-1.7 of somebody");
    assert!(matches!(refused, Err(StoreError::Photo(PhotoFault::NotAPhoto))));
    assert_eq!(asha.photo_states(note), []);
    town.ends_well(&[&asha]);
}

#[test]
fn a_hub_with_another_history_is_asked_before_anything_goes_again() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("Before the restore", "stockton");
    asha.takes_photo(note, &photo(BYTES, 7));
    town.ends_well(&[&asha]);
    let carried = asha.link.carried();
    town.with_store(|book| book.begin_epoch(Uuid::from_u128(77))).expect("a new epoch");
    town.ends_well(&[&asha]);
    assert_eq!(asha.link.carried(), carried, "it has the file: no byte goes twice");

    // One that lost file and row gets it again.
    town.with_store(|book| {
        book.sql().run("DELETE FROM blob", &[])?;
        book.begin_epoch(Uuid::from_u128(78))
    })
    .expect("a restored hub");
    town.ends_well(&[&asha]);
    assert_eq!(asha.link.carried(), 2 * carried);
    assert_eq!(town.files_are_true(), Ok(1));
}

#[test]
fn a_restarted_phone_goes_on_in_the_middle_of_a_photo() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("Long way", "stockton");
    town.ends_well(&[&asha]);
    asha.takes_photo(note, &photo(BYTES, 8));
    asha.link.plan(&[Faults::None, Faults::None, Faults::None, Faults::LoseRequest]);
    assert!(asha.sync().is_err());
    let sent = asha.photos_of(note)[0].sent;
    assert!(sent > 0 && sent < BYTES as u64, "some of it is there: {sent}");
    asha.restarts();
    town.ends_well(&[&asha]);
    assert_eq!(asha.link.carried(), BYTES as u64);
}
