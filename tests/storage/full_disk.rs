//! A disk that is really full: the open note is still saved, from the room that was kept for it.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use beatbook_core::store::{Enrolment, Owner};
use beatbook_core::{
    Access as _, Book, Camera, Config, Error, ErrorCode, NoCamera, NoLocation, StoreError, TestEnv,
};
use beatbook_records::cell::Scope;
use beatbook_tests::photo;
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

fn config(dir: &Path, env: &Arc<TestEnv>) -> Config {
    let env = Arc::<TestEnv>::clone(env);
    let (location, camera) = (Arc::new(NoLocation), Arc::new(NoCamera));
    Config { dir: dir.into(), key: [7; 32], env, location, camera, sync: false }
}

fn open(dir: &Path, env: &Arc<TestEnv>) -> Book {
    Book::open(config(dir, env)).expect("it opens")
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

/// A camera that has taken its photo already, elsewhere, and hands it over.
struct Taken(Vec<u8>, Arc<AtomicUsize>);

impl Camera for Taken {
    fn take(&self, into: &Path) -> Result<bool, Error> {
        self.1.fetch_add(1, Ordering::SeqCst);
        std::fs::write(into, &self.0).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(true)
    }
}

#[test]
fn a_photo_on_a_full_disk_is_refused_and_nothing_is_half_there() {
    let place = tempfile::tempdir().expect("a folder");
    let Some(_mounted) = Mounted::new(place.path(), 32) else { return };
    let (dir, env, taken) = (place.path().join("book"), env(), Arc::new(AtomicUsize::new(0)));
    let bytes = photo(600_000, 7);
    let book = Book::open(Config {
        camera: Arc::new(Taken(bytes.clone(), Arc::clone(&taken))),
        ..config(&dir, &env)
    })
    .expect("it opens");
    let saved = book.store().with(|store| store.write(|tx| tx.save_device(&enrolment())));
    saved.map_err(|e: StoreError| e).expect("room");
    let note = json!({ "text": "Door", "patrol": null, "verbatim": false, "statement": "FACT" }).to_string();
    let note: serde_json::Value =
        serde_json::from_str(&book.call("note_add", &note).expect("room")).expect("JSON");
    let take = json!({ "record": note["record"] }).to_string();
    let lying = |folder: &str| std::fs::read_dir(dir.join(folder)).map_or(0, Iterator::count);
    book.call("photo_take", &take).expect("there is room for one");

    // Room for the camera's file and not for ours.
    fill(place.path());
    let other = std::fs::File::options().write(true).open(place.path().join("other")).expect("a file");
    let length = other.metadata().expect("a file").len();
    other.set_len(length - 800_000).expect("a little room");
    drop(other);
    let refused = book.call("photo_take", &take).expect_err("no room");
    assert_eq!(refused.code, ErrorCode::NoRoomForPhoto);
    assert_eq!(
        (lying("photos"), lying("inbox"), taken.load(Ordering::SeqCst)),
        (1, 1, 2),
        "the camera's own stays"
    );
    assert!(dir.join("book.reserve").exists(), "the room that is kept is for notes");

    // Room for neither: no draft, so no camera.
    fill_again(place.path());
    assert_eq!(book.call("photo_take", &take).expect_err("no room").code, ErrorCode::NoRoomForPhoto);
    assert_eq!((lying("photos"), lying("inbox")), (1, 1));

    std::fs::remove_file(place.path().join("other")).expect("somebody makes room");
    let found: serde_json::Value =
        serde_json::from_str(&book.call("photo_found", "{}").expect("readable")).expect("JSON");
    assert_eq!(found[0]["bytes"], 600_000);
    let keep = json!({ "file": found[0]["file"], "record": note["record"] }).to_string();
    book.call("photo_keep_found", &keep).expect("kept, now that there is room");
    assert_eq!((lying("photos"), lying("inbox")), (1, 0), "the same bytes are one photo");
}

/// Take what has become free.
fn fill_again(dir: &Path) {
    use std::io::Write as _;
    let mut file = std::fs::File::options().append(true).open(dir.join("other")).expect("a file");
    for bytes in [65536, 4096, 512, 1] {
        while file.write_all(&vec![1; bytes]).is_ok() {}
    }
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
