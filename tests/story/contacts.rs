//! Whom to call: the hub publishes the numbers, and the phone shows them whatever stands before its book.

use std::sync::atomic::Ordering;

use beatbook_core::ErrorCode;
use beatbook_hub::contacts::read;
use beatbook_tests::Town;
use serde_json::{Value, json};

use crate::phone::{PIN, Phone};

fn publishes(town: &Town, checked: &str, number: &str) {
    let file = json!({ "checked": checked, "contacts": [{ "kind": "adults", "number": number }] });
    let now = town.now();
    let contacts = read(&file.to_string(), now.date_naive()).expect("a file that is right");
    town.with_store(|book| book.put_contacts(&contacts, now.timestamp_millis())).expect("an import");
}

fn listed(phone: &Phone) -> Value {
    phone.call("contact_list", json!({}))
}

#[track_caller]
fn hears(phone: &Phone, number: &str) {
    let wanted = json!([{ "kind": "adults", "number": number }]);
    phone.syncs_until_answer("contact_list", &json!({}), |list| list["contacts"] == wanted);
}

#[test]
fn asha_has_the_numbers_at_every_gate_with_no_signal_until_she_signs_out() {
    let town = Town::new();
    let served = town.serve();
    let mut asha = Phone::new(&town, "Asha");
    let none = json!({ "checked": null, "contacts": [] });
    assert_eq!(listed(&asha), none, "nobody is enrolled: the screen has 999 and 101");
    publishes(&town, "2023-09-01", "01632 960001");
    asha.enrols("Asha", &town, &served);
    hears(&asha, "01632 960001");
    publishes(&town, "2023-09-30", "01632 960009");
    hears(&asha, "01632 960009");
    asha.waits(1);
    asha.syncs_until(|slip| slip["counts"]["all"] == slip["counts"]["confirmed"]);

    drop(served);
    let kept = listed(&asha);
    assert_eq!(kept["checked"], "2023-09-30");
    asha.call("lock_now", json!({}));
    assert_eq!(asha.refused("today", json!({})), ErrorCode::Locked);
    assert_eq!(listed(&asha), kept, "behind the lock");
    asha.starts();
    assert_eq!(listed(&asha), kept, "before the first PIN of the day");
    asha.call("unlock", json!({ "pin": PIN }));
    assert_eq!(listed(&asha), kept);
    asha.call("sign_out", json!({}));
    assert_eq!(listed(&asha), none, "the phone is as new");
}

#[test]
fn a_screen_that_is_open_hears_that_the_numbers_came() {
    let town = Town::new();
    let served = town.serve();
    let asha = Phone::of("Asha", &town, &served);
    let told = asha.is_told_of("contacts");
    publishes(&town, "2023-09-01", "01632 960001");
    asha.syncs_until(|_| told.load(Ordering::Relaxed));
    assert_eq!(listed(&asha)["contacts"][0]["number"], "01632 960001");
}

#[test]
fn numbers_that_the_organisation_did_not_sign_are_passed_over() {
    let town = Town::new();
    publishes(&town, "2023-09-01", "01632 960001");
    let asha = town.officer("Asha");
    asha.sync().expect("a sync");
    let (signed, _) = beatbook_hub::contacts::signed(&town.hub).expect("they are there");
    let forged = beatbook_records::wire::SignedContacts {
        contacts: signed.contacts.replace("960001", "960666"),
        ..signed.clone()
    };
    assert!(!asha.with(|store| store.put_contacts(&forged)).expect("it is asked"));
    let lies = std::fs::read_to_string(asha.dir().join("contacts.json")).expect("those of the sync");
    assert!(lies.contains("960001") && !lies.contains("960666"), "{lies}");
    assert!(asha.with(|store| store.put_contacts(&signed)).expect("it is asked"), "the others are");
}
