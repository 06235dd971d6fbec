//! Backups of either book: what goes in comes out, in either, and what does not is noticed.

use std::fs;
use std::path::{Path, PathBuf};

use beatbook_hub::config::Database;
use beatbook_hub::powers::read;
use beatbook_hub::store::Store;
use beatbook_hub::store::verify::verify;
use beatbook_records::wire::PowersPack;
use beatbook_sample::powers::FILE;
use beatbook_tests::{Dump, Officer, Town};
use serde_json::json;
use uuid::Uuid;

use super::cluster;
use super::operator::{Operator, text};

/// A town in which two disagree, with a backup of its book.
fn backed_up(database: Database) -> (Town, Operator, String) {
    let town = Town::on(database.clone());
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    let note = asha.notes("first", "stockton");
    town.ends_well(&[&asha, &bela]);
    asha.amends("note", note, json!({"text": "hers"}));
    bela.amends("note", note, json!({"text": "his"}));
    bela.voids("engagement", bela.counts("RESIDENT", "stockton"));
    town.with_store(|book| book.put_powers(&powers(), town.now().timestamp_millis())).expect("an import");
    town.ends_well(&[&asha, &bela]);
    let operator = Operator { data: town.place("hub"), database, places: town.place("places") };
    let said = operator.backs_up();
    asha.sync().expect("an answer");
    (town, operator, said)
}

/// The sample council's powers.
fn powers() -> PowersPack {
    read(FILE).expect("a file").pack
}

/// A town whose one note is handed in, and nothing backed up yet.
fn one_note() -> (Town, Officer, Operator) {
    let town = Town::new();
    let asha = town.officer("Asha");
    asha.notes("first", "stockton");
    town.ends_well(&[&asha]);
    let operator =
        Operator { data: town.place("hub"), database: Database::Embedded, places: town.place("places") };
    (town, asha, operator)
}

fn horizon(town: &Town) -> Option<u64> {
    town.with_store(|book| book.horizon()).expect("a horizon").map(|(n, _)| n)
}

fn in_order(of: &Operator) -> Dump {
    let store: Store = of.database.open(&of.data).expect("the book");
    let book = store.book();
    verify(book.sql()).expect("it verifies");
    Dump::of_hub(book.sql())
}

fn powers_of(of: &Operator) -> PowersPack {
    let powers = of.database.open(&of.data).expect("the book").book().powers().expect("powers");
    assert!(powers.version > 0 && !powers.orders.is_empty(), "there are some");
    powers
}

fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let inner = dir.join("1").join("backups");
    let all = fs::read_dir(inner).expect("backups").map(|file| file.expect("a file").path());
    all.filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

#[test]
fn a_backup_of_either_book_goes_back_into_either() {
    for from in [Database::Embedded, cluster::database()] {
        let (town, operator, said) = backed_up(from);
        assert!(
            said.contains("Read back and verified") && said.contains("the verified horizon is commit"),
            "{said}"
        );
        let was = town.dump();
        assert_eq!(horizon(&town), Some(was.entries.len() as u64));
        assert!(operator.does(&["verify"]).contains("in order"));
        for (name, into) in [("embedded", Database::Embedded), ("postgres", cluster::database())] {
            let other = operator.elsewhere(town.place(name), into);
            let said = other.does(&["restore", "--from", text(&other.backups())]);
            assert!(said.contains("Waiting for Asha's phone."), "{said}");
            let is = in_order(&other);
            assert_eq!((&is.records, &is.overruled), (&was.records, &was.overruled), "{name}");
            assert_eq!(powers_of(&other), town.with_store(|book| book.powers()).expect("powers"), "{name}");
            assert_eq!(is.entries.len(), was.entries.len());
            assert!(other.is_refused(&["restore", "--from", text(&other.backups())]).contains("already"));
        }
    }
}

#[test]
fn no_word_of_anybody_is_readable_in_a_backup() {
    let (_town, operator, _) = backed_up(Database::Embedded);
    for file in files(&operator.backups(), "") {
        let bytes = fs::read(&file).expect("a file");
        for word in ["Asha", "stockton"] {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} in {}", file.display());
        }
    }
}

#[test]
fn a_backup_that_was_damaged_or_cut_is_noticed_and_does_not_count() {
    let (town, operator, _) = backed_up(Database::Embedded);
    let from = operator.backups();
    let book = files(&from, ".book").pop().expect("a sealed book");
    let sound = fs::read(&book).expect("bytes");
    let before = horizon(&town);
    let mut damaged = sound.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    for bytes in [damaged, sound[..sound.len() - 1].to_vec(), sound[..60].to_vec(), Vec::new()] {
        fs::write(&book, bytes).expect("written");
        operator.is_refused(&["verify", "--from", text(&from)]);
        let other = operator.elsewhere(town.place("other"), Database::Embedded);
        other.is_refused(&["restore", "--from", text(&from)]);
        assert!(!other.data.join("hub.sqlite").exists(), "nothing was put back");
    }
    fs::write(&book, sound).expect("written");
    fs::write(operator.data.join("another.key"), [9; 32]).expect("a key");
    let key = operator.data.join("another.key");
    let said = operator.is_refused(&["verify", "--from", text(&from), "--key", text(&key)]);
    assert!(said.contains("another key"), "{said}");
    operator.does(&["verify", "--from", text(&from)]);
    assert_eq!(horizon(&town), before);
}

#[test]
fn without_the_recovery_key_a_backup_waits_to_be_verified() {
    let (town, _, operator) = one_note();
    let key = town.place("safe").join("recovery.key");
    fs::create_dir_all(town.place("safe")).expect("a folder");
    fs::rename(operator.data.join("recovery.key"), &key).expect("taken away");
    assert!(operator.backs_up().contains("does not count yet"));
    assert_eq!(horizon(&town), None);
    operator.does(&["verify", "--from", text(&operator.backups()), "--key", text(&key)]);
    assert_eq!(horizon(&town), Some(1));
    assert_eq!(files(&operator.backups(), ".book").len(), 1);
}

#[test]
fn a_backup_below_what_was_promised_is_refused_unless_said() {
    let (town, asha, operator) = one_note();
    operator.backs_up();
    let first = files(&operator.backups(), ".book").pop().expect("a backup");
    let first = first.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
    asha.notes("second", "stockton");
    town.ends_well(&[&asha]);
    operator.backs_up();
    let other = operator.elsewhere(town.place("other"), Database::Embedded);
    let words = ["restore", "--from", text(&other.backups()), "--backup", &first].map(str::to_owned);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert!(other.is_refused(&words).contains("devices were told is safe"));
    other.does(&[&words[..], &["--below-horizon"]].concat());
    assert_eq!(in_order(&other).records.len(), 1);
}

#[test]
fn what_was_verified_is_still_seen_to_be_altered() {
    let town = Town::new();
    let asha = town.officer("Asha");
    let note: Uuid = asha.notes("first", "stockton");
    town.ends_well(&[&asha]);
    let operator =
        Operator { data: town.place("hub"), database: Database::Embedded, places: town.place("places") };
    operator.does(&["verify"]);
    town.connection()
        .execute("UPDATE record SET body = replace(body, 'first', 'other') WHERE id = ?1", [note.as_bytes()])
        .expect("altered");
    assert!(operator.is_refused(&["verify"]).contains("not as it was written"));
}
