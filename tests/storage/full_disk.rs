//! A disk that is really full: the open note is still saved, from the room that was kept for it.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use beatbook_core::store::{Enrolment, Owner};
use beatbook_core::{Access as _, Book, Config, ErrorCode, NoCamera, NoLocation, StoreError, TestEnv};
use beatbook_records::cell::Scope;
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use crate::tally::say;

/// A file system of so many megabytes; unmounted when dropped.
struct Mounted<'d>(&'d Path);

impl<'d> Mounted<'d> {
    /// `None` where this user may not mount.
    fn new(dir: &'d Path, megabytes: u32) -> Option<Self> {
        let size = format!("size={megabytes}m");
        let mut mount = Command::new("mount");
        let mounted = mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(dir).output();
        mounted.is_ok_and(|done| done.status.success()).then_some(Self(dir))
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _gone = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

fn env() -> Arc<TestEnv> {
    Arc::new(TestEnv::new("2026-11-23T10:00:00Z".parse().expect("a time"), 1))
}

fn open(dir: &Path, env: &Arc<TestEnv>) -> Book {
    let env = Arc::<TestEnv>::clone(env);
    Book::open(Config {
        dir: dir.into(),
        key: [7; 32],
        env,
        location: Arc::new(NoLocation),
        camera: Arc::new(NoCamera),
        sync: false,
    })
    .expect("it opens")
}

/// An enrolment that no hub knows of.
pub fn enrolment() -> Enrolment {
    let scope: Scope =
        serde_json::from_value(json!({ "version": 1, "role": "enforcement_officer", "areas": [] }))
            .expect("a scope");
    let owner = Owner {
        device: Uuid::from_u128(1),
        actor: Uuid::from_u128(2),
        name: "Asha".into(),
        organisation: "Synthetic council".into(),
        hub: "http://hub.test".into(),
        scope,
        incarnation: 5,
        enrolled_at: "2026-11-23T09:00:00Z".parse().expect("a time"),
    };
    let (certificate, certificate_signature, organisation_key) = ("{}".into(), Vec::new(), Vec::new());
    Enrolment { owner, signing_key: [3; 32], certificate, certificate_signature, organisation_key }
}

/// Take all the room that is left.
fn fill(dir: &Path) {
    use std::io::Write as _;
    let mut file = std::fs::File::create(dir.join("other")).expect("a file");
    for bytes in [65536, 4096, 512, 1] {
        while file.write_all(&vec![1; bytes]).is_ok() {}
    }
}

#[test]
fn the_open_note_is_saved_on_a_full_disk() {
    let place = tempfile::tempdir().expect("a folder");
    let Some(_mounted) = Mounted::new(place.path(), 8) else {
        say(&"full disk: not allowed to mount a small one; tried by max_page_count and injected ENOSPC only");
        return;
    };
    say(&"full disk: a tmpfs of 8 MB, filled to the last byte");
    let dir = place.path().join("book");
    let env = env();
    let book = open(&dir, &env);
    book.store()
        .with(|store| store.write(|tx| tx.save_device(&enrolment())))
        .map_err(|e: StoreError| e)
        .expect("room");
    fill(place.path());
    let note = json!({ "text": "x".repeat(5000), "patrol": null, "verbatim": false, "statement": "FACT" })
        .to_string();
    let reserve = dir.join("book.reserve");
    assert!(reserve.exists(), "room is kept");
    let saved = (0..500).take_while(|_| book.call("note_add", &note).is_ok()).count();
    say(&format!("full disk: {saved} notes of 5,000 characters were saved on it"));
    assert!(saved >= 10, "only {saved}");
    assert!(!reserve.exists(), "it was given up for them");
    assert_eq!(book.call("note_add", &note).expect_err("no room at all").code, ErrorCode::DiskFull);

    drop(book);
    let book = open(&dir, &env);
    let count = book.store().with(|store| store.read().verify_journal()).expect("readable");
    assert_eq!(count, saved as u64, "all of them, and the book opens on a full disk");
    std::fs::remove_file(place.path().join("other")).expect("somebody makes room");
    env.advance(TimeDelta::minutes(2));
    book.call("note_add", &note).expect("there is room");
    assert!(reserve.exists(), "room is kept again");
}
