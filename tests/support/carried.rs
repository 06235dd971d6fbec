//! A phone as an officer carries it: the whole book, driven through the door for the screen, killed when a test says so.

use std::path::Path;
use std::sync::Arc;

use beatbook_core::sync::http::HttpCentral;
use beatbook_core::sync::{Trouble, to_rest};
use beatbook_core::{Access as _, Book, Config, ErrorBody, NoCamera, NoLocation, TestEnv};
use beatbook_hub::enrol;
use beatbook_hub::store::Invitation;
use beatbook_records::role::Role;
use chrono::TimeDelta;
use rusqlite::types::ValueRef;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::officer::{connect, copy_folder};
use crate::{Serving, Town};

/// A phone with its clock.
pub struct Carried {
    /// Its book.
    pub book: Book,
    /// Its clock.
    pub env: Arc<TestEnv>,
    dir: TempDir,
    /// Whether the app is killed after every call that writes.
    dies: bool,
}

impl Carried {
    /// A phone of somebody whom the hub invited.
    ///
    /// # Panics
    /// Where the enrolment fails.
    #[must_use]
    pub fn enrolled(town: &Town, hub: &Serving, name: &str, role: Role, areas: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let seed = name.bytes().map(u64::from).sum();
        let env = Arc::new(TestEnv::new(town.now(), seed));
        let book = open(dir.path(), &env);
        let of =
            Invitation { name: name.into(), role, areas: areas.iter().map(|area| (*area).into()).collect() };
        let address = format!("http://{}", hub.on);
        let issued = enrol::issue(&town.hub.store(), &*town.clock, &town.hub.key, &of, &address);
        let link = issued.expect("a code").link;
        book.call("enrol_device", &json!({"link": link, "hub": null}).to_string()).expect("enrolled");
        Self { book, env, dir, dies: false }
    }

    /// From now on the app is killed after every call: what is on the disk then is all there is.
    #[must_use]
    pub fn dying(self) -> Self {
        Self { dies: true, ..self }
    }

    /// Do it, as the screen would.
    ///
    /// # Panics
    /// Where it is refused.
    #[track_caller]
    pub fn call(&mut self, name: &str, input: Value) -> Value {
        let answer = self.book.call(name, &input.to_string());
        let answer = answer.unwrap_or_else(|refused| panic!("{name} {input}: {refused:?}"));
        if self.dies {
            self.killed();
        }
        serde_json::from_str(&answer).expect("JSON")
    }

    /// Do it, and be refused.
    ///
    /// # Panics
    /// Where it is not.
    #[track_caller]
    pub fn refused(&mut self, name: &str, input: Value) -> ErrorBody {
        self.book.call(name, &input.to_string()).expect_err("it is refused")
    }

    /// Write a record of any kind down.
    #[track_caller]
    pub fn write(&mut self, kind: &str, values: Value) -> String {
        let input = json!({ "kind": kind, "values": values, "record": null, "happened": null, "reason": null, "draft": null });
        id(&self.call("record_write", input)["record"])
    }

    /// Say what became of a matter.
    #[track_caller]
    pub fn update(&mut self, record: &str, values: Value) {
        let seen = self.read(record)["seen"].clone();
        self.call(
            "record_update",
            json!({ "record": record, "values": values, "seen": seen, "draft": null }),
        );
    }

    /// A record with all that was written about it.
    #[track_caller]
    pub fn read(&mut self, record: &str) -> Value {
        self.call("record_read", json!({ "record": record }))
    }

    /// Hand in and hear, until there is nothing left to do.
    ///
    /// # Errors
    /// As the round says.
    ///
    /// # Panics
    /// Where nobody is enrolled.
    pub fn syncs(&self) -> Result<(), Trouble> {
        let mut central = HttpCentral::enrolled(&self.book.store(), Arc::clone(&self.env) as _);
        to_rest(&self.book.store(), central.as_mut().expect("a client").as_mut().expect("enrolled"))
    }

    /// Hand everything in; afterwards the hub has said that it has it, and the chain holds.
    ///
    /// # Panics
    /// Where anything waits.
    #[track_caller]
    pub fn hands_in(&mut self) {
        self.syncs().expect("a connection");
        let chip = self.call("sync_state", json!({}))["chip"].clone();
        assert_eq!((&chip["state"], &chip["waiting"]), (&json!("all_sent"), &json!(0)), "{chip}");
        self.book.store().with(|store| store.read().verify_journal()).expect("its chain holds");
    }

    /// Time passes on this phone.
    pub fn waits(&self, minutes: i64) {
        self.env.advance(TimeDelta::minutes(minutes));
    }

    /// The officer's id.
    ///
    /// # Panics
    /// Where nobody is enrolled.
    #[must_use]
    pub fn officer(&self) -> Uuid {
        self.book.store().with(|store| store.read().enrolled()).expect("enrolled").actor
    }

    /// Whether these words stand anywhere in its book: in a record, in an entry, in what is held or in an index.
    ///
    /// # Panics
    /// Where the book cannot be read.
    #[must_use]
    pub fn has_words(&self, words: &str) -> bool {
        let copy = tempfile::tempdir().expect("a folder");
        copy_folder(&self.dir.path().join("book"), copy.path());
        let book = connect(copy.path(), true);
        let mut names = book.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").expect("a book");
        let names = names.query_map([], |row| row.get::<_, String>(0)).expect("tables");
        names.flatten().any(|table| {
            let mut rows = book.prepare(&format!("SELECT * FROM \"{table}\"")).expect("a table");
            let columns = rows.column_count();
            let mut rows = rows.query([]).expect("rows");
            let mut found = false;
            while let Ok(Some(row)) = rows.next() {
                found |= (0..columns).any(|at| match row.get_ref(at).expect("a value") {
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                        String::from_utf8_lossy(bytes).contains(words)
                    }
                    _ => false,
                });
            }
            found
        })
    }

    /// The app is killed: it opens again with what was on the disk.
    fn killed(&mut self) {
        let dir = tempfile::tempdir().expect("a folder");
        copy_folder(&self.dir.path().join("book"), &dir.path().join("book"));
        // What is shared between processes is not on the disk of a phone that was switched off.
        for file in std::fs::read_dir(dir.path().join("book")).expect("a folder").flatten() {
            if file.file_name().to_string_lossy().ends_with("-shm") {
                std::fs::remove_file(file.path()).expect("a file");
            }
        }
        self.book = open(dir.path(), &self.env);
        self.dir = dir;
    }
}

fn open(dir: &Path, env: &Arc<TestEnv>) -> Book {
    let book = Book::open(Config {
        dir: dir.join("book"),
        key: [7; 32],
        env: Arc::clone(env) as _,
        location: Arc::new(NoLocation),
        camera: Arc::new(NoCamera),
        sync: false,
    });
    book.expect("a book")
}

/// An id in an answer.
#[must_use]
pub fn id(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
