//! Records of any kind: what the app knows is not asked, what is right is kept, what is not is said by its field.

use beatbook_core::ErrorCode;
use beatbook_records::field::{Kind, Rule, Shape};
use beatbook_records::kinds::KINDS;
use serde_json::{Map, Value, json};

use crate::support::Phone;

const HOME: &str = "100110000001";

fn written(kind: &str, values: Value) -> Value {
    json!({ "kind": kind, "values": values, "record": null, "happened": null, "reason": null, "draft": null })
}

#[track_caller]
fn write(phone: &Phone, kind: &str, values: Value) -> String {
    phone.call("record_write", written(kind, values))["record"].as_str().unwrap().to_owned()
}

#[track_caller]
fn values_of(phone: &Phone, record: &str) -> Value {
    phone.call("record_read", json!({ "record": record }))["values"].clone()
}

/// What a form would ask for, all of it given.
fn answers(kind: &Kind) -> Map<String, Value> {
    let mut values = Map::new();
    for field in kind.fields {
        let named = |of: &str, codes: &[&str], values: &Map<String, Value>| {
            values.get(of).and_then(Value::as_str).is_some_and(|code| codes.contains(&code))
        };
        let forbidden = field.rules.iter().any(|rule| match *rule {
            Rule::When(of, codes) | Rule::OnlyWhen(of, codes) => !named(of, codes, &values),
            _ => false,
        });
        // What the powers pack says is not typed; there are tests of it by themselves.
        let by_pack = kind.name == "action"
            && ["order", "condition", "amount_pence", "powers_version"].contains(&field.name);
        if forbidden
            || by_pack
            || field.name == "area"
            || field.name == "scheme" && kind.name != "scheme_membership"
        {
            continue;
        }
        let value = match field.shape {
            Shape::Text(_) if field.rules.contains(&Rule::Uprn) => json!(HOME),
            Shape::Text(_) => json!("words"),
            Shape::Integer => json!(3),
            Shape::Decimal => json!(54.5),
            Shape::Boolean => json!(true),
            Shape::Instant => json!("2026-11-23T09:55:00.000Z"),
            Shape::Date => json!("2026-11-23"),
            Shape::Id => json!("0189b3c4-0000-7000-8000-000000000001"),
            Shape::Hash => json!("ab".repeat(32)),
            Shape::Code(list) => json!(list.codes[0]),
            Shape::Codes(list) => json!(list.codes),
        };
        values.insert(field.name.into(), value);
    }
    values
}

#[test]
fn every_kind_can_be_written_and_says_what_was_written() {
    let phone = Phone::of_asha();
    // A letter is written with its pages, by its own door.
    for kind in KINDS.iter().filter(|kind| kind.name != "letter") {
        let mut given = answers(kind);
        if kind.name == "hazard" {
            let inspection = write(&phone, "inspection", json!({ "notice_given": "YES", "access": "GIVEN" }));
            given = json!({ "inspection": inspection, "hazard_named": "Damp", "state": "SUSPECTED" })
                .as_object()
                .unwrap()
                .clone();
        }
        let record = write(&phone, kind.name, Value::Object(given.clone()));
        let kept = values_of(&phone, &record);
        for (field, value) in &given {
            assert_eq!(&kept[field], value, "{}.{field}", kind.name);
        }
        assert_eq!(kept["area"], "north", "{}", kind.name);
    }
    phone.verified().unwrap();
}

#[test]
fn what_the_app_knows_is_not_asked() {
    let phone = Phone::of_asha();
    let patrol = phone.start(2);
    let seen = write(&phone, "observation", json!({ "asb_type": "FLYTIP" }));
    let kept = values_of(&phone, &seen);
    assert_eq!((&kept["asb_class"], &kept["patrol"]), (&json!("ENVIRONMENTAL"), &patrol["id"]));
    assert_eq!((&kept["area"], &kept["hotspot"]), (&json!("north"), &json!("h1")));
    let held = write(&phone, "outreach_session", json!({ "session_type": "STREET", "attendance": 20 }));
    assert_eq!(values_of(&phone, &held)["held_on"], "2026-11-23", "today is not asked for");
}

#[test]
fn a_part_has_what_it_shares_with_the_whole_and_is_found_from_it() {
    let phone = Phone::of_asha();
    let walk = json!({ "notice_given": "YES", "access": "GIVEN", "started": "2026-06-21T10:00:00.000Z" });
    let inspection = write(&phone, "inspection", walk);
    assert_eq!(values_of(&phone, &inspection)["scheme"], "HHSRS_2005", "by the day it began");
    let hazard =
        json!({ "inspection": inspection, "hazard": "EXCESS_COLD", "state": "ASSESSED", "band": "C" });
    let hazard = write(&phone, "hazard", hazard);
    assert_eq!(values_of(&phone, &hazard)["scheme"], "HHSRS_2005");
    let parts = phone.call("record_read", json!({ "record": inspection }))["parts"].clone();
    assert_eq!((parts.as_array().unwrap().len(), &parts[0]["id"]), (1, &json!(hazard)));
    assert_eq!(parts[0]["says"], "Hazard.EXCESS_COLD");
    let wrong = json!({ "inspection": inspection, "hazard_named": "Damp", "state": "ASSESSED" });
    let refused = phone.refused("record_write", written("hazard", wrong));
    assert_eq!(refused.code, ErrorCode::Invalid, "not of the list of that day: {refused:?}");
    let list = phone.call("record_list", json!({ "kind": null, "before": null, "limit": 10 }));
    assert_eq!(list.as_array().unwrap().len(), 1, "a part is not listed by itself");
    phone.call("record_void", json!({ "record": hazard, "reason": "wrong home" }));
    assert_eq!(phone.call("record_read", json!({ "record": inspection }))["parts"], json!([]));
}

#[test]
fn one_home_is_one_record_however_often_it_is_written() {
    let phone = Phone::of_asha();
    let first = write(&phone, "property", json!({ "uprn": HOME, "tenure": "PRIVATE_RENT" }));
    phone.wait(60);
    let again = write(&phone, "property", json!({ "uprn": HOME, "licence_status": "APP_DUE" }));
    assert_eq!(first, again);
    let kept = phone.call("record_read", json!({ "record": first }));
    assert_eq!(kept["values"]["tenure"], "PRIVATE_RENT");
    assert_eq!(kept["values"]["licence_status"], "APP_DUE");
    assert_eq!(kept["history"].as_array().unwrap().len(), 2);
    let same = write(&phone, "property", json!({ "uprn": HOME, "tenure": "PRIVATE_RENT" }));
    assert_eq!(same, first);
    let history = phone.call("record_read", json!({ "record": first }))["history"].clone();
    assert_eq!(history.as_array().unwrap().len(), 2, "nothing new was said");
    let other = write(&phone, "property", json!({ "uprn": "100110000002" }));
    assert_ne!(other, first);
    phone.verified().unwrap();
}

#[test]
fn the_draft_goes_in_the_moment_in_which_the_record_comes() {
    let phone = Phone::of_asha();
    let draft = json!({ "form": "write", "id": "shift" });
    let body = json!({ "form": "write", "id": "shift", "body": { "values": { "call_sign": "AB 1" } } });
    phone.call("draft_put", body);
    let mut shift = written("shift", json!({ "call_sign": "x".repeat(201) }));
    shift["draft"] = draft.clone();
    let refused = phone.refused("record_write", shift.clone());
    assert_eq!((refused.field.as_deref(), refused.detail.as_deref()), (Some("call_sign"), Some("TooLong")));
    assert_ne!(phone.call("draft_get", draft.clone()), Value::Null, "what was refused is still there");
    shift["values"]["call_sign"] = json!("AB 1");
    phone.call("record_write", shift);
    let after = phone.killed();
    assert_eq!(after.call("draft_get", draft), Value::Null);
    let list = after.call("record_list", json!({ "kind": "shift", "before": null, "limit": 10 }));
    assert_eq!(list.as_array().unwrap().len(), 1);
}

#[test]
fn what_is_written_late_says_why_and_what_is_still_to_come_has_not_happened() {
    let phone = Phone::of_asha();
    let at = |time: &str, reason: Value| {
        let mut note = written("observation", json!({ "asb_type": "NOISE" }));
        note["happened"] = json!(time);
        note["reason"] = reason;
        note
    };
    phone.refused_with("record_write", at("2026-11-23T09:29:59Z", Value::Null), ErrorCode::ReasonNeeded);
    phone.refused_with("record_write", at("2026-11-23T10:01:01Z", Value::Null), ErrorCode::Invalid);
    phone.refused_with("record_write", at("yesterday", Value::Null), ErrorCode::Invalid);
    phone.call("record_write", at("2026-11-23T09:30:00Z", Value::Null));
    let late = phone.call("record_write", at("2026-11-23T08:00:00Z", json!("no hands free")));
    let kept = phone.call("record_read", json!({ "record": late["record"] }));
    assert_eq!(kept["row"]["occurred"], "2026-11-23T08:00:00.000Z");
    assert_eq!(kept["history"][0]["reason"], "no hands free");
}

#[test]
fn only_ones_own_records_are_taken_back_and_only_once() {
    let phone = Phone::of_asha();
    let shift = write(&phone, "shift", json!({}));
    for _ in 0..2 {
        phone.call("record_void", json!({ "record": shift, "reason": null }));
    }
    let kept = phone.call("record_read", json!({ "record": shift }));
    assert_eq!((&kept["row"]["voided"], kept["history"].as_array().unwrap().len()), (&json!(true), 2));
    let strange = json!({ "record": uuid::Uuid::nil(), "reason": null });
    phone.refused_with("record_void", strange, ErrorCode::NotFound);
    phone.refused_with("record_write", written("ufo", json!({})), ErrorCode::NotFound);
}
