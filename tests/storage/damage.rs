//! A damaged book: copied aside as it was, salvaged, and read from the hub again. Nothing that could be read is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use beatbook_faultfs::{Disk, Files, Random};
use beatbook_tests::{Officer, Town, connect};
use serde_json::json;
use uuid::Uuid;

use crate::SEALED;
use crate::recording::lay;
use crate::tally::say;

const PAGE: usize = 4096;

/// A phone with confirmed and unsent work, as a crash left its files, and its hub.
fn crashed(town: &Town) -> (Officer, Disk, Files) {
    let asha = town.officer("Asha");
    let disk = Disk::watch(asha.dir());
    let bela = town.officer("Bela");
    for n in 0..20 {
        bela.notes(&format!("Bela {n}"), "stockton");
        let note = asha.notes(&format!("Confirmed {n} {}", "x".repeat(n * 91)), "stockton");
        asha.amends("note", note, json!({ "text": format!("Better {n}") }));
    }
    bela.sync().expect("a good link");
    asha.sync().expect("a good link");
    for n in 0..25 {
        let note = asha.notes(&format!("Unsent {n} {}", "y".repeat(n * 173)), "stockton");
        asha.counts("VISITOR", "stockton");
        if n % 3 == 0 {
            asha.amends("note", note, json!({ "statement": "OPINION" }));
        }
    }
    // Everything moves into the file; then one more save, and the crash.
    asha.restarts();
    asha.counts("RESIDENT", "stockton");
    let files = disk.files();
    (asha, disk, files)
}

/// What happens to the file.
fn harm(files: &Files, case: usize, random: &mut Random) -> Files {
    let mut files = files.clone();
    let book = files.get_mut("book.db").expect("the book");
    let pages = book.len() / PAGE;
    match case % 4 {
        0 => book[PAGE + random.below((pages - 1) * PAGE)] ^= 1 << random.below(8),
        1 => {
            let from = (1 + random.below(pages - 1)) * PAGE;
            book[from..from + PAGE].fill(0);
        }
        2 => {
            let from = (1 + random.below(pages - 3)) * PAGE;
            book[from..from + 3 * PAGE].fill(0xa5);
        }
        _ => book.truncate((2 + random.below(pages - 2)) * PAGE),
    }
    files
}

/// The own entries that an independent look, one row and one connection at a time, can read with their words.
fn readable(dir: &Path) -> BTreeSet<Uuid> {
    let ask = "SELECT e.id FROM entry AS e LEFT JOIN record AS r ON r.id = e.record
               WHERE e.n = ?1 AND e.own = 1 AND length(e.content) > 0 AND coalesce(e.payload, r.body) IS NOT NULL
                 AND length(coalesce(e.payload, r.body) || e.link || e.by) > 0";
    let mut found = BTreeSet::new();
    let mut conn = connect(dir, SEALED);
    for n in 1..400 {
        match conn.query_row(ask, [n], |row| row.get::<_, Vec<u8>>(0)) {
            // Zeros in the place of a page that cannot be decrypted.
            Ok(_) if conn.is_readonly("main").expect("open") => conn = connect(dir, SEALED),
            Ok(id) => drop(found.insert(Uuid::from_slice(&id).expect("an id"))),
            Err(rusqlite::Error::QueryReturnedNoRows) => {}
            Err(_) => conn = connect(dir, SEALED),
        }
    }
    found
}

/// The copies aside: folder to files.
fn aside(dir: &Path) -> BTreeMap<PathBuf, Files> {
    let listed = std::fs::read_dir(dir).expect("the folder").map(|file| file.expect("a file").path());
    let copies = listed.filter(|path| path.is_dir() && path.to_string_lossy().contains("book.damaged-"));
    copies.map(|path| (path.clone(), Disk::watch(&path).files())).collect()
}

#[derive(Debug, Default)]
struct Count {
    cases: usize,
    salvaged: usize,
    forked: usize,
    refused: usize,
    reasons: BTreeSet<String>,
    untouched: usize,
    handed_in: usize,
    unreadable: usize,
}

fn one(town: &Town, asha: &Officer, files: &Files, harmed: &Files, dir: &Path, count: &mut Count) {
    lay(harmed, &dir.with_extension("look"));
    let readable = readable(&dir.with_extension("look"));
    lay(harmed, dir);
    let (all, twin) = (asha.written(), town.twin());
    let kept: Vec<_> = all.iter().filter(|told| readable.contains(&told.entry)).cloned().collect();
    count.cases += 1;
    let phone = match asha.found_with(dir.to_path_buf(), &twin, kept) {
        Ok(phone) => phone,
        Err(error) => {
            let now: Files =
                Disk::watch(dir).files().into_iter().filter(|(name, _)| harmed.contains_key(name)).collect();
            assert_eq!(&now, harmed, "refused ({error}), and not left as it was");
            count.refused += 1;
            count.reasons.insert(error.to_string());
            return;
        }
    };
    let copies = aside(dir);
    if copies.is_empty() {
        count.untouched += 1;
        assert!(harmed == files || readable.len() == all.len(), "damage that nobody noticed");
    } else {
        let copy = copies.values().next().expect("one");
        assert_eq!(copies.len(), 1);
        assert!(copy.iter().all(|(name, bytes)| harmed[name] == *bytes) && copy.len() == 2, "not as it was");
        assert!(
            phone.with(|store| store.read().salvaged()).expect("readable").is_some(),
            "the screen is told"
        );
        count.salvaged += 1;
        let now = phone.with(|store| store.read().enrolled()).expect("enrolled").incarnation;
        let before = asha.with(|store| store.read().enrolled()).expect("enrolled").incarnation;
        count.forked += usize::from(now != before);
    }
    phone.verify_journal();
    twin.ends_well(&[&phone]);
    phone.notes("And on", "stockton");
    twin.ends_well(&[&phone]);
    count.handed_in += readable.len();
    count.unreadable += all.len() - readable.len();
}

#[test]
fn whatever_can_be_read_of_a_damaged_book_is_handed_in_and_nothing_is_deleted() {
    let town = Town::new();
    let (asha, _disk, files) = crashed(&town);
    let place = tempfile::tempdir().expect("a folder");
    let dir = place.path().join("phone");
    let mut count = Count::default();
    one(&town, &asha, &files, &files, &dir, &mut count);
    assert_eq!((count.untouched, count.unreadable), (1, 0), "a crash alone is no damage");
    for case in 0..48 {
        let harmed = harm(&files, case, &mut Random::new(case as u64));
        one(&town, &asha, &files, &harmed, &dir, &mut count);
    }
    say(&format!("damage: {count:?}"));
    assert!(count.salvaged > 15 && count.forked > 5 && count.unreadable > 20, "{count:?}");
}

/// Damage beyond reading: the beginning of the file, or who the device is.
#[test]
fn a_book_without_a_beginning_is_refused_and_left_alone() {
    let town = Town::new();
    let (asha, _disk, mut files) = crashed(&town);
    files.remove("book.db-wal");
    files.get_mut("book.db").expect("the book")[..PAGE].fill(0x5a);
    let place = tempfile::tempdir().expect("a folder");
    let dir = place.path().join("phone");
    lay(&files, &dir);
    assert!(asha.found_with(dir.clone(), &town, Vec::new()).is_err());
    assert!(aside(&dir).is_empty());
    assert!(Disk::watch(&dir).files()["book.db"] == files["book.db"], "as it was found");
}
