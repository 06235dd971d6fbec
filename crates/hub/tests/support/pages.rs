//! Somebody signed in to the pages, and records as the exchange leaves them.
#![allow(dead_code, missing_docs, reason = "each test file uses a part")]

use beatbook_hub::sessions;
use beatbook_hub::store::AccountRow;
use beatbook_records::kinds;
use beatbook_records::role::Role;
use reqwest::blocking::Response;
use uuid::Uuid;

use super::support::{NOON_MS, Running};

/// Sign somebody in, without the form: the cookie.
pub fn signed_in(running: &Running, name: &str, role: Role) -> String {
    let account = AccountRow { name: name.into(), password: "none".into(), role, one_time: false };
    running.hub.store().put_account(&account, NOON_MS).unwrap();
    let cookie = sessions::begin(&running.hub, name).unwrap();
    cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
}

pub fn get(running: &Running, path: &str, cookie: &str) -> Response {
    let address = format!("{}{path}", running.address);
    running.client.get(address).header("cookie", cookie).send().expect("an answer")
}

/// A settled record, as the exchange leaves it: its entry is the history's next one.
pub fn record(running: &Running, kind: &str, occurred: &str, values: &serde_json::Value) -> Uuid {
    let book = rusqlite::Connection::open(running.dir.path().join("hub.sqlite")).unwrap();
    let n: i64 = book.query_row("SELECT commit_seq + 1 FROM head", [], |row| row.get(0)).unwrap();
    let id = Uuid::from_u128(0x1000 + u128::try_from(n).unwrap());
    let class = kinds::kind(kind)
        .map_or("unknown", |kind| beatbook_records::cell::Class::from(kind.sensitivity).word());
    let body = serde_json::json!({ "values": values }).to_string();
    book.execute(
        "INSERT INTO record (id, kind, area, class, month, body, head, head_n, journal, occurred)
         VALUES (?1, ?2, 'north', ?3, 202406, ?4, ?1, ?5, 1, ?6)",
        (&id.as_bytes()[..], kind, class, body, n, occurred),
    )
    .unwrap();
    entry(&book, n, id);
    id
}

/// One more entry of the history, about a record.
fn entry(book: &rusqlite::Connection, n: i64, record: Uuid) {
    let id = Uuid::from_u128(0x9000_0000 + u128::try_from(n).unwrap());
    book.execute(
        "INSERT INTO entry (commit_seq, id, record, journal, seq, content, at, area, class, month, link, chain, received_ms)
         VALUES (?1, ?2, ?3, 1, ?1, '{}', 1, 'north', 'ordinary', 202406, zeroblob(32), zeroblob(32), 1)",
        (n, &id.as_bytes()[..], &record.as_bytes()[..]),
    )
    .unwrap();
    book.execute("UPDATE head SET commit_seq = ?1", [n]).unwrap();
    let text = "INSERT OR REPLACE INTO day_changed (day, n) SELECT substr(occurred, 1, 10), ?1 FROM record WHERE id = ?2";
    book.execute(text, (n, &record.as_bytes()[..])).unwrap();
}

/// A correction or a void of a record, as the exchange leaves it.
pub fn amend(running: &Running, record: Uuid, values: &serde_json::Value, voided: bool) {
    let book = rusqlite::Connection::open(running.dir.path().join("hub.sqlite")).unwrap();
    let n: i64 = book.query_row("SELECT commit_seq + 1 FROM head", [], |row| row.get(0)).unwrap();
    let body = serde_json::json!({ "values": values }).to_string();
    let text = "UPDATE record SET body = ?2, head_n = ?3, voided = ?4 WHERE id = ?1";
    book.execute(text, (&record.as_bytes()[..], body, n, voided)).unwrap();
    entry(&book, n, record);
}

pub fn hotspot(running: &Running, id: &str, name: &str, place: u32) {
    let book = rusqlite::Connection::open(running.dir.path().join("hub.sqlite")).unwrap();
    let text =
        "INSERT INTO hotspot (id, name, area, polygon, version, place) VALUES (?1, ?2, 'north', '[]', 1, ?3)";
    book.execute(text, (id, name, place)).unwrap();
}

/// Patrols of one hour in a hotspot, and taps in it.
pub fn patrols(running: &Running, hotspot: &str, patrols: u32, residents: u32) {
    let day = "2024-06-10T10:00:00.000Z";
    for _ in 0..patrols {
        let ended = "2024-06-10T11:00:00.000Z";
        let values = serde_json::json!({ "area": "north", "started": day, "finished": ended, "activities": ["WELFARE"] });
        let patrol = record(running, "patrol", day, &values);
        let leg =
            serde_json::json!({ "patrol": patrol, "hotspot": hotspot, "from": day, "to": ended, "pcso": 2 });
        record(running, "patrol_leg", day, &leg);
    }
    for _ in 0..residents {
        let values =
            serde_json::json!({ "area": "north", "hotspot": hotspot, "kind": "RESIDENT", "count": 1 });
        record(running, "engagement", day, &values);
    }
}
