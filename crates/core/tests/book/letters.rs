//! Letters on the phone: composed from the words in force, numbered from the phone's own block, and kept with their pages.

use beatbook_core::ErrorCode;
use beatbook_records::wire::PowersPack;
use serde_json::{Value, json};

use crate::support::Phone;

/// The first warning and a calling card in two languages; Asha may sign the warning on the day of the tests.
fn pack() -> PowersPack {
    let on = |extra: Value| {
        let mut whole = json!({"from": "2026-11-23", "to": "2026-11-24"});
        whole.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        whole
    };
    let template = |letter: &str, language: &str, version: u32| {
        on(json!({
            "letter": letter, "version": version, "language": language, "subject": "Warning {number}",
            "paragraphs": ["Dear {recipient},", "On {date} {behaviour}.", "{officer}, {council}"],
        }))
    };
    let card = on(json!({
        "letter": "CALLING_CARD", "version": 7, "language": "cy", "subject": "Galwais heddiw",
        "paragraphs": ["Ffoniwch {officer}."],
    }));
    let whole = json!({
        "version": 4,
        "officers": [{"id": "asha", "name": "Asha", "role": "enforcement_officer"}],
        "authorisations": [on(json!({"officer": "asha", "code": "WL1"}))],
        "orders": [], "parameters": [], "hazards": [],
        "templates": [template("WL1", "en", 3), template("WL2", "en", 5), card],
    });
    serde_json::from_value(whole).unwrap()
}

fn phone(numbers: u64) -> Phone {
    let phone = Phone::of_asha();
    phone.write(|tx| tx.put_powers(&pack()));
    if numbers > 0 {
        phone.write(move |tx| tx.put_numbers("letter", 41, 40 + numbers));
    }
    phone
}

fn form(change: Value) -> Value {
    let mut form = json!({
        "letter": "WL1", "language": "en", "recipient": "Ŷ Ŵyn", "address": "1 Elm Terrace",
        "behaviour": "music was heard",
    });
    form.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    form
}

fn letter(form: Value) -> Value {
    json!({"form": form, "subject": null, "action": null, "draft": null})
}

fn letters(phone: &Phone) -> usize {
    let rows = phone.call("record_list", json!({"kind": "letter", "before": null, "limit": 10}));
    rows.as_array().expect("rows").len()
}

fn files(phone: &Phone) -> usize {
    std::fs::read_dir(phone.dir.path().join("photos")).map_or(0, Iterator::count)
}

#[test]
fn asha_is_told_which_letters_there_are_and_which_she_may_not_sign() {
    let phone = phone(2);
    let choices = phone.call("letter_list", json!({}));
    assert_eq!(choices["numbers_left"], 2);
    let told = |at: usize| {
        let row = &choices["letters"][at];
        json!([row["letter"], row["language"], row["version"], row["why_not"]])
    };
    assert_eq!(told(0), json!(["WL1", "en", 3, null]));
    assert_eq!(told(1), json!(["WL2", "en", 5, "authorisation"]));
    assert_eq!(told(2), json!(["CALLING_CARD", "cy", 7, null]));
    assert_eq!(
        choices["letters"][0]["places"],
        json!(["recipient", "behaviour", "date", "officer", "number", "council"])
    );
    let error = phone.refused("letter_write", letter(form(json!({"letter": "WL2"}))));
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some("letter")));
    phone.env.advance(chrono::TimeDelta::days(1));
    assert_eq!(
        phone.call("letter_list", json!({}))["letters"],
        json!([]),
        "their words are not in force any more"
    );
}

#[test]
fn what_is_previewed_is_what_is_written_and_the_number_is_used_once() {
    let phone = phone(2);
    let preview = phone.call("letter_preview", form(json!({})));
    assert_eq!((&preview["number"], &preview["subject"]), (&json!("L-000041"), &json!("Warning L-000041")));
    assert_eq!(preview["paragraphs"][1], "On 23 November 2026 music was heard.");
    assert_eq!(
        preview["head"],
        json!(["Example council", "Ŷ Ŵyn", "1 Elm Terrace", "23 November 2026", "L-000041"])
    );
    assert_eq!(phone.call("letter_preview", form(json!({})))["number"], "L-000041", "a look uses no number");
    let saved = phone.call("letter_write", letter(form(json!({}))));
    assert_eq!(saved["number"], "L-000041");
    let record = phone.call("record_read", json!({"record": saved["record"]}));
    let values = &record["values"];
    assert_eq!((&values["number"], &values["template_version"]), (&json!("L-000041"), &json!(3)));
    assert_eq!((&values["recipient"], &values["area"]), (&json!("Ŷ Ŵyn"), &json!("north")));
    assert_eq!(values["words"].as_str().map(str::len), Some(64), "its pages, by their hash");
    let pages = phone.call("letter_read", json!({"record": saved["record"]}));
    assert_eq!((&pages["number"], &pages["state"]), (&json!("L-000041"), &json!("waiting")));
    assert!(pages["bytes"].as_u64() > Some(1_000), "{pages}");
    let found = phone.call("photo_found", json!({}));
    assert_eq!(found, json!([]), "no photo that lost its record");
    assert_eq!(phone.call("letter_write", letter(form(json!({}))))["number"], "L-000042");
}

#[test]
fn with_no_number_left_no_letter_is_made_and_nothing_is_lost() {
    let phone = phone(0);
    phone.call("draft_put", json!({"form": "letter", "id": "new", "body": {"recipient": "Ŷ Ŵyn"}}));
    let mut wanted = letter(form(json!({})));
    wanted["draft"] = json!({"form": "letter", "id": "new"});
    assert_eq!(phone.refused("letter_preview", form(json!({}))).code, ErrorCode::NoNumbers);
    assert_eq!(phone.refused("letter_write", wanted.clone()).code, ErrorCode::NoNumbers);
    assert_eq!((letters(&phone), files(&phone)), (0, 0));
    let kept = phone.call("draft_get", json!({"form": "letter", "id": "new"}));
    assert_eq!(kept["body"]["recipient"], "Ŷ Ŵyn", "what was typed is there");
    phone.write(|tx| tx.put_numbers("letter", 41, 41));
    assert_eq!(phone.call("letter_write", wanted)["number"], "L-000041");
    assert_eq!(phone.call("draft_get", json!({"form": "letter", "id": "new"})), Value::Null);
}

#[test]
fn what_is_missing_or_cannot_be_drawn_is_named_and_uses_no_number() {
    let phone = phone(1);
    for (change, field) in [
        (json!({"recipient": null}), "recipient"),
        (json!({"behaviour": "  "}), "behaviour"),
        (json!({"behaviour": "警告"}), "behaviour"),
        (json!({"recipient": "Ana 😀"}), "recipient"),
        (json!({"language": "cy"}), "letter"),
    ] {
        let error = phone.refused("letter_write", letter(form(change)));
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Invalid, Some(field)));
    }
    assert_eq!((letters(&phone), files(&phone)), (0, 0));
    assert_eq!(phone.call("letter_list", json!({}))["numbers_left"], 1);
}

#[test]
fn the_generic_form_is_no_way_to_a_letter_without_pages() {
    let phone = phone(1);
    let values = json!({"letter_type": "WL1", "number": "L-000041", "template_version": 3});
    let input = json!({"kind": "letter", "values": values, "record": null, "happened": null, "reason": null, "draft": null});
    assert_eq!(phone.refused("record_write", input).field.as_deref(), Some("kind"));
    assert_eq!(letters(&phone), 0);
}

#[test]
fn how_it_was_served_is_said_later() {
    let phone = phone(1);
    let record = phone.call("letter_write", letter(form(json!({}))))["record"].clone();
    let served = json!({"served": "LETTERBOX", "served_at": "2026-11-23T10:00:00.000Z"});
    phone.call("record_update", json!({"record": record, "values": served, "seen": null, "draft": null}));
    let values = phone.call("record_read", json!({"record": record}))["values"].clone();
    assert_eq!((&values["served"], &values["number"]), (&json!("LETTERBOX"), &json!("L-000041")));
}

#[test]
fn pages_whose_row_was_lost_get_it_again_and_what_cannot_be_read_stays() {
    let phone = phone(2);
    let folder = phone.dir.path().join("photos");
    let saved = phone.call("letter_write", letter(form(json!({}))));
    let damaged = folder.join("0197a0b0-0000-7000-8000-000000000001.letter");
    std::fs::write(&damaged, b"half of a file").unwrap();
    // As after a salvage that could not read the row.
    phone.sql().execute("DELETE FROM photo", []).unwrap();
    let state = || phone.call("letter_read", json!({"record": saved["record"]}))["state"].clone();
    assert_eq!(state(), "elsewhere");
    phone.call("letter_write", letter(form(json!({}))));
    assert_eq!(state(), "waiting", "it is handed in after all");
    assert!(damaged.exists());
}

#[test]
fn a_letter_survives_a_kill_whole() {
    let phone = phone(2);
    let saved = phone.call("letter_write", letter(form(json!({}))));
    let after = phone.killed();
    let pages = after.call("letter_read", json!({"record": saved["record"]}));
    assert_eq!((&pages["number"], &pages["state"]), (&json!("L-000041"), &json!("waiting")));
    assert_eq!(after.call("letter_write", letter(form(json!({}))))["number"], "L-000042");
}
