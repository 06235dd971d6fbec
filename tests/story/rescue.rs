//! A phone that will not see the hub again: what it had is sealed into a rescue file, and taken in from there.

use std::io::Cursor;
use std::net::SocketAddr;
use std::path::PathBuf;

use beatbook_core::ErrorCode;
use beatbook_hub::store::verify::verify;
use beatbook_hub::take_in::{TakenIn, take_in};
use beatbook_records::rescue::public_key;
use beatbook_records::rescue_file::{Head, Writer};
use beatbook_tests::Town;
use serde_json::{Value, json};

use crate::phone::Phone;

fn all_confirmed(slip: &Value) -> bool {
    slip["counts"]["all"] == slip["counts"]["confirmed"]
}

/// Make the file; what it says of itself, and where it lies.
fn saves(phone: &Phone) -> (Value, PathBuf) {
    let made = phone.call("rescue_file_make", json!({}));
    let path = PathBuf::from(made["path"].as_str().expect("a path"));
    (made, path)
}

fn bytes_of(path: &PathBuf) -> Vec<u8> {
    std::fs::read(path).expect("the file is there")
}

fn takes_in(town: &Town, file: &[u8]) -> Result<TakenIn, String> {
    take_in(&town.hub, &mut Cursor::new(file), &town.recovery_secret()).map_err(|error| format!("{error:#}"))
}

/// New, known and held entries; new and known photos.
fn counts(taken: &TakenIn) -> (u64, u64, u64, u64, u64) {
    (taken.new, taken.known, taken.held, taken.photos, taken.photos_known)
}

/// What the hub has: every entry, and every record as it stands.
fn same(town: &Town) -> Vec<String> {
    let hub = town.dump();
    let mut all: Vec<_> = hub.entries.iter().map(|entry| format!("{entry:?}")).collect();
    all.extend(hub.records.iter().map(|record| format!("{record:?}")));
    all
}

fn values(phone: &Phone, record: &Value) -> Value {
    phone.call("record_read", json!({ "record": record }))["values"].clone()
}

fn everything() -> Value {
    json!({ "kind": null, "before": null, "limit": 50 })
}

/// Asha had a note handed in when her line was cut; since then she put it right, wrote another and took a photo. Her
/// phone, where it was served, and the three records.
fn cut_off(town: &Town) -> (Phone, SocketAddr, [Value; 3]) {
    let line = town.serve();
    let on = line.on;
    let asha = Phone::of("Asha", town, &line);
    let early = asha.notes("Handed in long before");
    asha.syncs_until(all_confirmed);
    drop(line);
    asha.waits(60);
    let note = asha.notes("Gate open");
    let seen = asha.call("record_read", json!({ "record": early }))["seen"].clone();
    let right = json!({ "record": early, "values": { "text": "Put right" }, "reason": "A word was missing", "seen": seen });
    asha.call("record_correct", right);
    let photo = asha.takes_photo(&note, 300_000);
    (asha, on, [early, note, photo])
}

#[test]
fn asha_s_drowned_phone_is_read_from_its_rescue_file() {
    let town = Town::new();
    let (asha, _, records) = cut_off(&town);
    let (said, path) = saves(&asha);
    let file = bytes_of(&path);
    assert_eq!((&said["entries"], &said["photos"]), (&json!(3), &json!(1)));
    assert!(!file.windows(9).any(|bytes| bytes == b"Gate open"), "nobody reads it on the way");
    let written: Vec<Value> = records.iter().map(|record| values(&asha, record)).collect();
    drop(asha);

    town.advance(chrono::TimeDelta::days(3));
    let taken = takes_in(&town, &file).expect("it is taken in");
    assert_eq!((taken.name.as_str(), counts(&taken)), ("Asha", (3, 0, 0, 1, 0)));
    assert_eq!(town.files_are_true(), Ok(1));
    town.with_store(|book| verify(book.sql())).expect("signatures and chains are those of any batch");
    let line = town.serve();
    let bela = Phone::of("Bela", &town, &line);
    bela.syncs_until_answer("record_list", &everything(), |list| {
        list.as_array().is_some_and(|all| all.len() == 3)
    });
    let shown: Vec<Value> = records.iter().map(|record| values(&bela, record)).collect();
    assert_eq!(shown, written, "equal on another's phone");
}

#[test]
fn one_wrong_byte_anywhere_in_the_file_is_noticed_and_changes_nothing() {
    let town = Town::new();
    let (asha, ..) = cut_off(&town);
    let file = bytes_of(&saves(&asha).1);
    let before = same(&town);
    let near_the_ends = (0..90).chain(file.len() - 30..file.len());
    for at in near_the_ends.chain((90..file.len()).step_by(17_011)) {
        let mut wrong = file.clone();
        wrong[at] ^= 0x10;
        let why = takes_in(&town, &wrong).expect_err("it is noticed");
        assert!(why.starts_with("nothing was changed: "), "{at}: {why}");
    }
    for end in [0, 1, 30, 60, 65_700, file.len() / 2, file.len() - 1] {
        takes_in(&town, &file[..end]).expect_err("it is cut short");
    }
    takes_in(&town, &[file.clone(), vec![0]].concat()).expect_err("something is behind it");
    let foreign = take_in(&town.hub, &mut Cursor::new(&file), &[9; 32]);
    let foreign = format!("{:#}", foreign.expect_err("it is another organisation's"));
    assert!(foreign.contains("another organisation"), "{foreign}");
    let newer = [b"beatbook-rescue-file 2\n", &file[23..]].concat();
    assert!(takes_in(&town, &newer).expect_err("it is newer").contains("another version"));
    assert!(takes_in(&town, b"Dear hub").expect_err("it is a letter").contains("not a rescue file"));
    assert_eq!(same(&town), before);
    takes_in(&town, &file).expect("the file itself is as it was made");
    assert_ne!(same(&town), before, "and that shows");
}

#[test]
fn a_file_of_another_s_making_is_not_asha_s() {
    let town = Town::new();
    let (asha, ..) = cut_off(&town);
    let file = bytes_of(&saves(&asha).1);
    // The same organisation's keys over an empty book: nobody is enrolled there.
    let elsewhere = Town::new();
    let why = take_in(&elsewhere.hub, &mut Cursor::new(&file), &town.recovery_secret());
    let why = format!("{:#}", why.expect_err("the phone is unknown"));
    assert!(why.contains("does not know the phone"), "{why}");

    // Anybody may seal to the public key, and say that it is Asha's: her phone has not signed it.
    let device = town.with_store(|book| book.devices_in_use()).expect("a readable book")[0].0;
    let head = Head { device, made: 0, skew_ms: 0 };
    let recovery = public_key(&town.recovery_secret());
    let (writer, begin) = Writer::begin(&recovery, |bytes| bytes.fill(9), &head).expect("a key");
    let forged = [begin, writer.end(&[7; 64])].concat();
    let why = takes_in(&town, &forged).expect_err("it is forged");
    assert!(why.contains("does not carry the phone's signature"), "{why}");
}

#[test]
fn taken_in_twice_it_is_taken_in_once_and_a_later_sync_brings_only_what_is_new() {
    let town = Town::new();
    let (asha, on, _) = cut_off(&town);
    let first = bytes_of(&saves(&asha).1);
    asha.waits(60);
    asha.notes("Written after the file was made");
    let second = bytes_of(&saves(&asha).1);
    assert_eq!(counts(&takes_in(&town, &first).expect("the first")), (3, 0, 0, 1, 0));
    let once = same(&town);
    assert_eq!(counts(&takes_in(&town, &first).expect("the same again")), (0, 3, 0, 0, 1));
    assert_eq!(same(&town), once, "nothing came twice");
    assert_eq!(counts(&takes_in(&town, &second).expect("the second")), (1, 3, 0, 0, 1));
    let both = same(&town);
    assert_eq!(counts(&takes_in(&town, &first).expect("the older one")), (0, 3, 0, 0, 1));

    let _line = town.serve_on(on);
    asha.waits(60);
    asha.syncs_until(all_confirmed);
    assert_eq!(same(&town), both, "her phone brought nothing that was not there");
    asha.notes("The line is back");
    asha.syncs_until(all_confirmed);
    assert_eq!(same(&town).len(), both.len() + 2, "an entry and its record");
    town.with_store(|book| verify(book.sql())).expect("the book verifies");
}

#[test]
fn signing_out_is_allowed_for_what_the_file_holds_and_not_for_what_was_written_afterwards() {
    let town = Town::new();
    let (asha, ..) = cut_off(&town);
    let signs_out = || asha.refused("sign_out", json!({}));
    assert_eq!(signs_out(), ErrorCode::WorkWaiting);
    let (_, first) = saves(&asha);
    let state = || asha.call("rescue_file_state", json!({}));
    assert_eq!((&state()["entries"], &state()["photos"]), (&json!(0), &json!(0)));
    asha.waits(60);
    asha.notes("Written after the file was made");
    assert_eq!((&state()["entries"], &state()["photos"]), (&json!(1), &json!(0)));
    assert_eq!(signs_out(), ErrorCode::WorkWaiting, "it is only here");
    let (_, second) = saves(&asha);
    assert!(!first.exists(), "the newer one holds all that it held");

    let form = json!({ "form": "note", "id": "one", "body": { "text": "Half a sen" } });
    asha.call("draft_put", form);
    assert_eq!(signs_out(), ErrorCode::DraftsLeft);
    asha.call("draft_drop", json!({ "form": "note", "id": "one" }));

    let file = bytes_of(&second);
    std::fs::write(&second, &file[..file.len() - 1]).expect("somebody spoils it");
    assert_eq!(signs_out(), ErrorCode::WorkWaiting, "the file is not whole");
    let (_, third) = saves(&asha);
    let mut wrong = bytes_of(&third);
    wrong[100] ^= 1;
    std::fs::write(&third, &wrong).expect("somebody spoils it, and nobody sees it from outside");
    assert_eq!(signs_out(), ErrorCode::WorkWaiting, "the file is another");

    let (_, last) = saves(&asha);
    asha.call("sign_out", json!({}));
    assert_eq!(asha.call("lock_state", json!({}))["stage"], "no_pin");
    assert_eq!(asha.call("app_status", json!({}))["me"], json!(null));
    let taken = takes_in(&town, &bytes_of(&last)).expect("the file outlives the book");
    assert_eq!(counts(&taken), (4, 0, 0, 1, 0));
}

#[test]
fn a_hub_that_was_put_back_to_an_earlier_day_takes_the_file_without_a_gap() {
    let town = Town::new();
    let line = town.serve();
    let asha = Phone::of("Asha", &town, &line);
    let earlier = town.twin();
    let early = asha.notes("Handed in, and lost by the hub");
    asha.syncs_until(all_confirmed);
    drop(line);
    asha.waits(60);
    asha.notes("Gate open");
    let seen = asha.call("record_read", json!({ "record": early }))["seen"].clone();
    let right = json!({ "record": early, "values": { "text": "Put right" }, "reason": "A word was missing", "seen": seen });
    asha.call("record_correct", right);
    let file = bytes_of(&saves(&asha).1);
    let taken = takes_in(&earlier, &file).expect("it is taken in");
    assert_eq!(counts(&taken), (1, 0, 1, 0, 0), "what corrects an unknown record is kept for a person");
    earlier.with_store(|book| verify(book.sql())).expect("the book verifies");
}

#[test]
fn what_a_revoked_phone_had_waits_for_a_person() {
    let town = Town::new();
    let (asha, ..) = cut_off(&town);
    let file = bytes_of(&saves(&asha).1);
    let now_ms = town.now().timestamp_millis();
    let device = town.with_store(|book| book.devices_in_use()).expect("a readable book")[0].0;
    assert!(town.with_store(|book| book.revoke_device(device, now_ms)).expect("revoked"));
    assert_eq!(counts(&takes_in(&town, &file).expect("it is kept")), (0, 0, 3, 1, 0));
}
