//! What happens every day.

use beatbook_core::StoreError;
use chrono::TimeDelta;
use serde_json::json;

use super::town;

#[test]
fn asha_counts_offline_and_bela_sees_it() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    asha.link.set_down(true);
    let tap = asha.counts("RESIDENT", "stockton");
    asha.counts("BUSINESS", "stockton");
    assert!(asha.sync().is_err());
    assert_eq!(asha.waiting(), 2);
    town.ends_well(&[&asha, &bela]);
    assert_eq!(bela.shows(tap).expect("Bela has it").0["kind"], "RESIDENT");
}

#[test]
fn an_undone_tap_is_undone_for_everybody() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let tap = asha.counts("RESIDENT", "stockton");
    asha.voids("engagement", tap);
    town.ends_well(&[&asha, &bela]);
    assert!(bela.shows(tap).expect("Bela has it").1, "voided");
}

#[test]
fn an_undo_after_hand_in_travels_too() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let tap = asha.counts("RESIDENT", "stockton");
    town.ends_well(&[&asha, &bela]);
    asha.voids("engagement", tap);
    assert!(asha.shows(tap).expect("hers").1, "voided at once on her own phone");
    town.ends_well(&[&asha, &bela]);
    assert!(bela.shows(tap).expect("Bela has it").1);
}

#[test]
fn a_correction_reaches_everybody_and_the_earlier_text_stays() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    town.ends_well(&[&asha, &bela]);
    let note = asha.notes("Two youths by the bus stop", "stockton");
    town.ends_well(&[&asha, &bela]);
    asha.amends("note", note, json!({"text": "Three youths by the bus stop"}));
    town.ends_well(&[&asha, &bela]);
    assert_eq!(bela.shows(note).expect("hers").0["text"], "Three youths by the bus stop");
    let history = bela.with(|store| store.read().history(note)).expect("a history");
    let texts: Vec<_> =
        history.iter().map(|e| e.payload.as_ref().expect("kept").values["text"].clone()).collect();
    assert_eq!(texts, ["Two youths by the bus stop", "Three youths by the bus stop"]);
}

#[test]
fn cora_starts_with_a_new_phone_and_has_what_the_others_have() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    for _ in 0..40 {
        asha.counts("RESIDENT", "stockton");
        bela.counts("BUSINESS", "thornaby");
    }
    let note = asha.notes("Gate open", "stockton");
    town.ends_well(&[&asha, &bela]);
    bela.amends("note", note, json!({"text": "Gate open again"}));
    town.ends_well(&[&asha, &bela]);
    let cora = town.officer("Cora");
    cora.sync().expect("the first download");
    assert_eq!(cora.shows(note).expect("from the snapshot").0["text"], "Gate open again");
    town.ends_well(&[&asha, &bela, &cora]);
}

#[test]
fn cora_pauses_her_first_download_works_meanwhile_and_goes_on() {
    let town = town();
    let (asha, cora) = (town.officer("Asha"), town.officer("Cora"));
    let note = asha.notes("Gate open", "stockton");
    town.ends_well(&[&asha]);
    cora.with(|store| store.write(|tx| tx.pause_reading(true))).expect("paused");
    let own = cora.counts("YOUNG", "stockton");
    cora.sync().expect("a sync");
    let reading = cora.with(|store| store.read().reading()).expect("readable").expect("not all is read");
    assert!(reading.paused && reading.left > 0 && reading.left <= reading.cells, "{reading:?}");
    assert!(cora.shows(note).is_none() && cora.shows(own).is_some());
    assert!(!cora.with(|store| store.situation()).expect("readable").work, "nothing hurries her phone");
    assert!(town.dump().records.contains_key(&own), "her own work is handed in");
    cora.restarts();
    cora.with(|store| store.write(|tx| tx.pause_reading(false))).expect("gone on");
    town.ends_well(&[&asha, &cora]);
    assert_eq!(cora.with(|store| store.read().reading()).expect("readable"), None);
    assert!(cora.shows(note).is_some());
}

#[test]
fn a_new_phone_that_wrote_before_its_first_sync_loses_nothing() {
    let town = town();
    let asha = town.officer("Asha");
    asha.counts("RESIDENT", "stockton");
    town.ends_well(&[&asha]);
    let cora = town.officer("Cora");
    let own = cora.counts("YOUNG", "stockton");
    cora.voids("engagement", own);
    cora.counts("VISITOR", "stockton");
    town.ends_well(&[&asha, &cora]);
}

#[test]
fn a_long_day_goes_up_in_several_batches() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    for _ in 0..1_203 {
        asha.counts("RESIDENT", "stockton");
    }
    town.ends_well(&[&asha, &bela]);
    assert_eq!(bela.dump().records.len(), 1_203);
}

#[test]
fn a_phone_a_year_ahead_loses_nothing_and_drags_nobody() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let note = asha.notes("First", "stockton");
    town.ends_well(&[&asha, &bela]);
    asha.env.set(town.now() + TimeDelta::days(365));
    asha.amends("note", note, json!({"text": "From the future"}));
    town.advance(TimeDelta::minutes(1));
    town.ends_well(&[&asha, &bela]);
    town.advance(TimeDelta::minutes(5));
    bela.env.set(town.now());
    bela.amends("note", note, json!({"text": "Today's correction"}));
    town.ends_well(&[&asha, &bela]);
    assert_eq!(asha.shows(note).expect("hers").0["text"], "Today's correction");
}

#[test]
fn a_restarted_app_goes_on_where_it_was() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    asha.counts("RESIDENT", "stockton");
    asha.restarts();
    asha.counts("BUSINESS", "stockton");
    asha.sync().expect("a sync");
    asha.restarts();
    asha.counts("YOUNG", "stockton");
    town.ends_well(&[&asha, &bela]);
}

#[test]
fn asha_stays_signed_in_until_the_hub_has_everything() {
    let town = town();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let tap = asha.counts("RESIDENT", "stockton");
    let refused = asha.with(|store| store.write(|tx| tx.sign_out()));
    assert!(matches!(refused, Err(StoreError::Unconfirmed(1))), "{refused:?}");
    assert!(asha.shows(tap).is_some(), "nothing is cleared");
    town.ends_well(&[&asha, &bela]);
    asha.with(|store| store.write(|tx| tx.sign_out())).expect("all of it is confirmed");
    let left = asha.dump();
    assert!(left.records.is_empty() && left.entries.is_empty(), "nothing of it stays on the phone");
    assert!(asha.with(|store| store.read().owner()).expect("a readable book").is_none());
    assert!(bela.shows(tap).is_some());
}
