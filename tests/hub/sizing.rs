//! What a hub and a phone take: the measurements that docs/operations.md quotes.
//!
//! `cargo test --profile sim -p beatbook-tests --features sim --test hub -- --ignored --nocapture sizing` prints them.

use std::time::Instant;

use beatbook_hub::config::Database;
use beatbook_hub::store::head::Head;
use beatbook_records::entry::Act;
use beatbook_tests::Town;
use serde_json::json;

use super::cluster;
use super::device::Device;
use super::operator::{Operator, text};

/// Eight engagements, then a note of about 200 characters that is amended once.
const ROUNDS: usize = 5_000;
const ENTRIES: usize = ROUNDS * 10;

fn fill(town: &Town) {
    let mut device = Device::enrol(&town.hub, &town.clock, "Asha");
    let words = "Spoke with the owner of the corner shop about the broken lamp by the gate. ".repeat(3);
    for round in 0..ROUNDS {
        let tap = json!({"area": "stockton", "kind": "RESIDENT", "count": 1, "hotspot": "high-street"});
        for _ in 0..8 {
            device.write("engagement", Act::Create, None, tap.clone());
        }
        let note = json!({"area": "stockton", "text": words, "speech_verbatim": false, "statement": "FACT"});
        let note = device.write("note", Act::Create, None, note);
        device.write("note", Act::Amend, Some((note, None)), json!({"statement": "OPINION"}));
        if round % 40 == 39 {
            device.sync().expect("handed in");
        }
    }
    device.sync().expect("handed in");
}

#[test]
#[ignore = "a measurement"]
#[expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement is printed, and takes time"
)]
fn sizing_of_a_hub() {
    for database in [Database::Embedded, cluster::database()] {
        let town = Town::on(database.clone());
        let began = Instant::now();
        fill(&town);
        let filled = began.elapsed().as_secs_f64();
        let bytes = match &database {
            Database::Embedded => {
                let file = town.place("hub").join("hub.sqlite");
                std::fs::metadata(file).expect("the book").len()
            }
            Database::Postgres { .. } => {
                let ask = "SELECT pg_database_size(current_database())";
                town.hub.store().sql().one(ask, &[], |row| row.get(0)).expect("a size").unwrap_or(0)
            }
        };
        let operator =
            Operator { data: town.place("hub"), database: database.clone(), places: town.place("places") };
        let began = Instant::now();
        let said = operator.backs_up();
        let backed_up = began.elapsed().as_secs_f64();
        let other = operator.elsewhere(town.place("other"), Database::Embedded);
        let began = Instant::now();
        other.does(&["restore", "--from", text(&other.backups())]);
        let restored = began.elapsed().as_secs_f64();
        println!(
            "{}: {ENTRIES} entries taken in {filled:.1} s, {} bytes an entry; backup with verification {backed_up:.1} s, \
             restore {restored:.1} s; {}",
            if database == Database::Embedded { "SQLite" } else { "PostgreSQL" },
            bytes / ENTRIES as u64,
            said.lines().next().unwrap_or_default()
        );
    }
}

#[test]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "a measurement is printed")]
fn sizing_of_a_phone() {
    const TAPS: i64 = 5_000;
    let town = Town::new();
    let asha = town.officer_unencrypted("Asha");
    let used = || {
        let conn = beatbook_tests::connect(asha.dir(), false);
        let pragma = |name: &str| conn.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0));
        let pages = pragma("page_count").expect("pages") - pragma("freelist_count").expect("pages");
        pages * pragma("page_size").expect("bytes")
    };
    let empty = used();
    for _ in 0..TAPS {
        asha.counts("RESIDENT", "stockton");
    }
    asha.sync().expect("handed in");
    let confirmed = used();
    town.with_store(|book| {
        let Head { commit_seq, chain, .. } = Head::read(book.sql()).expect("a head");
        book.publish_horizon(commit_seq, &chain, 0).expect("published");
    });
    // Each answer makes a part of them safe.
    for _ in 0..8 {
        asha.sync().expect("an answer");
    }
    let safe = used();
    println!(
        "phone: {} bytes a record once confirmed, {} once safe ({TAPS} engagements)",
        (confirmed - empty) / TAPS,
        (safe - empty) / TAPS
    );
    assert!((safe - empty) / TAPS <= 650, "650 bytes a record once confirmed and inside the horizon");
}
