//! Notes, lists and corrections: what was written stays readable.

use beatbook_core::ErrorCode;
use serde_json::{Value, json};

use crate::support::Phone;

fn note(phone: &Phone, text: &str) -> Value {
    let note = json!({ "text": text, "patrol": null, "verbatim": true, "statement": "THIRD_PARTY" });
    phone.call("note_add", note)
}

#[test]
fn a_correction_is_a_new_entry_with_a_reason() {
    let phone = Phone::of_asha();
    let saved = note(&phone, "Red door.\nSeen twice.");
    assert_eq!(saved["reference"].as_str().unwrap().len(), "BB-7F3K".len());
    let record = &saved["record"];
    let correction = |reason: &str, values: Value| json!({ "record": record, "values": values, "reason": reason, "seen": null });
    phone.refused_with("record_correct", correction(" ", json!({ "text": "x" })), ErrorCode::ReasonNeeded);
    phone.refused_with("record_correct", correction("typing error", json!({})), ErrorCode::Invalid);
    let blank = phone.refused("record_correct", correction("typing error", json!({ "text": "  " })));
    assert_eq!((blank.code, blank.field.as_deref()), (ErrorCode::Invalid, Some("text")));

    phone.wait(60);
    phone.call("record_correct", correction("typing error", json!({ "text": "Green door." })));
    let kept = phone.call("record_read", json!({ "record": record }));
    assert_eq!(
        (&kept["values"]["text"], &kept["row"]["title"]),
        (&json!("Green door."), &json!("Green door."))
    );
    assert_eq!(kept["history"][0]["values"]["text"], "Red door.\nSeen twice.");
    assert_eq!(
        (&kept["history"][1]["reason"], &kept["history"][1]["by"]),
        (&json!("typing error"), &json!("Asha"))
    );
    assert_eq!(kept["row"]["hand_in"], "waiting");
    assert_eq!(phone.verified().unwrap(), 2, "the payload moved and is the same bytes");
}

#[test]
fn a_correction_gives_groups_whole_and_sets_as_changes() {
    let phone = Phone::of_asha();
    let patrol = phone.start(1);
    phone.wait(600);
    let finish = json!({ "note": null, "activities": ["WELFARE", "PSPO"] });
    phone.call("patrol_finish", finish);
    let values = json!({ "finished": "2026-11-23T10:11:01Z", "activities": ["PSPO", "REASSURANCE"] });
    let correction =
        json!({ "record": patrol["id"], "values": values, "reason": "stopped late", "seen": null });
    phone.call("record_correct", correction);

    let kept = phone.call("record_read", json!({ "record": patrol["id"] }));
    assert_eq!(kept["values"]["finished"], "2026-11-23T10:11:01Z");
    assert_eq!(kept["values"]["activities"], json!(["PSPO", "REASSURANCE"]));
    let given = &kept["history"][2]["values"];
    assert_eq!(given["started"], "2026-11-23T10:00:00Z", "the group goes whole");
    assert_eq!(given["activities"], json!({ "add": ["REASSURANCE"], "remove": ["WELFARE"] }));

    let early = json!({ "finished": "2026-11-23T09:00:00Z" });
    let early = json!({ "record": patrol["id"], "values": early, "reason": "wrong", "seen": null });
    assert_eq!(phone.refused("record_correct", early).field.as_deref(), Some("finished"));
}

#[test]
fn what_was_undone_is_not_corrected() {
    let phone = Phone::of_asha();
    phone.start(1);
    let tap = phone.tap("RESIDENT");
    phone.call("engagement_undo", json!({ "tap": tap }));
    let correction = json!({ "record": tap, "values": { "count": 2 }, "reason": "two", "seen": null });
    phone.refused_with("record_correct", correction, ErrorCode::AlreadyUndone);
    let nowhere =
        json!({ "record": uuid::Uuid::nil(), "values": { "count": 2 }, "reason": "two", "seen": null });
    phone.refused_with("record_correct", nowhere, ErrorCode::NotFound);
}

#[test]
fn a_held_entry_is_fixed_by_one_that_carries_all_its_values() {
    let phone = Phone::of_asha();
    let saved = note(&phone, "Held.");
    phone.sql().execute("UPDATE entry SET state = 2, held = 'check_failed'", []).unwrap();
    let chip = &phone.call("sync_state", json!({}))["chip"];
    assert_eq!((&chip["state"], &chip["needs_you"]), (&json!("needs_you"), &json!(1)));
    let fix = json!({ "record": saved["record"], "values": { "statement": "FACT" }, "reason": "as asked", "seen": null });
    phone.call("record_correct", fix);

    let content: String = phone
        .sql()
        .query_row("SELECT content FROM entry ORDER BY n DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    let content: Value = serde_json::from_str(&content).unwrap();
    assert_eq!((&content["fixes"], &content["act"]), (&saved["record"], &json!("create")));
    assert!(
        content["touched"].as_array().unwrap().contains(&json!("text")),
        "all values, not only the changed"
    );
    assert_eq!(phone.call("sync_state", json!({}))["chip"]["state"], "waiting", "it needs nobody any more");
}

#[test]
fn lists_are_newest_first_and_go_on_where_they_ended() {
    let phone = Phone::of_asha();
    for text in ["one", "two", "three"] {
        note(&phone, text);
        phone.wait(60);
    }
    phone.start(1);
    let titles = |body: Value| -> Vec<Value> {
        phone.call("record_list", body).as_array().unwrap().iter().map(|row| row["title"].clone()).collect()
    };
    assert_eq!(
        titles(json!({ "kind": null, "before": null, "limit": 9 })),
        ["Trinity", "three", "two", "one"]
    );
    let first = phone.call("record_list", json!({ "kind": "note", "before": null, "limit": 2 }));
    assert_eq!(titles(json!({ "kind": "note", "before": first[1]["id"], "limit": 9 })), ["one"]);
}
