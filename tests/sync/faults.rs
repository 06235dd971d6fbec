//! What a network, a backup and a bad batch can do.

use beatbook_hub::store::sql::{Change, Many, Shape};
use beatbook_records::entry::Act;
use beatbook_tests::Faults;
use serde_json::json;

use super::town;

#[test]
fn a_lost_request_is_asked_again() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    asha.counts("RESIDENT", "stockton");
    asha.link.plan(&[Faults::LoseRequest]);
    assert!(asha.sync().is_err());
    assert_eq!(asha.waiting(), 1);
    town.ends_well(&[&asha, &bela]);
}

#[test]
fn a_lost_reply_makes_nothing_twice() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let tap = asha.counts("RESIDENT", "stockton");
    asha.link.plan(&[Faults::LoseReply]);
    assert!(asha.sync().is_err());
    assert_eq!(asha.waiting(), 1, "not believed before the hub has said so");
    asha.voids("engagement", tap);
    asha.link.plan(&[Faults::LoseReply, Faults::LoseReply]);
    assert!(asha.sync().is_err());
    asha.counts("BUSINESS", "stockton");
    town.ends_well(&[&asha, &bela]);
    assert_eq!(town.dump().entries.len(), 3);
}

#[test]
fn a_new_phone_whose_first_reply_is_lost_still_ends_equal() {
    let town = town();
    let asha = town.officer("Asha");
    let note = asha.notes("Before anything came back", "stockton");
    asha.link.plan(&[Faults::LoseReply]);
    assert!(asha.sync().is_err());
    asha.voids("note", note);
    town.ends_well(&[&asha]);
    let (values, voided) = asha.shows(note).expect("hers");
    assert_eq!((values["text"].as_str(), voided), (Some("Before anything came back"), true));
}

#[test]
fn a_batch_that_arrives_twice_is_kept_once() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    for _ in 0..5 {
        asha.counts("RESIDENT", "stockton");
    }
    asha.link.plan(&[Faults::Twice, Faults::Twice]);
    town.ends_well(&[&asha, &bela]);
    assert_eq!(town.dump().entries.len(), 5);
}

#[test]
fn batches_are_halved_until_they_pass_and_grow_again() {
    let town = town();
    let asha = town.officer("Asha");
    for _ in 0..100 {
        asha.counts("RESIDENT", "stockton");
    }
    asha.link.plan(&[Faults::AtMost(9)]);
    let tries = (0..20).take_while(|_| asha.sync().is_err()).count();
    assert!((6..=12).contains(&tries), "{tries}: 500, 250, 125, 62, 31, 15, then up to 9 at a time");
    assert_eq!(asha.waiting(), 0);
    town.ends_well(&[&asha]);
}

#[test]
fn a_phone_put_back_from_a_backup_forks_and_loses_nothing() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    asha.counts("RESIDENT", "stockton");
    asha.sync().expect("a sync");
    let backup = town.place("backup");
    asha.backs_up(&backup);
    let after = asha.counts("BUSINESS", "stockton");
    asha.sync().expect("a sync");
    asha.restores(&backup);
    let again = asha.counts("YOUNG", "stockton");
    town.ends_well(&[&asha, &bela]);
    for tap in [after, again] {
        assert!(asha.shows(tap).is_some() && bela.shows(tap).is_some(), "both lives of the phone count");
    }
}

#[test]
fn entries_written_between_backup_and_restore_and_handed_in_come_back() {
    let town = town();
    let asha = town.officer("Asha");
    let backup = town.place("backup");
    let waiting = asha.counts("RESIDENT", "stockton");
    asha.backs_up(&backup);
    asha.sync().expect("a sync");
    asha.restores(&backup);
    assert_eq!(asha.waiting(), 1, "it does not know that the hub has it");
    town.ends_well(&[&asha]);
    assert!(asha.shows(waiting).is_some());
}

#[test]
fn one_bad_entry_is_held_and_blocks_nothing() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    asha.counts("RESIDENT", "stockton");
    let bad = asha.counts("BUSINESS", "stockton");
    asha.counts("YOUNG", "stockton");
    // A defect of another build: an entry whose values are not right, chained as any other.
    asha.plants_bad_values(bad);
    for officer in [&asha, &bela] {
        officer.sync().expect("a sync");
    }
    assert_eq!(asha.waiting(), 0, "held counts as confirmed");
    assert_eq!(town.dump().records.len(), 2);
    assert_eq!(bela.dump().records.len(), 2);
    let held = asha.with(|store| store.read().held()).expect("a list");
    assert_eq!((held.len(), held[0].reason.as_str()), (1, "check_failed"));
    assert!(asha.shows(bad).is_some(), "its author still has it");
    // A fix names the held one and carries all its values.
    asha.fixes(bad, "engagement", json!({"area": "stockton", "kind": "BUSINESS", "count": 1}));
    for officer in [&asha, &bela] {
        officer.sync().expect("a sync");
    }
    assert!(asha.with(|store| store.read().held()).expect("a list").is_empty());
    assert_eq!(asha.dump().records, bela.dump().records);
    assert_eq!(bela.dump().records.len(), 3);
}

#[test]
fn a_change_of_a_record_the_hub_holds_waits_behind_it() {
    let town = town();
    let asha = town.officer("Asha");
    let bad = asha.counts("BUSINESS", "stockton");
    asha.plants_bad_values(bad);
    asha.amends("engagement", bad, json!({"theme": "HOUSING"}));
    asha.sync().expect("a sync");
    let reasons: Vec<_> =
        asha.with(|store| store.read().held()).expect("a list").into_iter().map(|held| held.reason).collect();
    assert_eq!(reasons, ["check_failed", "record_held"]);
}

#[test]
fn the_hub_notices_a_changed_byte() {
    let town = town();
    let asha = town.officer("Asha");
    let tap = asha.counts("RESIDENT", "stockton");
    town.ends_well(&[&asha]);
    let book = town.hub.store();
    let body: Option<String> = book
        .sql()
        .one("SELECT body FROM record WHERE id = ?1", &[(&tap).into()], |row| row.get(0))
        .expect("a body");
    let forged = body.expect("the record").replace("RESIDENT", "BUSINESS");
    let mut bodies = Many::of(&[("id", Shape::Id), ("body", Shape::Json)]);
    bodies.row([(&tap).into(), (&forged).into()]);
    book.sql().run_of(Change::Update { keys: 1, only: "TRUE" }, "record", &bodies).expect("a forged record");
    let fault = beatbook_hub::store::verify::verify(book.sql()).expect_err("verification notices");
    assert!(fault.to_string().contains("is not as it was written"), "{fault}");
}

#[test]
fn a_cell_that_differs_is_read_anew() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let tap = asha.counts("RESIDENT", "stockton");
    town.ends_well(&[&asha, &bela]);
    // Bela's copy goes bad in a way nothing else would notice.
    bela.tampers(&format!("DELETE FROM record WHERE id = x'{}'", tap.simple()));
    bela.tampers("UPDATE cell SET digest = zeroblob(16)");
    assert!(bela.shows(tap).is_none());
    town.ends_well(&[&asha, &bela]);
    assert!(bela.shows(tap).is_some());
}

#[test]
fn an_unknown_kind_of_a_newer_app_is_kept_for_its_author_alone() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let tap = asha.counts("RESIDENT", "stockton");
    asha.plants_newer_kind(tap);
    for officer in [&asha, &bela] {
        officer.sync().expect("a sync");
    }
    assert_eq!(town.dump().records[&tap].0, "drone_flight");
    assert!(bela.shows(tap).is_none());
    assert_eq!(asha.waiting(), 0);
    let refused = asha.try_write(Act::Create, "drone_flight", None, json!({}));
    assert!(refused.is_err(), "this build cannot write it");
}

#[test]
fn a_phone_put_back_twice_still_follows_its_chain_to_the_beginning() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    for round in 0..2 {
        asha.notes(&format!("Kept {round}"), "stockton");
        asha.sync().expect("a good link");
        let backup = town.place(&format!("backup {round}"));
        asha.backs_up(&backup);
        asha.notes(&format!("After the backup {round}"), "stockton");
        asha.sync().expect("a good link");
        asha.restores(&backup);
        asha.env.advance(chrono::TimeDelta::minutes(1));
        asha.notes(&format!("In the other life {round}"), "stockton");
        asha.sync().expect("a good link");
        asha.verify_journal();
    }
    town.ends_well(&[&asha, &bela]);
}
