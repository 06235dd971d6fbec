//! Photos through the lock: taken in from the screen, shown small, and nothing of either behind a shut cover.

use std::path::Path;

use beatbook_records::entry::Hash;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};
use serde_json::{Value, json};

use super::phone::{PIN, Phone};

/// As a phone writes it: lying on its side, and saying so.
fn taken() -> Vec<u8> {
    let scene = RgbImage::from_fn(900, 600, |x, y| image::Rgb([(x / 4) as u8, (y / 3) as u8, 90]));
    let on_its_side = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 90);
    image::ImageEncoder::set_exif_metadata(&mut encoder, on_its_side.to_vec())
        .expect("JPEG has a place for it");
    encoder.encode(&scene, 900, 600, ExtendedColorType::Rgb8).expect("encoded");
    file
}

/// Asha's phone with a note, and the screen in front of it.
struct Shown {
    phone: Phone,
    note: Value,
}

impl Shown {
    fn new() -> Self {
        let phone = Phone::of_asha();
        let input = json!({ "text": "Graffiti", "patrol": null, "verbatim": false, "statement": "FACT" });
        let note = phone.call("note_add", input)["record"].clone();
        Self { phone, note }
    }

    fn begin(&self) -> Value {
        self.phone.call("photo_begin", json!({ "record": self.note }))["draft"].clone()
    }

    fn send(&self, draft: &Value, bytes: &[u8]) -> u16 {
        let address = format!("?draft={}", draft.as_str().expect("an id"));
        self.phone.lock().take_in_photo(&address, &mut &*bytes).status
    }

    /// Status and code of what is answered.
    fn shows(&self, record: &Value, width: u32) -> (u16, String) {
        let answer = self.phone.lock().photo(&format!("/{}?w={width}", record.as_str().expect("an id")));
        let code = serde_json::from_slice::<Value>(&answer.body).map(|body| body["code"].clone());
        (answer.status, code.ok().and_then(|code| Some(code.as_str()?.to_owned())).unwrap_or_default())
    }
}

#[test]
fn the_screen_sends_a_photo_to_the_inbox_and_sees_it_small_and_upright() {
    let phone = Shown::new();
    let draft = phone.begin();
    assert_eq!(phone.send(&draft, &taken()), 204);
    let saved = phone.phone.call("photo_take", json!({ "record": phone.note, "draft": draft }));
    for _made_and_then_found in 0..2 {
        let answer =
            phone.phone.lock().photo(&format!("/{}?w=160", saved["record"].as_str().expect("there")));
        assert_eq!((answer.status, answer.content_type), (200, "image/jpeg"));
        let seen = image::load_from_memory(&answer.body).expect("there");
        assert_eq!((seen.width(), seen.height()), (160, 240));
        let says =
            |name: &str| answer.headers().iter().find(|(named, _)| *named == name).map(|(_, value)| *value);
        assert_eq!(
            (says("x-content-type-options"), says("cache-control")),
            (Some("nosniff"), Some("no-store"))
        );
        assert!(!answer.body.windows(4).any(|word| word == b"Exif"));
    }
    assert_eq!(std::fs::read_dir(phone.phone.dir.path().join("small")).expect("there").count(), 1);
}

#[test]
fn behind_a_shut_cover_no_picture_is_given_out_and_none_is_taken_in() {
    let phone = Shown::new();
    let draft = phone.begin();
    phone.send(&draft, &taken());
    let record =
        phone.phone.call("photo_take", json!({ "record": phone.note, "draft": draft }))["record"].clone();
    assert_eq!(phone.shows(&record, 400).0, 200, "open, it is");
    let next = phone.begin();
    phone.phone.call("lock_now", json!({}));
    assert_eq!(phone.shows(&record, 400), (403, "locked".into()));
    assert_eq!(phone.phone.lock().photo("found/any.photo?w=400").status, 403);
    assert_eq!(phone.send(&next, &taken()), 403);
}

#[test]
fn what_cannot_be_shown_is_said_so_and_is_no_broken_picture() {
    let phone = Shown::new();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1";
    let draft = phone.begin();
    phone.send(&draft, heic);
    let record =
        phone.phone.call("photo_take", json!({ "record": phone.note, "draft": draft }))["record"].clone();
    assert_eq!(phone.shows(&record, 400), (415, "photo_not_shown".into()));
    assert_eq!(phone.phone.call("photo_list", json!({ "record": phone.note }))["photos"][0]["shown"], false);
    assert_eq!(phone.shows(&phone.note, 400), (404, "not_found".into()));
    assert_eq!(phone.shows(&record, 500).0, 400);
    assert_eq!(phone.phone.lock().photo("/no-record?w=400").status, 404);
}

#[test]
fn what_is_sent_without_a_draft_or_too_much_leaves_nothing_behind() {
    let phone = Shown::new();
    assert_eq!(phone.send(&json!("019ab3c4-0000-7000-8000-000000000000"), &taken()), 404);
    assert_eq!(phone.phone.lock().take_in_photo("?draft=../../book", &mut &b""[..]).status, 400);
    let draft = phone.begin();
    let endless = &mut std::io::Read::take(std::io::repeat(7), 65 * 1024 * 1024);
    let address = format!("?draft={}", draft.as_str().expect("there"));
    assert_eq!(phone.phone.lock().take_in_photo(&address, endless).status, 413);
    assert!(nothing_lies_in(&phone.phone.dir.path().join("inbox")));
    assert_eq!(phone.phone.call("photo_take", json!({ "record": phone.note, "draft": draft })), Value::Null);
}

fn nothing_lies_in(dir: &Path) -> bool {
    std::fs::read_dir(dir).is_ok_and(|mut files| files.next().is_none())
}

#[test]
fn a_found_photo_is_shown_before_it_is_kept() {
    let phone = Shown::new();
    let draft = phone.begin();
    phone.send(&draft, &taken());
    phone.phone.call("lock_now", json!({}));
    phone.phone.call("unlock", json!({ "pin": PIN }));
    let found = phone.phone.call("photo_found", json!({}));
    let answer =
        phone.phone.lock().photo(&format!("/found/{}?w=160", found[0]["file"].as_str().expect("there")));
    assert_eq!((answer.status, answer.content_type), (200, "image/jpeg"));
}

#[test]
fn a_photo_that_somebody_else_took_is_shown_once_its_bytes_are_here() {
    let phone = Shown::new();
    let hash = Hash::of(&[&taken()]).to_string();
    let evidence = json!({
        "area": "north", "about": phone.note, "sha256": hash, "bytes": taken().len(), "media_type": "JPEG"
    });
    let elsewhere = phone.phone.writes("evidence", evidence);
    assert_eq!(phone.shows(&elsewhere, 400), (404, "photo_elsewhere".into()));
    let list = phone.phone.call("photo_list", json!({ "record": phone.note }));
    assert_eq!(
        (&list["photos"][0]["shown"], &list["photos"][0]["state"]),
        (&json!(false), &json!("elsewhere"))
    );
    let draft = phone.begin();
    phone.send(&draft, &taken());
    phone.phone.call("photo_take", json!({ "record": phone.note, "draft": draft }));
    assert_eq!(phone.shows(&elsewhere, 400).0, 200);
}
