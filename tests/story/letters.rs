//! A letter from a phone without signal: under a number that no other phone has, and in bytes that a supervisor reads.

use beatbook_hub::blobs::key_of;
use beatbook_hub::store::blobs;
use beatbook_records::cell::Scope;
use beatbook_records::entry::Hash;
use beatbook_records::role::Role;
use beatbook_records::wire::{NumbersRequest, PowersPack};
use beatbook_tests::{Carried, Serving, Town, id};
use serde_json::{Value, json};

use super::town;

fn powers(town: &Town) {
    let from = json!("2020-01-01");
    let names = ["Asha", "Bela"];
    let officers = names.map(|name| json!({ "id": name, "name": name, "role": "enforcement_officer" }));
    let signs = names.map(|name| json!({ "officer": name, "code": "WL1", "from": from }));
    let pack: PowersPack = serde_json::from_value(json!({
        "officers": officers,
        "authorisations": signs,
        "templates": [{
            "letter": "WL1", "version": 2, "from": from, "language": "cy", "subject": "Rhybudd {number}",
            "paragraphs": ["Annwyl {recipient},", "Ar {date} clywyd {behaviour}.", "{officer}, {council}"],
        }],
    }))
    .expect("a pack");
    let now_ms = town.now().timestamp_millis();
    town.with_store(|book| book.put_powers(&pack, now_ms)).expect("kept");
}

fn phone(town: &Town, hub: &Serving, name: &str) -> Carried {
    Carried::enrolled(town, hub, name, Role::EnforcementOfficer, &["north"])
}

fn letter(to: &str) -> Value {
    let form = json!({ "letter": "WL1", "language": "cy", "recipient": to, "address": "1 Elm Terrace", "behaviour": "sŵn" });
    json!({ "form": form, "subject": null, "action": null, "draft": null })
}

fn left(phone: &mut Carried) -> u64 {
    phone.call("letter_list", json!({}))["numbers_left"].as_u64().expect("a number")
}

#[test]
fn asha_composes_a_letter_with_no_signal_and_her_supervisor_reads_the_same_bytes() {
    let town = town();
    powers(&town);
    let hub = town.serve();
    let mut asha = phone(&town, &hub, "Asha");
    asha.hands_in(); // the words and the numbers come
    let mut asha = asha.dying();
    let saved = asha.call("letter_write", letter("Ŷ Ŵyn"));
    let record = id(&saved["record"]);
    assert_eq!(saved["number"], "L-000001");
    asha.update(&record, json!({ "served": "LETTERBOX", "served_at": "2023-10-02T09:00:00.000Z" }));
    let words = id(&asha.read(&record)["values"]["words"]);
    let mut hash = Hash([0; 32]);
    hex::decode_to_slice(&words, &mut hash.0).expect("a hash");
    assert_eq!(asha.call("letter_read", json!({ "record": record }))["state"], "waiting");

    asha.hands_in();
    assert_eq!(asha.call("letter_read", json!({ "record": record }))["state"], "on_hub");
    let bytes = town.hub.objects.get(&key_of(&hash)).expect("readable").expect("there");
    assert!(bytes.starts_with(b"%PDF-1."), "a PDF");
    assert_eq!(Hash::of(&[&bytes]), hash, "the bytes that the letter names");
    let seen_by = |area: &str| {
        let scope = Scope { version: 1, role: Role::Supervisor, areas: vec![area.into()], officer: None };
        town.with_store(|book| blobs::is_named_within(book.sql(), &hash, &scope)).expect("a readable book")
    };
    assert!(seen_by("north") && !seen_by("south"), "for whom the letter is, and nobody else");
    let at_hub = town.dump().records;
    assert!(at_hub.contains_key(&record.parse().expect("an id")));
    assert_eq!(town.files_are_true(), Ok(1));
}

#[test]
fn two_phones_with_no_signal_never_give_one_number_to_two_letters() {
    let town = town();
    powers(&town);
    let hub = town.serve();
    let mut phones = [phone(&town, &hub, "Asha"), phone(&town, &hub, "Bela")];
    let mut numbers = Vec::new();
    for phone in &mut phones {
        phone.hands_in();
    }
    for _ in 0..5 {
        for phone in &mut phones {
            numbers.push(id(&phone.call("letter_write", letter("A resident"))["number"]));
        }
    }
    let all = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!((all, numbers.len()), (10, 10), "{numbers:?}");
    for phone in &mut phones {
        phone.hands_in();
    }
    assert_eq!(town.files_are_true(), Ok(10));
}

#[test]
fn numbers_are_topped_up_before_they_run_out_and_only_then() {
    let town = town();
    let hub = town.serve();
    let mut asha = phone(&town, &hub, "Asha");
    asha.hands_in();
    assert_eq!(left(&mut asha), 0, "no letter can be written: none are asked for");
    powers(&town);
    asha.hands_in();
    assert_eq!(left(&mut asha), 30);
    asha.hands_in();
    assert_eq!(left(&mut asha), 30, "enough");
    for _ in 0..21 {
        asha.call("letter_write", letter("A resident"));
    }
    assert_eq!(left(&mut asha), 9);
    asha.hands_in();
    assert_eq!(left(&mut asha), 39);
    let mut installer = Carried::enrolled(&town, &hub, "Ines", Role::Installer, &["north"]);
    installer.hands_in();
    assert_eq!(left(&mut installer), 0, "who writes no letter takes no number");
    let device = uuid::Uuid::from_u128(9);
    let request = NumbersRequest { series: "letter".into(), count: 1 };
    let next = beatbook_hub::numbers::issue(&town.hub, device, request).expect("a block");
    assert_eq!(next.first, 61, "the hub knows every block: what nobody used of one is a gap of that device");
}
