//! The end of a shift: the slip says what the hub has, and the phone is given back as it was taken.

use std::collections::BTreeSet;
use std::path::Path;

use beatbook_core::ErrorCode;
use beatbook_tests::Town;
use serde_json::{Value, json};

use crate::phone::{PIN, Phone};

fn unsent(slip: &Value) -> BTreeSet<(String, String)> {
    let rows = slip["rows"].as_array().expect("rows").iter().filter(|row| !row["why"].is_null());
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    rows.map(|row| (text(&row["row"]["id"]), text(&row["why"]))).collect()
}

fn all_confirmed(slip: &Value) -> bool {
    slip["counts"]["all"] == slip["counts"]["confirmed"]
}

#[test]
fn the_slip_of_ashas_day_is_empty_of_anything_unsent_and_lists_what_is_written_past_the_cut() {
    let town = Town::new();
    let served = town.serve();
    let asha = Phone::of("Asha", &town, &served);
    let early = asha.notes("Before the shift");
    asha.waits(120);
    let shift = asha.writes("shift", json!({ "crew": "Asha, Bela", "vehicle": "NX70", "kit_check": true }));
    asha.waits(60);
    let note = asha.notes("Gate open");
    asha.takes_photo(&note, 40_000);
    let slip = asha.syncs_until(all_confirmed);
    assert_eq!(slip["shift"]["record"], shift);
    assert_eq!(unsent(&slip), BTreeSet::new());
    let rows = slip["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 3, "the shift, the note, the photo; not what was confirmed before it: {slip:#}");
    assert!(rows.iter().all(|row| row["receipt"].as_u64().is_some_and(|n| n > 0)), "{slip:#}");
    assert!(rows.iter().all(|row| row["row"]["id"] != early));

    drop(served);
    asha.waits(60);
    let after = asha.notes("No signal any more");
    let ended = asha.call("shift_end", json!({ "vehicle_check": true, "handover": "Lock the yard" }));
    assert_eq!(ended["record"], shift);
    let cut = asha.syncs_until(|slip| slip["problem"] == "no_connection");
    let named = |id: &Value| (id.as_str().expect("an id").to_owned(), String::from("signal"));
    assert_eq!(unsent(&cut), BTreeSet::from([named(&after), named(&shift)]), "exactly what is not there");
    assert_eq!((&cut["counts"]["all"], &cut["counts"]["confirmed"]), (&json!(4), &json!(2)));
    assert_eq!(asha.refused("sign_out", json!({})), ErrorCode::WorkWaiting);
    assert_eq!(
        asha.refused("shift_end", json!({ "vehicle_check": null, "handover": null })),
        ErrorCode::NotFound
    );
}

#[test]
fn bela_takes_the_phone_that_asha_signed_out_of_and_finds_nothing_of_hers() {
    let town = Town::new();
    let served = town.serve();
    let mut phone = Phone::of("Asha", &town, &served);
    let note = phone.notes("Something only Asha should read");
    phone.takes_photo(&note, 40_000);
    phone.syncs_until(all_confirmed);
    let before = files(phone.dir.path());
    assert!(before.iter().any(|file| file.starts_with("photos/")), "there was something: {before:?}");

    phone.call("sign_out", json!({}));
    assert_eq!(phone.call("lock_state", json!({}))["stage"], "no_pin");
    let after = files(phone.dir.path());
    assert!(!after.iter().any(|file| file.starts_with("photos/") || file.starts_with("small/")), "{after:?}");
    phone.starts();
    assert_eq!(phone.call("app_status", json!({}))["me"], json!(null));
    phone.enrols("Bela", &town, &served);
    assert_eq!(phone.call("app_status", json!({}))["me"]["name"], "Bela");
    assert_eq!(phone.slip()["counts"]["all"], 0, "what she reads of Asha's comes from the hub");
    phone.call("lock_now", json!({}));
    phone.call("unlock", json!({ "pin": PIN }));
}

/// Every file, by its path from the folder on.
fn files(dir: &Path) -> Vec<String> {
    fn list(root: &Path, dir: &Path, into: &mut Vec<String>) {
        for found in std::fs::read_dir(dir).expect("a folder") {
            let path = found.expect("a file").path();
            if path.is_dir() {
                list(root, &path, into);
            } else {
                into.push(path.strip_prefix(root).expect("within").display().to_string());
            }
        }
    }
    let mut files = Vec::new();
    list(dir, dir, &mut files);
    files
}
