//! What needs the connection itself: a full disk, and the steps of the schema.

use std::sync::Arc;

use rusqlite::Connection;
use serde_json::json;

use super::{Access as _, Store, migrate};
use crate::{Book, Config, Error, ErrorCode, NoCamera, NoLocation, TestEnv};

fn env() -> Arc<TestEnv> {
    Arc::new(TestEnv::new("2026-11-23T10:00:00Z".parse().expect("a time"), 1))
}

fn book(dir: &std::path::Path) -> Book {
    let config = Config {
        dir: dir.into(),
        key: [7; 32],
        env: env(),
        location: Arc::new(NoLocation),
        camera: Arc::new(NoCamera),
        sync: false,
    };
    Book::open(config).expect("it opens")
}

/// Records, entries, drafts.
fn counts(book: &Book) -> (i64, i64, i64) {
    book.store().with(|store| {
        let count = |table| {
            let text = format!("SELECT count(*) FROM {table}");
            store.conn.query_row(&text, [], |row| row.get(0)).expect("a count")
        };
        (count("record"), count("entry"), count("draft"))
    })
}

/// Let the file grow by this many pages and no further.
fn limit_pages(book: &Book, more: i64) {
    book.store().with(move |store| {
        let pages: i64 = store.conn.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("pages");
        let limit = format!("PRAGMA max_page_count = {}", pages + more);
        store.conn.query_row(&limit, [], |_| Ok(())).expect("a limit");
    });
}

#[test]
fn a_full_disk_keeps_what_was_saved_and_half_of_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let book = book(dir.path());
    book.store().with(|store| {
        store.conn.execute(
            "INSERT INTO device VALUES (1, zeroblob(16), zeroblob(16), 'Asha', '', '', zeroblob(32), '', x'', x'',
             '{\"version\":1,\"role\":\"enforcement_officer\",\"areas\":[\"north\"]}', 5, NULL, NULL,
             '2026-11-23T10:00:00Z')",
            [],
        )
    })
    .expect("a device");
    limit_pages(&book, 20);
    let note = json!({ "text": "x".repeat(3000), "patrol": null, "verbatim": false, "statement": "FACT" });
    let saved = (0..100).take_while(|_| book.call("note_add", &note.to_string()).is_ok()).count();
    assert!((1..100).contains(&saved), "the disk was full after {saved}");

    let refused = book.call("note_add", &note.to_string()).expect_err("it is still full");
    assert_eq!(refused.code, ErrorCode::DiskFull);
    let saved = i64::try_from(saved).expect("a small number");
    assert_eq!(counts(&book), (saved, saved, 0), "each record with its entry");
    let verified = book.store().with(|store| store.read().verify_journal());
    assert_eq!(verified.ok(), u64::try_from(saved).ok());

    limit_pages(&book, 20);
    let draft = json!({ "form": "note", "id": "new", "body": note });
    book.call("draft_put", &draft.to_string()).expect("there is room again");
    book.call("note_add", &note.to_string()).expect("and the journal goes on");
    assert_eq!(counts(&book), (saved + 1, saved + 1, 1));
}

#[test]
fn a_panic_in_one_piece_of_work_leaves_the_book_open_and_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    let book = book(dir.path());
    let store = book.store();
    let failed = std::thread::spawn(move || {
        store.with(|store| {
            let _ = store.write::<(), Error>(|tx| {
                tx.put_setting("route", &"half")?;
                panic!("in the middle")
            });
        });
    });
    assert!(failed.join().is_err());
    let status = book.call("app_status", "{}").expect("the next one is answered");
    assert!(status.contains("\"route\":null"), "nothing of it was kept");
}

#[test]
fn a_save_is_durable_whatever_the_pulled_page_before_it_came_to() {
    let dir = tempfile::tempdir().expect("a folder");
    let book = book(dir.path());
    let synchronous = |store: &mut Store| -> i64 {
        store.conn.query_row("PRAGMA synchronous", [], |row| row.get(0)).expect("a number")
    };
    let store = book.store();
    let panicked = std::thread::spawn(move || {
        store.with(|store| {
            let _ = store.write_pulled::<(), Error>(|_| panic!("in the middle of a page"));
        });
    });
    assert!(panicked.join().is_err());
    book.call("route_put", r#"{"route":"today"}"#).expect("saved");
    assert_eq!(book.store().with(synchronous), 2, "FULL");
    book.store().with(|store| store.write_pulled::<(), Error>(|_| Ok(()))).expect("pulled");
    assert_eq!(book.store().with(synchronous), 1, "NORMAL, so that this test can fail");
    book.call("route_put", r#"{"route":"patrol"}"#).expect("saved");
    assert_eq!(book.store().with(synchronous), 2, "FULL");
}

/// Everything that makes up the shape of a book, with the text that made it.
fn shape(conn: &Connection) -> Vec<(String, String, Option<String>)> {
    let mut found =
        conn.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2").expect("a schema");
    let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("a shape")
}

#[test]
fn a_book_upgraded_from_any_version_equals_a_fresh_one() {
    let mut fresh = Connection::open_in_memory().expect("a database");
    migrate::to_newest(&mut fresh).expect("the steps");
    assert!(shape(&fresh).iter().any(|(_, name, _)| name == "v_patrol"), "the views are there");
    for version in 1..=migrate::STEPS.len() {
        let mut old = Connection::open_in_memory().expect("a database");
        migrate::to_version(&mut old, version).expect("the first steps");
        // What an older build made of its field table is made anew.
        old.execute_batch(
            "CREATE VIEW v_gone AS SELECT 1; CREATE VIEW v_patrol AS SELECT 2;
             CREATE INDEX record_gone_field ON record ((body -> 'values' ->> 'gone')) WHERE kind = 'gone';
             INSERT INTO setting (key, value) VALUES ('views', 'of another build');",
        )
        .expect("old views");
        migrate::to_newest(&mut old).expect("the other steps");
        assert_eq!(shape(&old), shape(&fresh), "from version {version}");
        migrate::to_newest(&mut old).expect("nothing to do");
    }
}

#[test]
fn closing_empties_the_log_so_that_a_crash_is_told_from_an_end() {
    let dir = tempfile::tempdir().expect("a folder");
    drop(Store::open(dir.path(), [7; 32], env()).expect("it opens"));
    let wal = std::fs::metadata(dir.path().join("book.db-wal"));
    assert!(wal.map_or(true, |wal| wal.len() == 0));
}
