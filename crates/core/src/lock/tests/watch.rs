//! The check-in timer behind the lock: it runs on, it says how long, and the alarm is written though nobody unlocks.

use serde_json::{Value, json};

use super::OTHER;
use super::phone::{PIN, Phone};
use crate::ErrorCode;

const FILE: &str = "check-in.json";

fn begin(phone: &Phone, minutes: u32) -> Value {
    let asked = json!({ "minutes": minutes, "uprn": null, "planned": "12 Elm Terrace", "door": null });
    phone.call("watch_begin", asked)
}

fn watch(phone: &Phone) -> Value {
    phone.call("watch", json!({}))
}

fn state(phone: &Phone, record: &Value) -> Value {
    phone.call("record_read", json!({ "record": record }))["values"].clone()
}

#[test]
fn a_shut_book_is_held_while_asha_is_to_check_in_and_writes_the_alarm_by_itself() {
    let phone = Phone::of_asha();
    assert_eq!(watch(&phone), json!(null));
    let begun = begin(&phone, 20);
    assert_eq!(
        (&begun["seconds_left"], &begun["alarm"], &begun["place"]),
        (&json!(1200), &json!("none"), &json!("12 Elm Terrace"))
    );
    assert_eq!(begin(&phone, 5)["record"], begun["record"], "one runs: it is shown");
    phone.call("lock_now", json!({}));
    phone.wait(20 * 60 - 1);
    let shut = watch(&phone);
    assert_eq!(
        (&shut["seconds_left"], &shut["place"], &shut["record"]),
        (&json!(1), &json!(null), &json!(null))
    );
    assert!(!phone.holds_nothing(), "there is an alarm to write");
    for name in ["watch_end", "watch_extend"] {
        assert_eq!(phone.refused(name, json!({ "pin": PIN, "minutes": 5 })), ErrorCode::Locked, "{name}");
    }
    phone.wait(1);
    assert_eq!((&watch(&phone)["alarm"], phone.stage()), (&json!("not_sent"), json!("locked")));

    phone.unlock(PIN).expect("open");
    let values = state(&phone, &begun["record"]);
    assert_eq!(
        (&values["state"], &values["sent_via"], &values["state_at"]),
        (&json!("ALARM"), &json!("NOT_SENT"), &begun["due"])
    );
    let more = phone.call("watch_extend", json!({ "minutes": 10 }));
    assert_eq!((&more["alarm"], &more["due"]), (&json!("not_sent"), &begun["due"]), "too late for more time");
}

#[test]
fn only_the_pin_ends_it_and_wrong_ones_count() {
    let phone = Phone::of_asha();
    let begun = begin(&phone, 20);
    phone.wait(100);
    let more = phone.call("watch_extend", json!({ "minutes": 10 }));
    assert_eq!(more["seconds_left"], 1200 - 100 + 600);
    assert_eq!(phone.refused("sign_out", json!({})), ErrorCode::WatchRunning);
    let record = &begun["record"];
    let by_hand = json!({ "record": record, "values": { "state": "OK" }, "reason": "I am fine", "seen": null, "draft": null });
    for name in ["record_update", "record_correct", "record_void"] {
        assert_eq!(phone.refused(name, by_hand.clone()), ErrorCode::WatchRunning, "{name}");
    }
    for _ in 0..5 {
        assert_eq!(phone.refused("watch_end", json!({ "pin": OTHER })), ErrorCode::PinWrong);
    }
    assert_eq!(phone.refused("watch_end", json!({ "pin": PIN })), ErrorCode::PinWait);
    phone.wait(30);
    assert_eq!(watch(&phone)["alarm"], "none", "it still runs");
    phone.call("watch_end", json!({ "pin": PIN }));
    assert_eq!((watch(&phone), &state(&phone, &begun["record"])["state"]), (json!(null), &json!("OK")));
    assert_eq!(phone.refused("watch_end", json!({ "pin": PIN })), ErrorCode::NotFound);
    phone.wait(8 * 60 * 60);
    phone.unlock(PIN).expect("open");
    assert_eq!(state(&phone, &begun["record"])["state"], "OK", "what is ended raises no alarm");
    for minutes in [0, 481] {
        let asked = json!({ "minutes": minutes, "uprn": null, "planned": null, "door": null });
        assert_eq!(phone.refused("watch_begin", asked), ErrorCode::Invalid, "{minutes}");
    }
}

#[test]
fn after_the_app_was_ended_the_lock_itself_says_that_asha_is_overdue_and_nothing_more() {
    let mut phone = Phone::of_asha();
    let begun = begin(&phone, 20);
    watch(&phone);
    phone.start().expect("it starts");
    assert_eq!(watch(&phone)["seconds_left"], 1200);
    let kept = std::fs::read_to_string(phone.dir.path().join(FILE)).expect("a file");
    assert_eq!(
        serde_json::from_str::<Value>(&kept).expect("JSON").as_str().map(str::len),
        Some(20),
        "{kept}"
    );
    phone.wait(1500);
    let shut = watch(&phone);
    assert_eq!(
        (&shut["seconds_left"], &shut["alarm"]),
        (&json!(-300), &json!("none")),
        "nobody could write it"
    );
    phone.unlock(PIN).expect("open");
    assert_eq!((&watch(&phone)["alarm"], &watch(&phone)["record"]), (&json!("not_sent"), &begun["record"]));
    phone.call("watch_end", json!({ "pin": PIN }));
    assert!(!phone.dir.path().join(FILE).exists(), "what is over is not said any more");
    phone.start().expect("it starts");
    assert_eq!(watch(&phone), json!(null));
}
