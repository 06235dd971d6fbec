//! The drill: a hub is lost with its last hour, in which one device was enrolled, one revoked, a block of numbers given
//! out and a record erased. It is put back from the last verified backup and the ledger; then the oracles look.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::path::PathBuf;

use beatbook_core::sync::to_rest;
use beatbook_core::{Access as _, Book, SystemEnv};
use beatbook_hub::config::Database;
use beatbook_hub::store::Store;
use beatbook_hub::store::verify::verify;
use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    HEADER_DEVICE, HEADER_LINK, HEADER_SIGNATURE, HEADER_TIME, NumbersReply, NumbersRequest, PATH_NUMBERS,
    signing_text,
};
use beatbook_tests::{Dump, ServedHub, central, enrol_words, enrolled_book, hub_command, save_note};
use ed25519_dalek::{Signer as _, SigningKey};
use tempfile::TempDir;
use uuid::Uuid;

use super::cluster;
use super::operator::{Operator, text};

const SECRET: &str = "the words that the law took";

/// An officer's phone, and what was written on it.
struct Phone {
    name: &'static str,
    book: Book,
    written: BTreeSet<Uuid>,
}

impl Phone {
    fn writes(&mut self, words: &str) -> Uuid {
        let words = words.to_owned();
        let note = self.book.store().with(move |store| save_note(store, &words)).expect("saved");
        self.written.insert(note);
        note
    }

    /// Whether the hub answered everything that was asked.
    fn syncs(&self) -> bool {
        to_rest(&self.book.store(), &mut central(&self.book)).is_ok()
    }

    fn shows(&self, note: Uuid) -> bool {
        self.book.store().with(move |store| store.read().record(note)).expect("readable").is_some()
    }

    fn is_revoked(&self) -> bool {
        let row = self.book.store().with(|store| store.read().sync_row()).expect("readable");
        row.problem.as_deref() == Some("revoked")
    }

    /// Take a block of numbers from the hub.
    fn takes_numbers(&self) -> Option<NumbersReply> {
        let (owner, seed) = self.book.store().with(|store| {
            (store.read().enrolled().expect("enrolled"), store.read().signing_key().expect("a key"))
        });
        let request = NumbersRequest { series: "pack".into(), count: 50 };
        let body = serde_json::to_vec(&request).expect("JSON");
        let time_ms = chrono::DateTime::timestamp_millis(&beatbook_core::Env::now(&SystemEnv::new()));
        let signed =
            signing_text(owner.device, "POST", PATH_NUMBERS, time_ms, &Hash::of(&[&body]), &Hash::ZERO);
        let signature = SigningKey::from_bytes(&seed).sign(signed.as_bytes()).to_bytes();
        let reply = reqwest::blocking::Client::builder()
            .no_proxy()
            .build()
            .expect("a client")
            .post(format!("{}{PATH_NUMBERS}", owner.hub))
            .header(HEADER_DEVICE, owner.device.to_string())
            .header(HEADER_TIME, time_ms.to_string())
            .header(HEADER_LINK, Hash::ZERO.to_string())
            .header(HEADER_SIGNATURE, hex::encode(signature))
            .body(body)
            .send()
            .expect("an answer");
        reply
            .status()
            .is_success()
            .then(|| serde_json::from_slice(&reply.bytes().expect("a body")).expect("numbers"))
    }
}

/// The scene: the hub, the phones, and what the oracles compare with.
struct Drill {
    dir: TempDir,
    address: String,
    operator: Operator,
    serving: Option<ServedHub>,
    phones: Vec<Phone>,
    /// The note that was erased.
    erased: Uuid,
    /// The last number that was given out.
    numbered_to: u64,
}

impl Drill {
    fn begin(database: Database) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let dir = tempfile::tempdir().expect("a folder");
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|on| on.local_addr()).expect("a free port").port();
        let (data, places) = (dir.path().join("hub"), dir.path().join("places"));
        let operator = Operator { data, database, places };
        let address = format!("127.0.0.1:{port}");
        let mut drill = Self {
            dir,
            address,
            operator,
            serving: None,
            phones: Vec::new(),
            erased: Uuid::nil(),
            numbered_to: 0,
        };
        drill.serve();
        drill
    }

    fn serve(&mut self) {
        let serve = self.operator.command(&["serve", "--listen", &self.address]);
        let serving = ServedHub::start(serve);
        assert_eq!(serving.listening, self.address);
        self.serving = Some(serving);
    }

    fn enrols(&mut self, name: &'static str) {
        let dir = self.dir.path().join(name);
        let book = enrolled_book(self.operator.command(&enrol_words(name)), &dir, false);
        self.phones.push(Phone { name, book, written: BTreeSet::new() });
    }

    fn phone(&mut self, name: &str) -> &mut Phone {
        self.phones.iter_mut().find(|phone| phone.name == name).expect("a phone")
    }

    fn all_sync(&self, but: &[&str]) {
        for _ in 0..2 {
            for phone in self.phones.iter().filter(|phone| !but.contains(&phone.name)) {
                phone.syncs();
            }
        }
    }

    /// Everything up to the moment in which the hub is lost.
    fn lives(&mut self) {
        ["Asha", "Bela", "Chidi", "Dana"].into_iter().for_each(|name| self.enrols(name));
        for name in ["Asha", "Bela", "Chidi", "Dana"] {
            for n in 0..5 {
                self.phone(name).writes(&format!("{name} {n}"));
            }
        }
        self.erased = self.phone("Bela").writes(SECRET);
        self.all_sync(&[]);
        self.numbered_to = self.phone("Asha").takes_numbers().expect("numbers").last;
        self.operator.backs_up();
        self.all_sync(&[]);
        // The hour that will be lost. Chidi has no signal in it.
        self.enrols("Emre");
        let listed = self.operator.does(&["revoke"]);
        let dana = listed.lines().find(|line| line.ends_with("Dana")).expect("listed");
        self.operator.does(&["revoke", dana.split_whitespace().next().expect("an id")]);
        self.numbered_to = self.phone("Asha").takes_numbers().expect("numbers").last;
        self.operator.does(&["erase", &self.erased.to_string(), "--reason", "request 7"]);
        for name in ["Asha", "Bela", "Chidi", "Emre"] {
            for n in 0..5 {
                self.phone(name).writes(&format!("{name} later {n}"));
            }
        }
        self.all_sync(&["Chidi"]);
        self.serving = None;
    }

    /// The hub goes on from the backup, with this ledger.
    fn restores(&mut self, ledger: Option<PathBuf>) -> String {
        let database = match self.operator.database {
            Database::Embedded => Database::Embedded,
            Database::Postgres { .. } => cluster::database(),
        };
        let lost = self.operator.clone();
        self.operator = lost.elsewhere(self.dir.path().join("restored"), database);
        let from = self.operator.backups();
        let mut words = vec!["restore", "--from", text(&from)];
        let ledger = ledger.map(|ledger| text(&ledger).to_owned());
        if let Some(ledger) = &ledger {
            words.extend(["--ledger", ledger.as_str()]);
        }
        let mut command = hub_command(&words);
        command.arg("--data").arg(&self.operator.data);
        if ledger.is_none() {
            command.arg("--ledger").arg(self.operator.ledger());
        }
        if let Database::Postgres { .. } = &self.operator.database {
            command.args(["--database", cluster::url_of(&self.operator.database)]);
        }
        let output = command.output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.serve();
        String::from_utf8(output.stdout).expect("text")
    }

    /// What is not as it must be, once everybody had a signal again.
    fn failures(&mut self) -> Vec<&'static str> {
        self.all_sync(&[]);
        let mut failures = Vec::new();
        let mut must = |is_so: bool, what: &'static str| {
            if !is_so {
                failures.push(what);
            }
        };
        let store: Store = self.operator.database.open(&self.operator.data).expect("the book");
        let there: BTreeSet<Uuid> = Dump::of_hub(store.book().sql()).records.into_keys().collect();
        let expected: BTreeSet<Uuid> = (self.phones.iter())
            .flat_map(|phone| phone.written.iter().copied())
            .filter(|note| *note != self.erased)
            .collect();
        let in_use = || self.phones.iter().filter(|phone| phone.name != "Dana");
        must(expected.is_subset(&there), "nothing is lost");
        must(!there.contains(&self.erased), "what was erased stays erased");
        must(in_use().all(|phone| !phone.shows(self.erased)), "erased on every phone");
        must(
            in_use().all(|phone| expected.iter().all(|note| phone.shows(*note))),
            "all phones have all notes",
        );
        must(in_use().all(|phone| phone.syncs() && !phone.is_revoked()), "the new device goes on");
        must(
            self.phones.iter().all(|phone| phone.name != "Dana" || phone.is_revoked()),
            "revoked stays revoked",
        );
        let next = self.phones[0].takes_numbers();
        must(next.is_some_and(|block| block.first > self.numbered_to), "no number twice");
        must(verify(store.book().sql()).is_ok(), "the chain verifies");
        let chains = |phone: &Phone| phone.book.store().with(|store| store.read().verify_journal()).is_ok();
        must(self.phones.iter().all(chains), "every journal verifies");
        failures
    }
}

fn databases() -> [Database; 2] {
    [Database::Embedded, cluster::database()]
}

#[test]
fn a_hub_lost_with_its_last_hour_comes_back_whole() {
    for database in databases() {
        let mut drill = Drill::begin(database);
        drill.lives();
        let said = drill.restores(None);
        for name in ["Asha", "Bela", "Chidi", "Emre"] {
            assert!(said.contains(&format!("Waiting for {name}'s phone.")), "{said}");
        }
        assert!(!said.contains("Dana"), "nobody waits for a revoked phone: {said}");
        assert_eq!(drill.failures(), Vec::<&str>::new());
        if drill.operator.database == Database::Embedded {
            drill.serving = None;
            for file in ["hub.sqlite", "hub.sqlite-wal"] {
                let bytes = std::fs::read(drill.operator.data.join(file)).unwrap_or_default();
                let found = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
                assert!(!found, "the erased words lie in {file}");
            }
        }
    }
}

#[test]
fn without_the_ledger_the_same_oracles_see_what_is_missing() {
    let mut drill = Drill::begin(Database::Embedded);
    drill.lives();
    let nothing = drill.dir.path().join("nothing");
    drill.restores(Some(nothing));
    let failures = drill.failures();
    for seen in [
        "nothing is lost",
        "what was erased stays erased",
        "the new device goes on",
        "revoked stays revoked",
        "no number twice",
    ] {
        assert!(failures.contains(&seen), "not seen: {seen}, of {failures:?}");
    }
}
