//! Two people, one record, unseen.

use beatbook_tests::Town;
use chrono::TimeDelta;
use serde_json::json;

use super::town;

/// A note that both have, and have not touched since.
fn shared_note(town: &Town, asha: &beatbook_tests::Officer, bela: &beatbook_tests::Officer) -> uuid::Uuid {
    let note = asha.notes("As first written", "stockton");
    town.ends_well(&[asha, bela]);
    note
}

#[test]
fn the_later_change_stands_and_the_other_is_listed() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let note = shared_note(&town, &asha, &bela);
    town.advance(TimeDelta::hours(1));
    asha.env.advance(TimeDelta::minutes(10));
    bela.env.advance(TimeDelta::minutes(20));
    asha.amends("note", note, json!({"text": "Asha's"}));
    bela.amends("note", note, json!({"text": "Bela's, later"}));
    town.ends_well(&[&asha, &bela]);
    assert_eq!(asha.shows(note).expect("hers").0["text"], "Bela's, later");
    let overruled = asha.with(|store| store.read().overruled(note)).expect("a list");
    assert_eq!(overruled.len(), 1);
    assert_eq!(overruled[0].value, "Asha's");
}

#[test]
fn a_phone_offline_for_three_days_does_not_overwrite_todays_correction() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let note = shared_note(&town, &asha, &bela);
    bela.amends("note", note, json!({"text": "Three days ago"}));
    town.advance(TimeDelta::days(3));
    asha.env.advance(TimeDelta::days(3));
    asha.amends("note", note, json!({"text": "Today"}));
    asha.sync().expect("a sync");
    town.ends_well(&[&bela, &asha]);
    assert_eq!(bela.shows(note).expect("hers").0["text"], "Today");
}

#[test]
fn different_fields_both_stand() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let note = shared_note(&town, &asha, &bela);
    asha.amends("note", note, json!({"statement": "OPINION"}));
    bela.amends("note", note, json!({"text": "Bela's words"}));
    town.ends_well(&[&asha, &bela]);
    let (values, _) = asha.shows(note).expect("hers");
    assert_eq!((&values["statement"], &values["text"]), (&json!("OPINION"), &json!("Bela's words")));
}

#[test]
fn an_amend_beats_the_unseen_void_of_another() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let note = shared_note(&town, &asha, &bela);
    bela.voids("note", note);
    asha.amends("note", note, json!({"text": "Still going on"}));
    town.ends_well(&[&bela, &asha]);
    assert!(!bela.shows(note).expect("hers").1, "the note counts");
}

#[test]
fn the_undo_of_ones_own_tap_is_never_beaten() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let tap = asha.counts("RESIDENT", "stockton");
    town.ends_well(&[&asha, &bela]);
    bela.amends("engagement", tap, json!({"theme": "HOUSING"}));
    asha.voids("engagement", tap);
    town.ends_well(&[&bela, &asha]);
    assert!(bela.shows(tap).expect("hers").1, "undone");
}

#[test]
fn what_was_overruled_is_off_the_list_once_somebody_who_saw_it_decides() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let note = shared_note(&town, &asha, &bela);
    asha.amends("note", note, json!({"text": "Asha's"}));
    bela.env.advance(TimeDelta::minutes(1));
    town.advance(TimeDelta::minutes(2));
    bela.amends("note", note, json!({"text": "Bela's"}));
    town.ends_well(&[&asha, &bela]);
    assert_eq!(town.dump().overruled.len(), 1);
    asha.amends("note", note, json!({"text": "Both, put together"}));
    town.ends_well(&[&asha, &bela]);
    assert!(town.dump().overruled.is_empty());
    assert_eq!(bela.shows(note).expect("hers").0["text"], "Both, put together");
}

#[test]
fn activities_added_by_two_are_both_there() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let patrol = json!({"area": "stockton", "funding_stream": "ASB_HOTSPOT", "mode": "FOOT",
        "time_source": "MANUAL", "started": "2023-10-02T09:00:00.000Z"});
    let patrol =
        asha.try_write(beatbook_records::entry::Act::Create, "patrol", None, patrol).expect("a patrol");
    town.ends_well(&[&asha, &bela]);
    asha.amends("patrol", patrol, json!({"activities": {"add": ["PSPO"]}}));
    bela.amends("patrol", patrol, json!({"activities": {"add": ["WELFARE"]}}));
    town.ends_well(&[&asha, &bela]);
    assert_eq!(asha.shows(patrol).expect("hers").0["activities"], json!(["PSPO", "WELFARE"]));
}

#[test]
fn a_repeated_void_does_not_unvoid_for_somebody_who_knew_the_first() {
    let town = town();
    let (asha, bela, cora) = (town.officer("Asha"), town.officer("Bela"), town.officer("Cora"));
    let note = asha.notes("Wrong street", "stockton");
    town.ends_well(&[&asha, &bela, &cora]);
    bela.voids("note", note);
    town.ends_well(&[&bela, &asha]);
    // Cora has not heard and voids it too; Asha, who has heard of Bela's, adds words to it.
    cora.voids("note", note);
    asha.amends("note", note, json!({"text": "Wrong street, see the other note"}));
    cora.sync().expect("a sync");
    town.ends_well(&[&asha, &bela, &cora]);
    assert!(bela.shows(note).expect("hers").1, "still voided");
}
