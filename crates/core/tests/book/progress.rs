//! The words of the hand-in follow from stored rows: green only once the hub has everything.

use serde_json::{Value, json};

use crate::support::Phone;

fn chip(phone: &Phone) -> Value {
    phone.call("sync_state", json!({}))["chip"].clone()
}

#[test]
fn what_is_saved_waits_until_the_hub_confirms_it() {
    let phone = Phone::of_asha();
    assert_eq!(chip(&phone)["state"], "all_sent");
    phone.start(1);
    phone.wait(60);
    let tap = phone.tap("RESIDENT");
    let waiting = chip(&phone);
    assert_eq!((&waiting["state"], &waiting["waiting"]), (&json!("waiting"), &json!(3)));
    assert_eq!(waiting["oldest_waiting_at"], "2026-11-23T10:00:00.000Z");
    let state = phone.call("sync_state", json!({}));
    assert_eq!(
        (&state["waiting"][0]["record"], &state["waiting"][0]["state"]),
        (&json!(tap), &json!("waiting"))
    );
    assert_eq!(state["waiting"][0]["title"], "Trinity");

    phone.sql().execute("UPDATE entry SET state = 1", []).unwrap();
    assert_eq!(chip(&phone)["waiting"], 3, "an answer is not a confirmation");
    assert_eq!(phone.call("patrol_live", json!({}))["handed_in"], "sent");
    phone.sql().execute("UPDATE entry SET state = 2 WHERE seq < 3", []).unwrap();
    assert_eq!(phone.call("patrol_live", json!({}))["handed_in"], "confirmed");
    assert_eq!(chip(&phone)["waiting"], 1);
    phone.sql().execute("UPDATE entry SET state = 2", []).unwrap();
    assert_eq!(chip(&phone)["state"], "all_sent");
    assert_eq!(phone.call("sync_state", json!({}))["sent_today"], 3);
    phone.wait(24 * 3600);
    assert_eq!(phone.call("sync_state", json!({}))["sent_today"], 0);
}

#[test]
fn a_value_of_ones_own_that_lost_needs_one() {
    let phone = Phone::of_asha();
    phone.start(1);
    let tap = phone.tap("RESIDENT");
    phone.sql().execute("UPDATE entry SET state = 2", []).unwrap();
    phone
        .sql()
        .execute(
            "INSERT INTO overruled (record, field, value, entry, by, n)
             SELECT record, 'kind', '\"RESIDENT\"', id, zeroblob(16), 9 FROM entry ORDER BY n DESC LIMIT 1",
            [],
        )
        .unwrap();
    let state = phone.call("sync_state", json!({}));
    assert_eq!((&state["chip"]["state"], &state["chip"]["needs_you"]), (&json!("needs_you"), &json!(1)));
    let item = &state["needs_you"][0];
    assert_eq!(
        (&item["reason"], &item["fields"], &item["record"]),
        (&json!("overruled"), &json!(["kind"]), &json!(tap))
    );
    let detail = phone.call("record_read", json!({ "record": tap }));
    assert_eq!(
        (&detail["overruled"][0]["value"], &detail["overruled"][0]["by"]),
        (&json!("RESIDENT"), &json!("Asha"))
    );
}

#[test]
fn why_the_last_try_failed_is_told_in_known_words() {
    let phone = Phone::of_asha();
    assert_eq!(phone.call("sync_now", json!({}))["problem"], json!(null));
    for (stored, told) in [("clock_wrong", "clock_wrong"), ("something newer", "internal")] {
        phone.sql().execute("UPDATE sync SET problem = ?1, last_try_ms = 0", [stored]).unwrap();
        let state = phone.call("sync_state", json!({}));
        assert_eq!(
            (&state["problem"], &state["last_try_at"]),
            (&json!(told), &json!("1970-01-01T00:00:00.000Z"))
        );
    }
}

#[test]
fn what_stands_confirmed_is_kept_under_what_is_not() {
    let phone = Phone::of_asha();
    phone.start(1);
    let tap = phone.tap("RESIDENT");
    phone.sql().execute("UPDATE entry SET state = 2", []).unwrap();
    phone
        .sql()
        .execute("UPDATE record SET unconfirmed = 0, head = id, head_n = 1 WHERE kind = 'engagement'", [])
        .unwrap();
    phone.sql().execute("UPDATE sync SET epoch = zeroblob(16)", []).unwrap();
    let seen = phone.call("record_read", json!({ "record": tap }))["seen"].clone();
    assert_eq!(seen, json!(tap));
    for count in [2, 3] {
        let correction =
            json!({ "record": tap, "values": { "count": count }, "reason": "more", "seen": seen });
        phone.call("record_correct", correction);
    }
    let kept: (i64, i64, i64) = phone
        .sql()
        .query_row(
            "SELECT confirmed -> 'values' ->> 'count', body -> 'values' ->> 'count', unconfirmed
             FROM record WHERE kind = 'engagement'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .unwrap();
    assert_eq!(kept, (1, 3, 2));
    phone.verified().unwrap();
}

#[test]
fn a_held_entry_that_was_replaced_needs_nobody() {
    let phone = Phone::of_asha();
    phone.start(1);
    phone.sql().execute("UPDATE entry SET state = 2, held = 'triage' WHERE seq = 1", []).unwrap();
    assert_eq!(chip(&phone)["needs_you"], 1);
    assert_eq!(phone.call("patrol_live", json!({}))["handed_in"], "needs_you");
    phone.sql().execute("UPDATE entry SET held = 'superseded' WHERE seq = 1", []).unwrap();
    assert_eq!((&chip(&phone)["needs_you"], &chip(&phone)["state"]), (&json!(0), &json!("waiting")));
}
