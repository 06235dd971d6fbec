//! Drafts and the last screen outlive the app.

use beatbook_core::ErrorCode;
use serde_json::json;

use crate::support::Phone;

#[test]
fn a_draft_survives_the_app() {
    let phone = Phone::of_asha();
    let draft = json!({ "form": "note", "id": "new", "body": { "text": "Half a sent" } });
    phone.call("draft_put", json!({ "form": "note", "id": "new", "body": { "text": "Half" } }));
    phone.wait(1);
    phone.call("draft_put", draft.clone());
    phone.call("route_put", json!({ "route": "#/note" }));

    let phone = phone.killed();
    let kept = phone.call("draft_get", json!({ "form": "note", "id": "new" }));
    assert_eq!((&kept["body"], &kept["saved_at"]), (&draft["body"], &json!("2026-11-23T10:00:01.000Z")));
    assert_eq!(phone.call("today", json!({}))["drafts"], json!([kept]));
    let status = phone.call("app_status", json!({}));
    assert_eq!(status["route"], "#/note");

    phone.call("draft_drop", json!({ "form": "note", "id": "new" }));
    phone.call("draft_drop", json!({ "form": "note", "id": "new" }));
    assert_eq!(phone.call("draft_get", json!({ "form": "note", "id": "new" })), json!(null));
    assert_eq!(phone.call("draft_list", json!({})), json!([]));
}

#[test]
fn a_draft_is_at_most_64_kb() {
    let phone = Phone::of_asha();
    let of = |bytes: usize| json!({ "form": "note", "id": "new", "body": "x".repeat(bytes) });
    phone.call("draft_put", of(64 * 1024 - 2));
    let refused = phone.refused("draft_put", of(64 * 1024 - 1));
    assert_eq!((refused.code, refused.field.as_deref()), (ErrorCode::Invalid, Some("body")));
}

#[test]
fn before_enrolment_the_app_answers_and_records_nothing() {
    let phone = Phone::new();
    let status = phone.call("app_status", json!({}));
    assert_eq!(status["me"], json!(null));
    phone.refused_with("today", json!({}), ErrorCode::NotEnrolled);
    phone.refused_with("patrol_start", json!({ "hotspot": "h1" }), ErrorCode::NotEnrolled);
    let note = json!({ "text": "x", "patrol": null, "verbatim": false, "statement": "FACT" });
    phone.refused_with("note_add", note, ErrorCode::NotEnrolled);
    assert_eq!(phone.count("entry"), 0);
}
