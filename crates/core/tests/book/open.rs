//! Opening: ours, encrypted, alone and sound, or not at all; and what is refused is left untouched.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use beatbook_core::{Book, ErrorBody, ErrorCode, TestEnv};
use rusqlite::Connection;
use serde_json::json;

use crate::support::{KEY, Phone, config, morning, open_sql};

/// The answer to opening what lies there, which must leave it as it is.
#[track_caller]
fn refusal(dir: &Path, key: [u8; 32]) -> ErrorCode {
    let file = dir.join("book.db");
    let before = fs::read(&file).unwrap();
    let env = Arc::new(TestEnv::new(morning(), 2));
    let error = Book::open(config(dir, &env, key)).err().expect("it is refused");
    assert!(fs::read(&file).unwrap() == before, "what is refused is left untouched");
    ErrorBody::from(error).code
}

#[test]
fn the_file_is_encrypted_and_the_wrong_key_opens_nothing() {
    let mut phone = Phone::of_asha();
    phone.call(
        "note_add",
        json!({ "text": "Hidden words", "patrol": null, "verbatim": false, "statement": "FACT" }),
    );
    for file in ["book.db", "book.db-wal"] {
        let bytes = fs::read(phone.dir.path().join(file)).unwrap();
        assert!(!bytes.windows(12).any(|part| part == b"Hidden words"), "{file}");
        assert!(!bytes.starts_with(b"SQLite format 3"), "{file}");
    }
    phone.book = None;
    assert_eq!(refusal(phone.dir.path(), [8; 32]), ErrorCode::NotOurDatabase);
    phone.open();
    assert_eq!(phone.verified().unwrap(), 1, "the right one still does");
}

#[test]
fn a_database_that_is_not_ours_is_refused() {
    let plain = tempfile::tempdir().unwrap();
    let conn = Connection::open(plain.path().join("book.db")).unwrap();
    conn.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(conn);
    assert_eq!(refusal(plain.path(), KEY), ErrorCode::NotOurDatabase);

    let foreign = tempfile::tempdir().unwrap();
    let conn = open_sql(foreign.path(), KEY);
    conn.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(conn);
    assert_eq!(refusal(foreign.path(), KEY), ErrorCode::NotOurDatabase);

    let noise = tempfile::tempdir().unwrap();
    fs::write(noise.path().join("book.db"), [0x5a; 8192]).unwrap();
    assert_eq!(refusal(noise.path(), KEY), ErrorCode::NotOurDatabase);
}

#[test]
fn a_book_of_a_newer_app_is_refused() {
    let mut phone = Phone::of_asha();
    phone.book = None;
    let conn = phone.sql();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    assert_eq!(refusal(phone.dir.path(), KEY), ErrorCode::NotOurDatabase);
}

#[test]
fn a_second_copy_of_the_app_is_told_and_the_first_goes_on() {
    let phone = Phone::of_asha();
    let env = Arc::new(TestEnv::new(morning(), 2));
    let second = Book::open(config(phone.dir.path(), &env, KEY)).err().expect("it is refused");
    assert_eq!(ErrorBody::from(second).code, ErrorCode::InUse);
    phone.start(1);
    assert_eq!(phone.verified().unwrap(), 2);
}

#[test]
fn a_file_damaged_in_a_crash_is_refused_and_kept() {
    let mut phone = Phone::of_asha();
    phone.book = None;
    phone.open();
    phone.start(1);
    let whole = phone.killed();
    assert_eq!(whole.verified().unwrap(), 2, "the crash alone did no harm");

    let crashed = tempfile::tempdir().unwrap();
    for file in ["book.db", "book.db-wal"] {
        fs::copy(phone.dir.path().join(file), crashed.path().join(file)).unwrap();
    }
    let file = crashed.path().join("book.db");
    let mut bytes = fs::read(&file).unwrap();
    let (quarter, end) = (bytes.len() / 4, bytes.len());
    bytes[quarter..end - quarter].fill(0);
    fs::write(&file, bytes).unwrap();
    refusal(crashed.path(), KEY);
}

#[test]
fn any_change_to_what_was_written_is_detected() {
    let phone = Phone::of_asha();
    phone.start(1);
    let tap = phone.tap("RESIDENT");
    phone.call("engagement_undo", json!({ "tap": tap }));
    phone.tap("BUSINESS");
    assert_eq!(phone.verified().unwrap(), 5);
    let changes = [
        "UPDATE entry SET content = replace(content, 'patrol_leg', 'patrol_lag') WHERE seq = 2",
        "UPDATE entry SET payload = replace(payload, 'RESIDENT', 'BUSINESS') WHERE seq = 3",
        "UPDATE record SET body = replace(body, 'BUSINESS', 'RESIDENT') WHERE seq = (SELECT max(seq) FROM record)",
        "UPDATE entry SET link = zeroblob(32) WHERE seq = 1",
        "UPDATE entry SET incarnation = 6 WHERE seq = 5",
        "UPDATE entry SET seq = 50 WHERE seq = 5",
        "DELETE FROM entry WHERE seq = 2",
        "DELETE FROM entry WHERE seq = 1",
    ];
    for change in changes {
        let copy = phone.killed();
        assert_eq!(copy.verified().unwrap(), 5);
        assert_eq!(copy.sql().execute(change, []).unwrap(), 1, "{change}");
        assert!(copy.verified().is_err(), "not detected: {change}");
    }
}
