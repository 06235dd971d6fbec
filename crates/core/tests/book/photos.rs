//! Photos: kept before they are spoken of, encrypted, and refused without a loss.

use std::path::{Path, PathBuf};

use beatbook_core::{Access as _, ErrorCode, StoreError};
use beatbook_records::wire::BLOB_BYTES_MAX;
use serde_json::{Value, json};

use crate::support::Phone;

/// A file of a camera, outside the book.
pub fn original(phone: &Phone, bytes: &[u8]) -> PathBuf {
    let file = phone.dir.path().join("camera.jpg");
    std::fs::write(&file, bytes).unwrap();
    phone.camera.next(&file);
    file
}

/// A file that begins and ends as a JPEG does, with so many bytes that say nothing in between.
fn photo(bytes: usize) -> Vec<u8> {
    let scan = (0..bytes - 6).map(|n| (n % 251) as u8);
    b"\xff\xd8\xff\x01".iter().copied().chain(scan).chain(*b"\xff\xd9").collect()
}

pub fn note(phone: &Phone) -> Value {
    let input = json!({ "text": "Graffiti", "patrol": null, "verbatim": false, "statement": "FACT" });
    phone.call("note_add", input)["record"].clone()
}

pub fn sealed_files(phone: &Phone) -> Vec<PathBuf> {
    let Ok(files) = std::fs::read_dir(phone.dir.path().join("photos")) else { return Vec::new() };
    files.map(|file| file.unwrap().path()).collect()
}

/// What lies in the inbox.
pub fn left(phone: &Phone) -> Vec<PathBuf> {
    let Ok(files) = std::fs::read_dir(phone.dir.path().join("inbox")) else { return Vec::new() };
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
    let saved = phone.call("photo_take", json!({ "record": note, "slot": "SIGN" }));
    assert!(!file.exists() && left(&phone).is_empty(), "the camera's own file goes once the photo is safe");
    assert_eq!(sealed_files(&phone).len(), 1);
    assert!(!holds(phone.dir.path(), &bytes[5000..5032]), "nothing of it lies there in the clear");

    for record in [&note, &saved["record"]] {
        let detail = phone.call("record_read", json!({ "record": record }));
        let expected = json!([{
            "record": saved["record"], "state": "waiting", "bytes": 200_000, "sent": 0, "reason": null,
            "exhibit_ref": saved["exhibit_ref"], "slot": "SIGN", "caption": null, "taken": "2026-11-23T10:00:00.000Z",
            "by": "Asha", "copy": false, "shown": true,
        }]);
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
    let refused = |bytes: &[u8], code: ErrorCode| {
        original(&phone, bytes);
        let said = phone.refused("photo_take", json!({ "record": note })).code;
        assert_eq!(said, code);
        let kept = left(&phone);
        assert!(kept.len() == 1 && std::fs::read(&kept[0]).unwrap() == bytes, "{code:?}");
        assert!(sealed_files(&phone).is_empty(), "{code:?}");
        let found = phone.call("photo_found", json!({}));
        assert_eq!(found[0]["about"], json!({ "record": note, "kind": "note", "title": "Graffiti" }));
        phone.call("photo_drop_found", json!({ "file": found[0]["file"] }));
        assert!(left(&phone).is_empty() && phone.count("draft") == 0);
    };
    refused(b"%PDF-1.7 of somebody", ErrorCode::NotAPhoto);
    refused(b"", ErrorCode::NotAPhoto);
    let whole = photo(5000);
    refused(&whole[..4998], ErrorCode::PhotoCutShort);
    let much = photo(usize::try_from(BLOB_BYTES_MAX).unwrap() + 1);
    refused(&much, ErrorCode::PhotoTooLarge);
    refused(&much[..much.len() - 1], ErrorCode::PhotoCutShort);
    assert_eq!(phone.call("sync_state", json!({}))["photos"]["count"], 0);
}

#[test]
fn a_photo_of_40_megabytes_is_taken() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    let bytes = photo(40_000_000);
    original(&phone, &bytes);
    phone.call("photo_take", json!({ "record": note }));
    assert!(left(&phone).is_empty());
    assert_eq!(phone.call("record_read", json!({ "record": note }))["photos"][0]["bytes"], 40_000_000);
}

#[test]
fn a_photo_can_be_taken_before_the_note_it_belongs_to_is_written() {
    let phone = Phone::of_asha();
    let record = phone.call("record_new_id", json!({}))["record"].clone();
    original(&phone, &photo(3000));
    let saved = phone.call("photo_take", json!({ "record": record, "caption": "The back gate" }));
    let list = phone.call("photo_list", json!({ "record": record }));
    assert_eq!(
        (&list["photos"][0]["caption"], &list["camera_opens"]),
        (&json!("The back gate"), &json!(true))
    );
    let evidence = phone.call("record_read", json!({ "record": saved["record"] }));
    assert_eq!(evidence["values"]["area"], "north", "where its officer works");
    let about =
        |phone: &Phone| phone.call("photo_read", json!({ "record": saved["record"] }))["about"].clone();
    assert_eq!(about(&phone), Value::Null);

    let input =
        json!({ "text": "Forced", "patrol": null, "verbatim": false, "statement": "FACT", "record": record });
    assert_eq!(phone.call("note_add", input.clone())["record"], record);
    assert_eq!(about(&phone), json!({ "record": record, "kind": "note", "title": "Forced" }));
    assert_eq!(phone.refused("note_add", input).field.as_deref(), Some("record"), "one id is one record");
}

#[test]
fn exhibit_references_count_up_and_never_come_twice() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    let take = |phone: &Phone, bytes: usize| {
        original(phone, &photo(bytes));
        phone.call("photo_take", json!({ "record": note }))["exhibit_ref"].as_str().unwrap().to_owned()
    };
    let first = take(&phone, 1000);
    let (officer, number) = first.split_once('/').unwrap();
    assert!(officer.starts_with("A-") && officer.len() == 6 && number == "1", "{first}");
    assert_eq!(take(&phone, 1001), format!("{officer}/2"));
    // A refused one uses up no number, a lost record gives none back, and a counter that is lost begins after the last.
    original(&phone, b"no photo");
    phone.refused_with("photo_take", json!({ "record": note }), ErrorCode::NotAPhoto);
    let mut phone = phone.killed();
    assert_eq!(take(&phone, 1002), format!("{officer}/3"));
    phone.book = None;
    phone.sql().execute_batch("DELETE FROM setting WHERE key = 'exhibits'").unwrap();
    phone.open();
    assert_eq!(take(&phone, 1003), format!("{officer}/4"));
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
    assert_eq!(phone.call("today", json!({}))["photos_found"], 1);
    let found = phone.call("photo_found", json!({}));
    let expected = json!([{
        "file": "0199-lone.sealed", "bytes": 70_000, "record": null, "about": null, "slot": null, "in_inbox": false
    }]);
    assert_eq!(found, expected);
    let drop = json!({ "file": "0199-lone.sealed" });
    phone.refused_with("photo_drop_found", drop, ErrorCode::NotFound);
    let kept = phone.call("photo_keep_found", json!({ "file": "0199-lone.sealed", "record": note }));
    assert!(kept["record"].is_string());
    assert_eq!(phone.call("photo_found", json!({})), json!([]));
    let missing = json!({ "file": "../book.db", "record": note });
    phone.refused_with("photo_keep_found", missing, ErrorCode::NotFound);
}

/// The app is ended while the camera is open; at its next start the photo lies there.
#[test]
fn a_photo_taken_while_the_app_was_ended_is_found_with_what_it_was_taken_for() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    let draft = phone.call("photo_begin", json!({ "record": note, "slot": "SERIAL" }))["draft"].clone();
    assert_eq!(phone.call("draft_list", json!({})), json!([]), "a camera's draft is no form");
    let inbox = phone.dir.path().join("inbox");
    std::fs::create_dir_all(&inbox).unwrap();
    let place = inbox.join(format!("{}.photo", draft.as_str().unwrap()));
    std::fs::write(&place, photo(8000)).unwrap();
    let phone = phone.killed();
    let found = phone.call("photo_found", json!({}));
    assert_eq!((&found[0]["record"], &found[0]["slot"]), (&note, &json!("SERIAL")));
    assert_eq!((&found[0]["bytes"], &found[0]["in_inbox"]), (&json!(8000), &json!(true)));
    let kept = phone.call("photo_keep_found", json!({ "file": found[0]["file"], "record": note }));
    let photo = phone.call("photo_read", json!({ "record": kept["record"] }));
    assert_eq!((&photo["photo"]["slot"], &photo["about"]["title"]), (&json!("SERIAL"), &json!("Graffiti")));
    assert!(left(&phone).is_empty() && phone.count("draft") == 0);
}

/// Each place at which the app can be ended while a photo is kept.
#[test]
fn a_photo_is_found_once_wherever_the_app_was_ended() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    let draft = phone.call("photo_begin", json!({ "record": note }))["draft"].as_str().unwrap().to_owned();
    let place = phone.dir.path().join("inbox").join(format!("{draft}.photo"));
    std::fs::create_dir_all(place.parent().unwrap()).unwrap();
    std::fs::write(&place, photo(8000)).unwrap();
    let row = phone.sql();
    let dropped: String = row.query_row("SELECT body FROM draft", [], |row| row.get(0)).unwrap();
    drop(row);
    phone.call("photo_take", json!({ "record": note, "draft": draft }));

    // After the row and before the end of the camera's own file.
    std::fs::write(&place, photo(8000)).unwrap();
    let after = phone.killed();
    assert_eq!(after.call("photo_found", json!({})), json!([]));
    assert!(left(&after).is_empty(), "its bytes are kept: it goes");

    // After the file is sealed and before the row.
    phone.sql().execute_batch("DELETE FROM photo").unwrap();
    phone
        .sql()
        .execute("INSERT INTO draft VALUES ('photo', ?1, ?2, '2026-11-23T10:00:00.000Z')", [&draft, &dropped])
        .unwrap();
    let before = phone.killed();
    let found = before.call("photo_found", json!({}));
    assert_eq!(found.as_array().unwrap().len(), 1, "sealed and in the inbox, it is one photo");
    assert_eq!((&found[0]["in_inbox"], &found[0]["record"]), (&json!(false), &note));
    before.call("photo_keep_found", json!({ "file": found[0]["file"], "record": note }));
    assert!(left(&before).is_empty() && before.call("photo_found", json!({})) == json!([]));
}

#[test]
fn a_camera_that_was_closed_leaves_no_draft() {
    let phone = Phone::of_asha();
    let note = note(&phone);
    assert_eq!(phone.call("photo_take", json!({ "record": note })), Value::Null);
    let draft = phone.call("photo_begin", json!({ "record": note }))["draft"].clone();
    assert_eq!(phone.count("draft"), 1);
    phone.call("photo_cancel", json!({ "draft": draft }));
    assert_eq!(phone.count("draft"), 0);
    phone.call("photo_begin", json!({ "record": note }));
    phone.wait(25 * 60 * 60);
    phone.call("photo_begin", json!({ "record": note }));
    assert_eq!(phone.count("draft"), 1, "one that was never heard of again goes after a day");
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
