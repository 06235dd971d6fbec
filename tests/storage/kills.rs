//! kill -9 of real processes: a phone while it saves, and the hub while phones hand in.
//!
//! Rule: what a process said before it was killed is there afterwards. The moment follows from a seed and is counted in
//! lines said, not in time.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use beatbook_core::store::keep_original;
use beatbook_core::sync::{round, to_rest};
use beatbook_core::{Access as _, Book, Store, StoreError, SystemEnv};
use beatbook_faultfs::Random;
use beatbook_tests::{
    ServedHub, central, connect, enrol_words, enrolled_book, hub_command, photo, save_note,
};
use rusqlite::Connection;
use uuid::Uuid;

use crate::SEALED;
use crate::full_disk::enrolment;
use crate::tally::say;

const KEY: [u8; 32] = [7; 32];
/// How the phone's process is told where its book is.
const BOOK: &str = "BEATBOOK_KILLED_BOOK";
const PHONE_KILLS: u64 = 200;
const PHOTO_KILLS: u64 = 60;
const HUB_KILLS: u64 = 40;

/// Not a test: the process that is killed. It says each id once the save returned.
#[test]
#[ignore = "the process that other tests start and kill"]
fn a_phone_that_saves_until_it_is_killed() {
    let Some(dir) = std::env::var_os(BOOK) else { return };
    let mut store = Store::open(Path::new(&dir), KEY, Arc::new(SystemEnv::new())).expect("the book opens");
    let mut said = std::io::stdout();
    for n in 0_usize.. {
        let id = save_note(&mut store, &"x".repeat(n * 97 % 3000 + 1)).expect("saved");
        writeln!(said, "saved {id}").and_then(|()| said.flush()).expect("said");
    }
}

/// Not a test either. It says the record of each photo once that was kept.
#[test]
#[ignore = "the process that other tests start and kill"]
fn a_phone_that_takes_photos_until_it_is_killed() {
    let Some(dir) = std::env::var_os(BOOK) else { return };
    let dir = Path::new(&dir);
    let mut store = Store::open(dir, KEY, Arc::new(SystemEnv::new())).expect("the book opens");
    let about = save_note(&mut store, "Photos of the back gate").expect("saved");
    let (store, original) = (Mutex::new(store), dir.with_extension("camera.jpg"));
    let mut said = std::io::stdout();
    for n in 0_usize.. {
        // Another book's photos are others; within a run each is.
        std::fs::write(&original, photo(n * 9_973 % 150_000 + 2_000, about.as_u64_pair().1 ^ n as u64))
            .expect("the camera writes its file");
        let id = keep_original(&store, &original, about).expect("kept").record;
        writeln!(said, "saved {id}").and_then(|()| said.flush()).expect("said");
    }
}

/// Starts a process that works on this book until it is killed.
fn phone(that: &str, dir: &Path) -> Child {
    let mut itself = Command::new(std::env::current_exe().expect("this program"));
    itself.args(["--exact", &format!("kills::{that}"), "--ignored", "--nocapture"]);
    itself.env(BOOK, dir).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    itself.spawn().expect("it starts")
}

/// Read so many ids, kill it, and read what it had said by then.
fn kill_after(mut phone: Child, lines: usize) -> Vec<Uuid> {
    let said = BufReader::new(phone.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut ids = said.filter_map(|line| line.split_once("saved ")?.1.parse().ok());
    let mut saved: Vec<Uuid> = ids.by_ref().take(lines).collect();
    phone.kill().expect("it runs");
    saved.extend(ids);
    phone.wait().expect("it ended");
    saved
}

/// An enrolled book without anything in it.
fn new_book(place: &Path, number: u64) -> PathBuf {
    let dir = place.join(number.to_string());
    let mut store = Store::open(&dir, KEY, Arc::new(SystemEnv::new())).expect("a book");
    store.write(|tx| tx.save_device(&enrolment())).map_err(|error: StoreError| error).expect("enrolled");
    dir
}

#[test]
fn a_killed_phone_has_every_note_it_said_was_saved() {
    let place = tempfile::tempdir().expect("a folder");
    let mut random = Random::new(20_261_123);
    let (mut all, mut kills) = (Vec::new(), 0);
    for book in 0..4 {
        let (dir, env) = (new_book(place.path(), book), || Arc::new(SystemEnv::new()));
        let mut saved = Vec::new();
        for _ in 0..PHONE_KILLS / 4 {
            saved.extend(kill_after(
                phone("a_phone_that_saves_until_it_is_killed", &dir),
                1 + random.below(12),
            ));
            kills += 1;
            let store = Store::open(&dir, KEY, env()).expect("the book opens again");
            let there = |id: &Uuid| store.read().record(*id).expect("readable").is_some();
            let lost: Vec<_> = saved.iter().rev().take(60).filter(|id| !there(id)).collect();
            assert!(lost.is_empty(), "lost: {lost:?}");
        }
        let store = Store::open(&dir, KEY, env()).expect("the book opens again");
        let count = store.read().verify_journal().expect("the chain holds");
        assert!(saved.iter().all(|id| store.read().record(*id).expect("readable").is_some()));
        assert!(count >= saved.len() as u64);
        all.extend(saved);
    }
    say(&format!("kill -9 of the phone: {kills} kills, {} notes said to be saved, 0 lost", all.len()));
}

#[test]
fn a_killed_phone_has_every_photo_it_said_was_kept() {
    let place = tempfile::tempdir().expect("a folder");
    let mut random = Random::new(61);
    let (dir, mut kept) = (new_book(place.path(), 0), Vec::new());
    for _ in 0..PHOTO_KILLS {
        let that = "a_phone_that_takes_photos_until_it_is_killed";
        let said = kill_after(phone(that, &dir), 1 + random.below(6));
        let mut store = Store::open(&dir, KEY, Arc::new(SystemEnv::new())).expect("the book opens again");
        said.iter().for_each(|record| is_whole(&dir, &mut store, *record));
        kept.extend(said);
    }
    let mut store = Store::open(&dir, KEY, Arc::new(SystemEnv::new())).expect("the book opens again");
    store.read().verify_journal().expect("the chain holds");
    kept.iter().for_each(|record| is_whole(&dir, &mut store, *record));
    say(&format!(
        "kill -9 of the camera: {PHOTO_KILLS} kills, {} photos said to be kept, 0 lost",
        kept.len()
    ));
}

/// Its row and its file are there, and the file is what the record says.
fn is_whole(dir: &Path, store: &mut Store, record: Uuid) {
    let row = store.read().record(record).expect("readable").expect("the record of a photo");
    let file = "SELECT file FROM photo WHERE sha256 = ?1";
    let sha256 = row.values["sha256"].as_str().expect("a hash");
    let file: String = connect(dir, SEALED).query_row(file, [sha256], |row| row.get(0)).expect("its row");
    let photo = store.photos().and_then(|folder| Ok(folder.examine(&file)?)).expect("its file");
    assert_eq!(photo.sha256.to_string(), sha256);
}

/// The hub's process, on a port and a folder of its own.
struct HubProcess {
    data: PathBuf,
    listen: String,
    running: Option<ServedHub>,
}

impl HubProcess {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = hub_command(words);
        command.arg("--data").arg(&self.data).stderr(Stdio::null());
        command
    }

    /// Bring it up, where it was before if it was.
    fn up(&mut self) {
        let hub = ServedHub::start(self.command(&["serve", "--listen", &self.listen]));
        self.listen.clone_from(&hub.listening);
        self.running = Some(hub);
    }

    fn kill(&mut self) {
        self.running.take().expect("it runs").kill();
    }

    fn enrol(&self, name: &str, dir: &Path) -> Book {
        enrolled_book(self.command(&enrol_words(name)), dir, false)
    }
}

#[test]
fn a_killed_hub_has_everything_it_confirmed() {
    let place = tempfile::tempdir().expect("a folder");
    let mut hub = HubProcess { data: place.path().join("hub"), listen: "127.0.0.1:0".into(), running: None };
    hub.up();
    let books = ["Asha", "Bela"].map(|name| hub.enrol(name, &place.path().join(name)));
    let mut random = Random::new(7);
    let (mut written, answered) = (Vec::new(), AtomicUsize::new(0));
    for kill in 0..HUB_KILLS {
        for book in &books {
            for n in 0..40 {
                let text = format!("{kill}.{n}");
                written.push(book.store().with(move |store| save_note(store, &text)).expect("saved"));
            }
        }
        let until = answered.load(Ordering::SeqCst) + random.below(3);
        let turns = random.below(400_000);
        std::thread::scope(|scope| {
            for book in &books {
                scope.spawn(|| {
                    let mut central = central(book);
                    while round(&book.store(), &mut central).is_ok_and(|round| round.more) {
                        answered.fetch_add(1, Ordering::SeqCst);
                    }
                    answered.fetch_add(1, Ordering::SeqCst);
                });
            }
            // After so many answers, and somewhere within the next one.
            while answered.load(Ordering::SeqCst) < until {
                std::thread::yield_now();
            }
            (0..turns).for_each(|_| std::hint::spin_loop());
            hub.kill();
        });
        let conn = Connection::open(hub.data.join("hub.sqlite")).expect("the hub's file");
        for book in &books {
            let lost = confirmed(book).into_iter().filter(|id| !has(&conn, *id)).count();
            assert_eq!(lost, 0, "confirmed, and the hub does not have it");
        }
        beatbook_hub::store::verify::verify(&conn).expect("the hub's book verifies");
        drop(conn);
        hub.up();
    }
    for book in &books {
        to_rest(&book.store(), &mut central(book)).expect("everything is handed in");
    }
    let conn = Connection::open(hub.data.join("hub.sqlite")).expect("the hub's file");
    assert!(written.iter().all(|id| has(&conn, *id)), "something is lost");
    let count: i64 = conn.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).expect("a count");
    assert_eq!(count, written.len() as i64, "something is there twice");
    say(&format!(
        "kill -9 of the hub: {HUB_KILLS} kills, {} entries handed in, 0 lost, 0 twice",
        written.len()
    ));
}

fn has(conn: &Connection, id: Uuid) -> bool {
    let ask = "SELECT EXISTS (SELECT 1 FROM entry WHERE id = ?1)";
    conn.query_row(ask, [id.as_bytes()], |row| row.get(0)).expect("the hub's file is readable")
}

/// What the phone shows as confirmed.
fn confirmed(book: &Book) -> Vec<Uuid> {
    book.store().with(|store| {
        let page = beatbook_core::store::Page { kind: "note", before: None, limit: 10_000 };
        let records = store.read().records(page).expect("readable");
        records.into_iter().filter(|record| record.head.is_some()).map(|record| record.id).collect()
    })
}
