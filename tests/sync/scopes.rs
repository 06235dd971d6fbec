//! Nobody sees what they may not.

use beatbook_records::role::Role;
use beatbook_tests::{Officer, Town};
use serde_json::json;

use super::town;

#[test]
fn an_officer_of_one_area_receives_nothing_of_another() {
    let town = town();
    let asha = town.officer_of("Asha", Role::EnforcementOfficer, &["stockton"]);
    let bela = town.officer_of("Bela", Role::EnforcementOfficer, &["thornaby"]);
    let (hers, his) = (asha.counts("RESIDENT", "stockton"), bela.counts("BUSINESS", "thornaby"));
    town.ends_well(&[&asha, &bela]);
    assert!(asha.shows(his).is_none() && bela.shows(hers).is_none());
}

#[test]
fn an_analyst_receives_counts_and_no_notes() {
    let town = town();
    let (asha, ana) = (town.officer("Asha"), town.officer_of("Ana", Role::Analyst, &[]));
    let (tap, note) = (asha.counts("RESIDENT", "stockton"), asha.notes("Spoke to Mr. Example", "stockton"));
    town.ends_well(&[&asha, &ana]);
    assert!(ana.shows(tap).is_some() && ana.shows(note).is_none());
}

#[test]
fn work_outside_the_scope_is_kept_for_a_person_to_decide() {
    let town = town();
    let asha = town.officer_of("Asha", Role::EnforcementOfficer, &["stockton"]);
    let bela = town.officer("Bela");
    let tap = asha.counts("RESIDENT", "norton");
    for officer in [&asha, &bela] {
        officer.sync().expect("a sync");
    }
    let held = asha.with(|store| store.read().held()).expect("a list");
    assert_eq!((held.len(), held[0].reason.as_str()), (1, "triage"));
    assert!(bela.shows(tap).is_none(), "not before somebody has decided");
    assert_eq!(asha.waiting(), 0);
}

#[test]
fn a_record_that_moves_to_another_area_goes_from_one_and_comes_to_the_other() {
    let town = town();
    let asha = town.officer_of("Asha", Role::EnforcementOfficer, &["stockton"]);
    let bela = town.officer_of("Bela", Role::EnforcementOfficer, &["thornaby"]);
    let sam = town.officer_of("Sam", Role::Supervisor, &[]);
    let tap = asha.counts("RESIDENT", "stockton");
    town.ends_well(&[&asha, &bela, &sam]);
    sam.amends("engagement", tap, json!({"area": "thornaby"}));
    town.ends_well(&[&sam, &asha, &bela]);
    assert!(asha.shows(tap).is_none(), "gone for one");
    assert_eq!(bela.shows(tap).expect("come to the other").0["area"], "thornaby");
}

#[test]
fn a_record_that_came_and_left_again_is_not_shown_to_those_it_left() {
    let town = town();
    let bela = town.officer_of("Bela", Role::EnforcementOfficer, &["thornaby"]);
    let sam = town.officer_of("Sam", Role::Supervisor, &[]);
    let tap = sam.counts("RESIDENT", "stockton");
    town.ends_well(&[&sam, &bela]);
    for area in ["thornaby", "norton"] {
        sam.amends("engagement", tap, json!({ "area": area }));
        sam.sync().expect("a sync");
    }
    bela.sync().expect("a sync");
    assert!(bela.shows(tap).is_none(), "it was his area's for a moment, and is another's now");
    town.ends_well(&[&bela, &sam]);
}

#[test]
fn a_revoked_phone_hands_in_and_receives_nothing() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    town.ends_well(&[&asha, &bela]);
    let device = asha.with(|store| store.read().enrolled()).expect("enrolled").device;
    town.with_store(|store| store.revoke_device(device, town.now().timestamp_millis())).expect("revoked");
    let (hers, his) = (asha.counts("RESIDENT", "stockton"), bela.counts("BUSINESS", "stockton"));
    bela.sync().expect("a sync");
    asha.sync().expect("it may still hand in");
    assert!(asha.shows(his).is_none());
    assert!(town.dump().entries.iter().any(|told| told.entry == hers), "kept");
    assert!(!town.dump().records.contains_key(&hers), "and waiting for a person");
}

#[test]
fn a_changed_scope_drops_lost_cells_and_reads_gained_ones() {
    let town = town();
    let asha = town.officer_of("Asha", Role::EnforcementOfficer, &["stockton"]);
    let bela = town.officer("Bela");
    let (there, here) = (bela.counts("RESIDENT", "stockton"), bela.counts("RESIDENT", "thornaby"));
    let own = asha.counts("BUSINESS", "stockton");
    town.ends_well(&[&asha, &bela]);
    gives_areas(&town, &asha, r#"["thornaby"]"#);
    let unsent = asha.counts("YOUNG", "stockton");
    asha.sync().expect("a sync");
    asha.sync().expect("a sync");
    assert!(asha.shows(here).is_some(), "gained");
    assert!(asha.shows(there).is_none(), "lost");
    let hub = town.dump();
    assert!(
        hub.records.contains_key(&own) && hub.records.contains_key(&unsent),
        "work under the old scope stands"
    );
    assert_eq!(asha.waiting(), 0);
}

#[test]
fn a_note_of_ones_own_that_others_changed_out_of_sight_is_whole_when_its_area_comes_back() {
    let town = town();
    let asha = town.officer_of("Asha", Role::EnforcementOfficer, &["stockton"]);
    let bela = town.officer("Bela");
    gives_areas(&town, &asha, r#"["thornaby"]"#);
    let note = asha.notes("The gate is open", "stockton");
    asha.sync().expect("a sync, in which she learns that the note lies outside her area");
    bela.sync().expect("a sync");
    bela.amends("note", note, json!({"text": "The gate is mended"}));
    bela.sync().expect("a sync");
    asha.sync().expect("a sync, which tells nothing of that");
    gives_areas(&town, &asha, r#"["stockton"]"#);
    bela.amends("note", note, json!({"statement": "FACT"}));
    bela.sync().expect("a sync");
    town.ends_well(&[&asha, &bela]);
    assert_eq!(asha.shows(note).expect("it is hers").0["text"], "The gate is mended");
}

fn gives_areas(town: &Town, officer: &Officer, areas: &str) {
    let device = officer.with(|store| store.read().enrolled()).expect("enrolled").device;
    let text = "UPDATE device SET areas = ?2, scope_version = scope_version + 1 WHERE id = ?1";
    town.with_store(|book| book.sql().run(text, &[(&device).into(), areas.into()])).expect("a new scope");
}
