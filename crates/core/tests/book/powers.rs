//! Powers on the phone: what is offered where the officer stands, and an act that is kept with what was asked before it.

use beatbook_core::ErrorCode;
use beatbook_records::geo::hotspot::Fix;
use beatbook_records::wire::PowersPack;
use serde_json::{Value, json};

use crate::support::Phone;

/// Asha may issue penalties on the day of the tests, in a square around 54.5 north, 1.5 west.
fn pack() -> PowersPack {
    let on = |extra: Value| {
        let mut whole = json!({"from": "2026-11-23", "to": "2026-11-24"});
        whole.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        whole
    };
    let authorised = |code: &str| on(json!({"officer": "asha", "code": code}));
    let whole = json!({
        "version": 4,
        "officers": [{"id": "asha", "name": "Asha", "role": "enforcement_officer"}],
        "authorisations": [authorised("PSPO-FPN"), authorised("FPN-LIT"), authorised("PSPO-ALC"), authorised("A-NEW-ONE")],
        "orders": [on(json!({
            "id": "town", "name": "Town centre", "kind": "PSPO",
            "polygon": [[[-2.0, 54.0], [-1.0, 54.0], [-1.0, 55.0], [-2.0, 55.0], [-2.0, 54.0]]],
            "conditions": [on(json!({"id": "drink", "text": "No drinking.", "codes": ["DRINK"]}))],
        }))],
        "parameters": [on(json!({"name": "amount.PSPO-FPN", "value": 10_000, "unit": "pence", "source": "Synthetic order, 4"}))],
        "templates": [],
        "hazards": [],
    });
    serde_json::from_value(whole).unwrap()
}

fn phone() -> Phone {
    let phone = Phone::of_asha();
    phone.write(|tx| tx.put_powers(&pack()));
    *phone.gps.0.lock().unwrap() = Some(Fix { lat: 54.5, lon: -1.5, accuracy_m: 8.0 });
    phone
}

fn offered(phone: &Phone) -> Value {
    phone.call("power_list", json!({"lat": null, "lon": null, "happened": null}))
}

fn why_not(offered: &Value, code: &str) -> Value {
    let rows = offered["powers"].as_array().unwrap();
    rows.iter().find(|row| row["code"] == code).expect("every act is listed")["why_not"].clone()
}

fn penalty(change: Value) -> Value {
    let mut values = json!({"code": "PSPO-FPN", "condition": "drink", "lat": 54.5, "lon": -1.5});
    values.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    json!({"kind": "action", "values": values, "record": null, "happened": null, "reason": null, "draft": null})
}

fn asked() -> Value {
    json!({"sign_photographed": "NO", "age_asked": "YES", "vulnerability_asked": "YES", "warning_given": "YES"})
}

fn written(phone: &Phone, kind: &str) -> Vec<Value> {
    let rows = phone.call("record_list", json!({"kind": kind, "before": null, "limit": 10}));
    let rows = rows.as_array().expect("rows").clone();
    rows.iter().map(|row| phone.call("record_read", json!({"record": row["id"]}))).collect()
}

#[test]
fn asha_is_offered_what_she_may_do_where_she_stands_today() {
    let phone = phone();
    let here = offered(&phone);
    assert_eq!((&here["version"], &here["day"]), (&json!(4), &json!("2026-11-23")));
    assert_eq!(why_not(&here, "PSPO-FPN"), Value::Null);
    assert_eq!(why_not(&here, "FPN-LIT"), "amount");
    assert_eq!(why_not(&here, "CPW"), "authorisation");
    assert_eq!(here["conditions"][0]["condition"], "drink");
    let fpn = here["powers"].as_array().unwrap().iter().find(|row| row["code"] == "PSPO-FPN").unwrap();
    assert_eq!((&fpn["amount_pence"], &fpn["source"]), (&json!(10_000), &json!("Synthetic order, 4")));
    assert_eq!((&fpn["check"], &fpn["order"]), (&json!(true), &json!(true)));
    *phone.gps.0.lock().unwrap() = Some(Fix { lat: 55.5, lon: -1.5, accuracy_m: 8.0 });
    assert_eq!(why_not(&offered(&phone), "PSPO-FPN"), "no_order");
    *phone.gps.0.lock().unwrap() = None;
    assert_eq!(why_not(&offered(&phone), "PSPO-FPN"), "place_unknown");
    phone.env.advance(chrono::TimeDelta::days(1));
    assert_eq!(why_not(&offered(&phone), "PSPO-FPN"), "authorisation", "it ended");
}

#[test]
fn a_phone_without_a_pack_offers_advice_and_no_penalty() {
    let phone = Phone::of_asha();
    let here = offered(&phone);
    assert_eq!(here["version"], Value::Null);
    assert_eq!(why_not(&here, "ADV"), Value::Null);
    assert_eq!(why_not(&here, "PSPO-FPN"), "authorisation");
}

#[test]
fn a_penalty_is_kept_with_its_amount_its_order_and_what_was_asked() {
    let phone = phone();
    let saved = phone.call("power_use", json!({"action": penalty(json!({})), "check": asked()}));
    let actions = written(&phone, "action");
    let values = &actions[0]["values"];
    assert_eq!((&values["amount_pence"], &values["order"]), (&json!(10_000), &json!("town")));
    assert_eq!((&values["powers_version"], &values["warning_given"]), (&json!(4), &json!("YES")));
    let checks = written(&phone, "defensibility_check");
    assert_eq!(checks.len(), 1);
    assert_eq!(checks[0]["values"]["action"], saved["record"]);
    assert_eq!(checks[0]["values"]["sign_photographed"], "NO", "no is an answer");
}

#[test]
fn a_penalty_without_its_check_or_outside_the_pack_leaves_nothing_behind() {
    let phone = phone();
    let refused = |action: Value, check: Value, field: &str| {
        let error = phone.refused("power_use", json!({"action": action, "check": check}));
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some(field)));
        assert!(written(&phone, "action").is_empty() && written(&phone, "defensibility_check").is_empty());
    };
    refused(penalty(json!({})), Value::Null, "defensibility_check");
    let mut unasked = asked();
    unasked.as_object_mut().unwrap().remove("age_asked");
    refused(penalty(json!({})), unasked, "age_asked");
    refused(penalty(json!({"amount_pence": 1})), asked(), "amount_pence");
    refused(penalty(json!({"condition": "beg"})), asked(), "condition");
    refused(penalty(json!({"lat": 55.5})), asked(), "code");
    refused(penalty(json!({"code": "CPN", "condition": null})), Value::Null, "code");
    refused(penalty(json!({"code": "NFA", "condition": null})), Value::Null, "rationale");
    let error = phone.refused("record_write", penalty(json!({})));
    assert_eq!(error.field.as_deref(), Some("defensibility_check"), "the generic form is no way round");
}
