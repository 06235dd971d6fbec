//! Three hubs behind a balancer, one killed while devices hand in.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use beatbook_core::store::keep_original;
use beatbook_core::sync::{round, to_rest};
use beatbook_core::{Access as _, Book};
use beatbook_hub::config::Files;
use beatbook_hub::objects::Objects;
use beatbook_hub::store::{self, verify};
use beatbook_tests::{
    Dump, ServedHub, central, enrol_words, enrolled_book, hub_command, photo, save_note, true_files,
};
use uuid::Uuid;

use super::cluster;

const DEVICES: [&str; 5] = ["Asha", "Bela", "Chidi", "Dana", "Emre"];
const NOTES: usize = 400;

/// Hubs as processes over one book.
struct Hubs {
    data: PathBuf,
    url: String,
    running: Vec<ServedHub>,
}

impl Hubs {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = hub_command(words);
        command.arg("--data").arg(&self.data).args(["--database", &self.url]).stderr(Stdio::null());
        command
    }

    fn start(&mut self, address: &str) {
        let serve = self.command(&["serve", "--listen", "127.0.0.1:0", "--address", address]);
        self.running.push(ServedHub::start(serve));
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        self.running.iter().map(|hub| hub.listening.parse().expect("an address")).collect()
    }

    fn enrol(&self, name: &str, dir: &Path, sync: bool) -> Book {
        enrolled_book(self.command(&enrol_words(name)), dir, sync)
    }
}

/// A balancer: every connection goes to the next hub that takes it.
fn balance(listener: TcpListener, hubs: Vec<SocketAddr>, turns: Arc<AtomicUsize>) {
    thread::spawn(move || {
        for from in listener.incoming().map_while(Result::ok) {
            let turn = turns.fetch_add(1, Ordering::SeqCst);
            let mut order = (0..hubs.len()).map(|n| hubs[(turn + n) % hubs.len()]);
            let Some(to) = order.find_map(|hub| TcpStream::connect(hub).ok()) else { continue };
            let pairs = [(from.try_clone(), to.try_clone()), (Ok(to), Ok(from))];
            for (from, to) in pairs {
                let (Ok(mut from), Ok(mut to)) = (from, to) else { continue };
                thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(std::net::Shutdown::Both);
                });
            }
        }
    });
}

/// The real client of a phone.
#[test]
fn three_hubs_and_one_killed_lose_nothing() {
    let place = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let database = cluster::database();
    let url = cluster::url_of(&database).to_owned();
    let mut hubs = Hubs { data: place.path().join("hub"), url, running: Vec::new() };
    (0..3).for_each(|_| hubs.start(&address));
    let turns = Arc::new(AtomicUsize::new(0));
    balance(listener, hubs.addresses(), Arc::clone(&turns));
    let books = DEVICES.map(|name| hubs.enrol(name, &place.path().join(name), false));
    let written: Vec<Uuid> = books
        .iter()
        .flat_map(|book| {
            let notes = (0..NOTES).map(|n| format!("note {n}"));
            notes
                .map(|text| book.store().with(move |store| save_note(store, &text)).expect("saved"))
                .collect::<Vec<_>>()
        })
        .collect();
    // A photo of several pieces each: a piece goes to whichever hub has its turn.
    let photos: Vec<Uuid> = (0_u64..)
        .zip(&books)
        .map(|(seed, book)| {
            let original = place.path().join("camera.jpg");
            std::fs::write(&original, photo(600_000, seed)).expect("the camera writes its file");
            let about = written[usize::try_from(seed).expect("few") * NOTES];
            keep_original(&book.store(), &original, about).map(|kept| kept.record)
        })
        .collect::<Result<_, _>>()
        .expect("kept");
    let answered = AtomicUsize::new(0);
    thread::scope(|scope| {
        for book in &books {
            let answered = &answered;
            scope.spawn(move || {
                // A connection for each round: a round on a connection to the dead hub fails, the next goes elsewhere.
                while !round(&book.store(), &mut central(book)).is_ok_and(|round| !round.more) {
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        while answered.load(Ordering::SeqCst) < 3 {
            thread::yield_now();
        }
        hubs.running[1].kill();
    });
    for book in &books {
        to_rest(&book.store(), &mut central(book)).expect("everything is handed in");
    }
    for book in &books {
        to_rest(&book.store(), &mut central(book)).expect("everything is read");
        let ids = written.clone();
        let there = book.store().with(move |store| {
            ids.iter().filter(|id| store.read().record(**id).expect("readable").is_some()).count()
        });
        assert_eq!(there, written.len(), "a device misses a note");
    }
    let store = store::Store::postgres(cluster::url_of(&database), 1).expect("the book");
    let hub = Dump::of_hub(store.book().sql());
    assert_eq!(hub.entries.len(), written.len() + photos.len(), "something is lost or there twice");
    let files = Objects::open(&Files::Folder(place.path().join("hub/files")), 1).expect("the files");
    assert_eq!(true_files(&store.book(), &files), Ok(photos.len()));
    assert_eq!(files.list("parts").expect("readable"), [], "nothing is left half there");
    assert!(written.iter().chain(&photos).all(|id| hub.records.contains_key(id)));
    verify::verify(store.book().sql()).expect("the book verifies");
}

#[test]
fn belas_phone_reads_on_at_once_while_the_hub_has_more() {
    // About a hundred to a page.
    const LONG: usize = 8_000;
    const NOTES: u32 = 400;
    let place = tempfile::tempdir().expect("a folder");
    let database = cluster::database();
    let url = cluster::url_of(&database).to_owned();
    let mut hubs = Hubs { data: place.path().join("hub"), url, running: Vec::new() };
    hubs.start("http://127.0.0.1:1");
    let address = format!("http://{}", hubs.running[0].listening);
    let (asha, bela) = {
        // Whoever enrols is told where this hub listens.
        let mut second = Hubs { data: hubs.data.clone(), url: hubs.url.clone(), running: Vec::new() };
        second.start(&address);
        (
            second.enrol("Asha", &place.path().join("Asha"), false),
            second.enrol("Bela", &place.path().join("Bela"), true),
        )
    };
    to_rest(&bela.store(), &mut central(&bela)).expect("she has read what there is");
    for n in 0..NOTES {
        let text = format!("note {n} {}", "x".repeat(LONG));
        asha.store().with(move |store| save_note(store, &text)).expect("saved");
    }
    to_rest(&asha.store(), &mut central(&asha)).expect("everything is handed in");
    bela.call("sync_now", "{}").expect("she asks");
    let has = || -> u32 {
        bela.store().with(|store| {
            let page = beatbook_core::store::Page { kind: "note", before: None, limit: NOTES };
            u32::try_from(store.read().records(page).expect("readable").len()).expect("few")
        })
    };
    // At a page a minute it would take four times as long.
    cluster::wait_until("Bela's phone to have every note", || has() == NOTES, String::new);
}
