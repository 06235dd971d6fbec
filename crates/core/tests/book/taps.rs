//! Taps: one tap is one record and one entry in one transaction; an undo is a new entry.

use std::sync::{Arc, Mutex};

use beatbook_core::{Changed, ErrorCode};
use serde_json::json;

use crate::support::Phone;

#[test]
fn one_tap_is_one_record_and_one_entry_in_one_transaction() {
    let phone = Phone::of_asha();
    phone.start(1);
    let (records, entries) = (phone.count("record"), phone.count("entry"));
    let heard: Arc<Mutex<Vec<Changed>>> = Arc::default();
    let ears = heard.clone();
    phone.book().on_change(move |changed| ears.lock().unwrap().push(changed.clone()));

    let tap = phone.tap("RESIDENT");
    assert_eq!((phone.count("record"), phone.count("entry")), (records + 1, entries + 1));
    let heard = heard.lock().unwrap();
    assert_eq!(heard.len(), 1, "one commit");
    let told = serde_json::to_value(&heard[0]).unwrap();
    assert_eq!(told, json!({ "tables": ["entry", "record"], "ids": [tap] }));
}

#[test]
fn an_undo_is_a_new_entry_and_twice_is_once() {
    let phone = Phone::of_asha();
    phone.start(1);
    phone.tap("RESIDENT");
    let tap = phone.tap("RESIDENT");
    let undone = phone.call("engagement_undo", json!({ "tap": tap }));
    assert_eq!((&undone["tap"], &undone["counts"]["RESIDENT"]), (&json!(tap), &json!(1)));
    let entries = phone.count("entry");
    assert_eq!(phone.call("engagement_undo", json!({ "tap": tap })), undone);
    assert_eq!(phone.count("entry"), entries);

    let kept = phone.call("record_read", json!({ "record": tap }));
    assert_eq!(kept["row"]["voided"], true);
    let acts: Vec<_> = kept["history"].as_array().unwrap().iter().map(|item| item["act"].clone()).collect();
    assert_eq!(acts, ["create", "void"]);
    assert_eq!(kept["history"][0]["values"]["kind"], "RESIDENT", "what was tapped stays readable");
    assert_eq!(phone.verified().unwrap(), phone.count("entry") as u64);
}

#[test]
fn an_undo_reaches_only_own_taps() {
    let phone = Phone::of_asha();
    let patrol = phone.start(1);
    phone.refused_with("engagement_undo", json!({ "tap": patrol["id"] }), ErrorCode::NotFound);
    let tap = phone.tap("VISITOR");
    phone.sql().execute("UPDATE record SET device = zeroblob(16) WHERE kind = 'engagement'", []).unwrap();
    phone.refused_with("engagement_undo", json!({ "tap": tap }), ErrorCode::NotFound);
}

#[test]
fn the_last_tap_is_the_last_that_counts() {
    let phone = Phone::of_asha();
    phone.start(1);
    let first = phone.tap("YOUNG");
    let second = phone.tap("PARTNER");
    assert_eq!(phone.call("patrol_live", json!({}))["last_tap"], json!({ "tap": second, "kind": "PARTNER" }));
    phone.call("engagement_undo", json!({ "tap": second }));
    assert_eq!(phone.call("patrol_live", json!({}))["last_tap"]["tap"], json!(first));
}

#[test]
fn commands_that_are_none_are_told_apart() {
    let phone = Phone::of_asha();
    phone.refused_with("make_tea", json!({}), ErrorCode::NotFound);
    phone.refused_with("engagement_count", json!({ "kind": "DOG" }), ErrorCode::Invalid);
    phone.refused_with("engagement_undo", json!({ "tap": "not an id" }), ErrorCode::Invalid);
    assert_eq!(phone.book().call("today", "{").unwrap_err().code, ErrorCode::Invalid);
}
