//! What must hold of a book that was opened again, whatever happened before.
//!
//! Rule: it opens as the app does, then looks into the file past the app. It says everything that is wrong, and the
//! planted faults below show that it does.

use std::collections::BTreeMap;
use std::path::Path;

use beatbook_records::digest::Digest;
use beatbook_tests::{Dump, Officer, Told, Town, connect};
use rusqlite::Connection;
use uuid::Uuid;

/// Rows that must not be there, and why.
const NEVER: &[(&str, &str)] = &[
    (
        "an entry without its record",
        "SELECT count(*) FROM entry AS e WHERE own = 1 AND NOT EXISTS (SELECT 1 FROM record AS r WHERE r.id = e.record)",
    ),
    (
        "a record without its entry",
        "SELECT count(*) FROM record AS r WHERE NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.record = r.id)",
    ),
    (
        "a record whose queue is not that of its entries",
        "SELECT count(*) FROM record AS r WHERE unconfirmed <>
           (SELECT count(*) FROM entry AS e WHERE e.record = r.id AND e.own = 1 AND e.state < 2)",
    ),
    (
        "an entry that is confirmed and has no place in the hub's history",
        "SELECT count(*) FROM entry WHERE state >= 2 AND commit_n IS NULL",
    ),
];

/// What is wrong with the phone's book in this folder, which had saved all that was `returned`.
pub fn examine(
    asha: &Officer,
    town: &Town,
    dir: &Path,
    sealed: bool,
    returned: &[Told],
) -> Result<(), String> {
    let phone = asha.found_with(dir.to_path_buf(), town, returned.to_vec());
    let phone = phone.map_err(|error| format!("does not open: {error}"))?;
    let enrolled = phone.with(|store| store.read().owner()).map_err(|error| error.to_string())?.is_some();
    if !enrolled && !returned.is_empty() {
        return Err("the enrolment is gone".into());
    }
    look_into(&connect(dir, sealed), returned)?;
    if enrolled { goes_on(&phone) } else { Ok(()) }
}

fn look_into(conn: &Connection, returned: &[Told]) -> Result<(), String> {
    let sound: String = conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .map_err(|error| format!("integrity: {error}"))?;
    if sound != "ok" {
        return Err(format!("integrity: {sound}"));
    }
    let there = Dump::of_device(conn);
    let there: BTreeMap<Uuid, Told> = there.entries.into_iter().map(|told| (told.entry, told)).collect();
    let lost: Vec<_> = returned.iter().filter(|told| there.get(&told.entry) != Some(told)).collect();
    if !lost.is_empty() {
        return Err(format!("{} of {} saves lost, first {}", lost.len(), returned.len(), lost[0].entry));
    }
    for (what, ask) in NEVER {
        let found: i64 = conn.query_row(ask, [], |row| row.get(0)).map_err(|error| error.to_string())?;
        if found > 0 {
            return Err(format!("{what}: {found}"));
        }
    }
    digests_add_up(conn)
}

/// A cell's digest is that of the confirmed records in it.
fn digests_add_up(conn: &Connection) -> Result<(), String> {
    let ask = "SELECT area || '/' || class || '/' || month, id, head FROM record WHERE head IS NOT NULL";
    let mut rows = conn.prepare(ask).map_err(|error| error.to_string())?;
    let mut counted: BTreeMap<String, Digest> = BTreeMap::new();
    let found = rows.query_map([], |row| {
        let id = |bytes: Vec<u8>| Uuid::from_slice(&bytes).unwrap_or_default();
        Ok((row.get::<_, String>(0)?, id(row.get(1)?), id(row.get(2)?)))
    });
    for row in found.map_err(|error| error.to_string())? {
        let (cell, id, head) = row.map_err(|error| error.to_string())?;
        let digest = counted.entry(cell).or_default();
        *digest = digest.with(id, head);
    }
    let ask = "SELECT area || '/' || class || '/' || month, digest FROM cell WHERE wanted = 0";
    let mut rows = conn.prepare(ask).map_err(|error| error.to_string())?;
    let found = rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)));
    for row in found.map_err(|error| error.to_string())? {
        let (cell, digest) = row.map_err(|error| error.to_string())?;
        let counted = counted.get(&cell).copied().unwrap_or_default();
        if counted.to_bytes()[..] != digest[..] {
            return Err(format!("the digest of {cell} is not that of its records"));
        }
    }
    Ok(())
}

/// The officer writes the next note, and it is there.
fn goes_on(phone: &Officer) -> Result<(), String> {
    let note = serde_json::json!({
        "area": "stockton", "text": "And on", "speech_verbatim": false, "statement": "FACT"
    });
    let saved = phone.try_write(beatbook_records::entry::Act::Create, "note", None, note);
    let id = saved.map_err(|error| format!("does not go on: {error}"))?;
    if phone.shows(id).is_none() {
        return Err("what is saved next is not there".into());
    }
    let journal = phone.with(|store| store.read().verify_journal());
    journal.map(drop).map_err(|error| format!("the journal does not verify: {error}"))
}

/// What is wrong with a phone that syncs with its hub again: everybody must end equal.
pub fn exchanges_again(asha: &Officer, town: &Town, dir: &Path, returned: &[Told]) -> Result<(), String> {
    let twin = town.twin();
    let phone = asha.found_with(dir.to_path_buf(), &twin, returned.to_vec());
    let phone = phone.map_err(|error| format!("does not open: {error}"))?;
    let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| twin.ends_well(&[&phone])));
    ended.map_err(|why| {
        let why = why.downcast_ref::<String>().cloned();
        format!("does not end equal: {}", why.unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::{Workload, lay};

    /// What the oracle says after this was done to a sound book.
    fn says(sql: &str) -> String {
        let recorded = Workload::Confirm.record(crate::PLAIN, false, 0);
        let place = tempfile::tempdir().expect("a folder");
        let dir = place.path().join("phone");
        lay(&recorded.base, &dir);
        let conn = connect(&dir, recorded.sealed);
        conn.pragma_update(None, "foreign_keys", "OFF").expect("off");
        conn.execute_batch(sql).expect("the plant");
        drop(conn);
        match examine(&recorded.asha, &recorded.town, &dir, recorded.sealed, &recorded.written) {
            Ok(()) => "nothing".into(),
            Err(what) => what,
        }
    }

    #[test]
    fn planted_faults_are_found() {
        let last = "(SELECT n FROM entry ORDER BY n DESC LIMIT 1)";
        assert_eq!(says(""), "nothing");
        assert!(says(&format!("DELETE FROM entry WHERE n = {last}")).contains("saves lost"));
        assert!(says("UPDATE entry SET link = zeroblob(32) WHERE seq = 2").contains("does not verify"));
        assert!(says("UPDATE record SET unconfirmed = 7 WHERE seq = 1").contains("queue"));
        assert!(says("UPDATE record SET body = replace(body, 'VISITOR', 'RESIDENT')").contains("saves lost"));
        assert!(says("UPDATE entry SET state = 2 WHERE seq = 1").contains("record whose queue"));
        assert!(says("DELETE FROM device").contains("enrolment"));
        let more = "INSERT INTO record (id, kind, area, class, month, body, occurred, device)
            VALUES (zeroblob(16), 'note', 'a', 'b', 202310, '{\"values\":{}}', '2023-10-02T09:00:00Z', zeroblob(16))";
        assert!(says(more).contains("record without its entry"));
    }
}
