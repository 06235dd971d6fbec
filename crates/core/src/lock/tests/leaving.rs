//! Signing out, from the lock's door: what is only here stays, and of whoever went nothing is left.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::phone::{PIN, Phone};
use crate::{ErrorCode, FileKeys, Keys as _};

impl Phone {
    /// The names of all files, from the folder on.
    fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        list(self.dir.path(), self.dir.path(), &mut files);
        files.sort();
        files
    }

    fn is_as_new(&self) {
        assert_eq!(self.stage(), "no_pin");
        assert_eq!(self.call("app_status", json!({}))["me"], json!(null), "nobody is enrolled");
        self.enrol();
        self.call("pin_choose", json!({ "pin": "135790", "again": "135790" }));
        assert_eq!(self.notes(), 0);
    }
}

fn list(root: &Path, dir: &Path, into: &mut Vec<PathBuf>) {
    for found in fs::read_dir(dir).expect("a folder") {
        let path = found.expect("a file").path();
        if path.is_dir() {
            list(root, &path, into);
        } else {
            into.push(path.strip_prefix(root).expect("within").into());
        }
    }
}

#[test]
fn nobody_signs_out_of_work_that_is_only_here() {
    let phone = Phone::of_asha();
    phone.call("draft_put", json!({ "form": "note", "id": "new", "body": { "text": "Half a" } }));
    let before = phone.files();
    assert_eq!(phone.refused("sign_out", json!({})), ErrorCode::DraftsLeft, "her draft is her work");
    phone.call("draft_drop", json!({ "form": "note", "id": "new" }));
    phone.note();
    assert_eq!(phone.refused("sign_out", json!({})), ErrorCode::WorkWaiting);
    assert_eq!((phone.stage(), phone.notes(), phone.files()), (json!("open"), 1, before));
    phone.call("lock_now", json!({}));
    assert_eq!(phone.refused("sign_out", json!({})), ErrorCode::Locked, "and nobody else does it for her");
}

#[test]
fn after_asha_signed_out_the_phone_is_as_new() {
    let mut phone = Phone::of_asha();
    let secret = FileKeys::new(phone.dir.path()).get("secret").expect("readable").expect("a secret");
    let fresh = Phone::new().files();
    let small = phone.dir.path().join("small");
    fs::create_dir_all(&small).expect("a folder");
    fs::write(small.join("picture"), b"of somebody").expect("a small picture");
    let aside = phone.dir.path().join("book.damaged-20261123T090000Z");
    fs::create_dir_all(&aside).expect("a folder");
    fs::write(aside.join("book.db"), b"what was damaged").expect("a copy");

    let left = phone.call("sign_out", json!({}));
    assert_eq!(left["stage"], "no_pin");
    let other = FileKeys::new(phone.dir.path()).get("secret").expect("readable");
    assert_ne!(other, Some(secret), "her key is gone");
    assert_eq!(phone.files(), fresh, "and nothing lies there but what a new phone has");
    phone.start().expect("it starts");
    phone.is_as_new();
}

#[test]
fn a_sign_out_that_is_cut_short_goes_on() {
    // The app died after the book was emptied, before anything else: her PIN still stands before nothing.
    let mut phone = Phone::of_asha();
    phone.lock().open_book("sign_out").expect("open").sign_out().expect("nothing is only here");
    phone.start().expect("it starts");
    assert_eq!(phone.stage(), "locked");
    phone.unlock(PIN).expect("her PIN");
    phone.is_as_new();

    // It died after the mark was laid down: the next start goes on, whoever holds the phone.
    let mut phone = Phone::of_asha();
    phone.lock().open_book("sign_out").expect("open").sign_out().expect("nothing is only here");
    fs::write(phone.dir.path().join("signed-out"), []).expect("the mark");
    phone.start().expect("it starts");
    phone.is_as_new();

    // It died when the secret and the cover were gone, and the book was not.
    let mut phone = Phone::of_asha();
    phone.lock().open_book("sign_out").expect("open").sign_out().expect("nothing is only here");
    fs::write(phone.dir.path().join("signed-out"), []).expect("the mark");
    FileKeys::new(phone.dir.path()).forget("secret").expect("forgotten");
    fs::remove_file(phone.dir.path().join("cover.json")).expect("gone");
    phone.start().expect("it starts");
    phone.is_as_new();
}
