//! Photos: kept before they are spoken of, encrypted, and refused without a loss.

use std::path::{Path, PathBuf};

use beatbook_core::{Access as _, ErrorCode, StoreError};
use beatbook_records::wire::BLOB_BYTES_MAX;
use serde_json::{Value, json};

use crate::support::Phone;

/// A file of a camera, outside the book.
fn original(phone: &Phone, bytes: &[u8]) -> PathBuf {
    let file = phone.dir.path().join("camera.jpg");
    std::fs::write(&file, bytes).unwrap();
    phone.camera.next(&file);
    file
}

fn photo(bytes: usize) -> Vec<u8> {
    b"\xff\xd8\xff\xe0Exif".iter().copied().chain((0..).map(|n: u32| (n % 251) as u8)).take(bytes).collect()
}

fn note(phone: &Phone) -> Value {
    let input = json!({ "text": "Graffiti", "patrol": null, "verbatim": false, "statement": "FACT" });
    phone.call("note_add", input)["record"].clone()
}

fn sealed_files(phone: &Phone) -> Vec<PathBuf> {
    let Ok(files) = std::fs::read_dir(phone.dir.path().join("photos")) else { return Vec::new() };
    files.map(|file| file.unwrap().path()).collect()
}

fn holds(dir: &Path, bytes: &[u8]) -> bool {
    let files = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().path());
    files.into_iter().any(|path| {
        if path.is_dir() {
            holds(&path, bytes)
        } else {
            std::fs::read(&path).unwrap().windows(bytes.len()).any(|window| window == bytes)
        }
    })
}

#[test]
fn asha_takes_a_photo_for_a_note_and_both_wait() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    let (bytes, file) = (photo(200_000), original(&phone, &photo(200_000)));
    let saved = phone.call("photo_take", json!({ "record": note }));
    assert!(!file.exists(), "the camera's own file goes once the photo is safe");
    assert_eq!(sealed_files(&phone).len(), 1);
    assert!(!holds(phone.dir.path(), &bytes[5000..5032]), "nothing of it lies there in the clear");

    for record in [&note, &saved["record"]] {
        let detail = phone.call("record_read", json!({ "record": record }));
        let expected = json!([{ "record": saved["record"], "state": "waiting", "bytes": 200_000, "sent": 0, "reason": null }]);
        assert_eq!(detail["photos"], expected);
        assert_eq!(detail["row"]["title"], "Graffiti");
    }
    let sync = phone.call("sync_state", json!({}));
    assert_eq!(sync["photos"], json!({ "count": 1, "bytes": 200_000, "sent": 0 }));
    assert_eq!((&sync["chip"]["waiting"], &sync["chip"]["photos"]), (&json!(2), &json!(1)));
}

#[test]
fn a_photo_not_taken_is_no_error() {
    let phone = Phone::of_asha();
    assert_eq!(phone.call("photo_take", json!({ "record": note(&phone) })), Value::Null);
}

#[test]
fn what_is_no_photo_is_refused_and_stays_where_it_is() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    let mut much = photo(usize::try_from(BLOB_BYTES_MAX).unwrap());
    let refused = |bytes: &[u8], code: ErrorCode| {
        let file = original(&phone, bytes);
        let said = phone.refused("photo_take", json!({ "record": note })).code;
        assert_eq!(said, code);
        assert!(file.exists() && sealed_files(&phone).is_empty(), "{code:?}");
    };
    refused(b"%PDF-1.7 of somebody", ErrorCode::NotAPhoto);
    refused(b"", ErrorCode::NotAPhoto);
    much.push(0);
    refused(&much, ErrorCode::PhotoTooLarge);
    original(&phone, &photo(100));
    let nothing = uuid::Uuid::from_u128(5);
    phone.refused_with("photo_take", json!({ "record": nothing }), ErrorCode::NotFound);
    assert_eq!(phone.call("sync_state", json!({}))["photos"]["count"], 0);
}

#[test]
fn a_photo_whose_row_never_came_is_found_and_offered() {
    let mut phone = Phone::of_asha();
    let note = note(&phone);
    original(&phone, &photo(70_000));
    phone.call("photo_take", json!({ "record": note }));
    let lone = sealed_files(&phone).remove(0);
    // The key is in the book; a copy under another name is a file whose row never came.
    std::fs::copy(&lone, lone.with_file_name("0199-lone.sealed")).unwrap();
    std::fs::write(lone.with_file_name("0199-torn.part"), b"half of one").unwrap();
    phone.book = None;
    phone.open();
    let found = phone.call("photo_found", json!({}));
    assert_eq!(found, json!([{ "file": "0199-lone.sealed", "bytes": 70_000 }]));
    let kept = phone.call("photo_keep_found", json!({ "file": "0199-lone.sealed", "record": note }));
    assert!(kept["record"].is_string());
    assert_eq!(phone.call("photo_found", json!({})), json!([]));
    let missing = json!({ "file": "../book.db", "record": note });
    phone.refused_with("photo_keep_found", missing, ErrorCode::NotFound);
}

#[test]
fn the_same_photo_twice_is_one_file_named_twice() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    for _ in 0..2 {
        original(&phone, &photo(70_000));
        phone.call("photo_take", json!({ "record": note }));
    }
    assert_eq!(sealed_files(&phone).len(), 1);
    let photos = phone.call("record_read", json!({ "record": note }))["photos"].clone();
    assert_eq!(photos.as_array().unwrap().len(), 2);
    assert_eq!(phone.call("sync_state", json!({}))["photos"]["count"], 1);
    assert_eq!(phone.killed().call("sync_state", json!({}))["photos"]["count"], 1, "it was durable");
}

#[test]
fn signing_out_waits_for_photos() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    original(&phone, &photo(70_000));
    phone.call("photo_take", json!({ "record": note }));
    let waits = |sql: &str| {
        phone.sql().execute_batch(sql).unwrap();
        let tried = phone.book().store().with(|store| store.write(|tx| tx.sign_out()));
        matches!(tried, Err(StoreError::Unconfirmed(1)))
    };
    assert!(waits("UPDATE entry SET state = 2"), "the records are there, the photo is not");
    assert!(waits("UPDATE photo SET state = 2, reason = 'type_refused'"), "what is refused is nowhere else");
    assert!(!waits("UPDATE photo SET state = 1"));
    assert_eq!(phone.count("photo") + phone.count("photo_key"), 0, "without its key the file says nothing");
}
