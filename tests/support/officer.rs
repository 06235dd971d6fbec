//! An officer with a phone: writes, syncs, and keeps a list of everything written.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use beatbook_core::store::{Draft, Enrolment, Owner};
use beatbook_core::sync::{Central as _, Trouble, to_rest};
use beatbook_core::{Disk, Store, StoreError, TestEnv, Tx};
use beatbook_records::cell::Scope;
use beatbook_records::entry::Act;
use beatbook_records::record::Values;
use beatbook_records::wire::{Certificate, EnrolRequest};
use chrono::{DateTime, TimeDelta, Utc};
use ed25519_dalek::{Signer as _, SigningKey};
use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::town::lock;
use crate::{Dump, Link, Told, Town};

const KEY: [u8; 32] = [7; 32];

/// An officer with a phone.
pub struct Officer {
    /// The name.
    pub name: &'static str,
    /// The phone's clock.
    pub env: Arc<TestEnv>,
    /// The way to the hub.
    pub link: Link,
    pub(crate) dir: PathBuf,
    pub(crate) encrypted: bool,
    /// Saves as what is pulled is written, which a power cut may undo: to see that a test would notice.
    pub careless: AtomicBool,
    /// Another disk for the files beside the book.
    files: Mutex<Option<Arc<dyn Disk>>>,
    pub(crate) store: Mutex<Option<Mutex<Store>>>,
    pub(crate) written: Mutex<Vec<Told>>,
}

impl Officer {
    pub(crate) fn enrol(name: &'static str, code: &str, town: &Town, dir: PathBuf, encrypted: bool) -> Self {
        let seed =
            name.bytes().fold(7, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let env = Arc::new(TestEnv::new(town.now(), seed));
        let key = SigningKey::from_bytes(&seed_key(seed));
        let mut link = Link::new(Arc::clone(&town.hub), Arc::clone(&town.clock), None);
        let proof = key.sign(format!("beatbook-enrol\n{code}").as_bytes());
        let request = EnrolRequest {
            code: code.into(),
            public_key: hex::encode(key.verifying_key().to_bytes()),
            proof: hex::encode(proof.to_bytes()),
        };
        let reply = link.enrol(&request).expect("enrolment");
        let certificate: Certificate = serde_json::from_str(&reply.certificate).expect("a certificate");
        let mut store = open(&dir, encrypted, &env).expect("a book");
        let owner = Owner {
            device: certificate.device,
            actor: certificate.actor,
            name: certificate.name.clone(),
            organisation: certificate.organisation.clone(),
            hub: "http://hub.test".into(),
            scope: certificate.scope.clone(),
            incarnation: seed >> 1,
            enrolled_at: town.now(),
        };
        let enrolment = Enrolment {
            owner,
            signing_key: key.to_bytes(),
            certificate: reply.certificate,
            certificate_signature: hex::decode(&reply.signature).expect("hex"),
            organisation_key: hex::decode(&reply.organisation_key).expect("hex"),
        };
        store.write(|tx| tx.save_device(&enrolment)).map_err(|error: StoreError| error).expect("enrolled");
        let link = Link::new(Arc::clone(&town.hub), Arc::clone(&town.clock), Some((certificate.device, key)));
        let (store, careless) = (Mutex::new(Some(Mutex::new(store))), AtomicBool::new(false));
        Self {
            name,
            env,
            link,
            dir,
            encrypted,
            careless,
            files: Mutex::default(),
            store,
            written: Mutex::default(),
        }
    }

    /// Work with the phone's store.
    pub fn with<T>(&self, work: impl FnOnce(&mut Store) -> T) -> T {
        let store = lock(&self.store);
        let mut store = lock(store.as_ref().expect("the app runs"));
        work(&mut store)
    }

    /// Sync until nothing is left to do.
    ///
    /// # Errors
    /// What the sync ended with.
    pub fn sync(&self) -> Result<(), Trouble> {
        let store = lock(&self.store);
        to_rest(store.as_ref().expect("the app runs"), &mut self.link.clone())
    }

    /// Sync by another way than the link, or anything else that needs the store as sync sees it.
    pub fn with_access<T>(&self, work: impl FnOnce(&Mutex<Store>) -> T) -> T {
        let store = lock(&self.store);
        work(store.as_ref().expect("the app runs"))
    }

    /// Write an entry, and keep it on the list.
    ///
    /// # Errors
    /// What the store refused.
    pub fn try_write(
        &self,
        act: Act,
        kind: &str,
        record: Option<Uuid>,
        values: Value,
    ) -> Result<Uuid, StoreError> {
        let values: Values = values.as_object().cloned().expect("an object");
        let now = beatbook_core::Env::now(&*self.env);
        let given = values.clone();
        let kind = kind.to_owned();
        let careless = self.careless.load(Ordering::SeqCst);
        let (entry, _) = self.with(|store| {
            let work = |tx: &mut Tx<'_>| {
                let seen = match record {
                    Some(record) => tx.read().seen_now(record)?,
                    None => None,
                };
                let draft = Draft {
                    act,
                    kind: &kind,
                    record,
                    values: given,
                    reason: None,
                    occurred: now,
                    seen,
                    fixes: None,
                };
                tx.enter(draft)
            };
            if careless { store.write_pulled(work) } else { store.write(work) }
        })?;
        let record = record.unwrap_or(entry);
        lock(&self.written).push(Told { entry, record, values });
        self.env.advance(TimeDelta::milliseconds(7));
        Ok(entry)
    }

    /// Count an engagement; its record's id.
    pub fn counts(&self, kind: &str, area: &str) -> Uuid {
        let values = json!({"area": area, "kind": kind, "count": 1, "hotspot": "high-street"});
        self.try_write(Act::Create, "engagement", None, values).expect("a tap is saved")
    }

    /// Write a note; its record's id.
    pub fn notes(&self, text: &str, area: &str) -> Uuid {
        let values = json!({"area": area, "text": text, "speech_verbatim": false, "statement": "FACT"});
        self.try_write(Act::Create, "note", None, values).expect("a note is saved")
    }

    /// Change some values of a record.
    pub fn amends(&self, kind: &str, record: Uuid, values: Value) -> Uuid {
        self.try_write(Act::Amend, kind, Some(record), values).expect("an amend is saved")
    }

    /// Void a record.
    pub fn voids(&self, kind: &str, record: Uuid) -> Uuid {
        self.try_write(Act::Void, kind, Some(record), json!({})).expect("a void is saved")
    }

    /// Kill the app and start it again.
    pub fn restarts(&self) {
        drop(lock(&self.store).take());
        let mut store = reopen(|| open(&self.dir, self.encrypted, &self.env));
        if let Some(disk) = &*lock(&self.files) {
            store.use_disk(Arc::clone(disk));
        }
        *lock(&self.store) = Some(Mutex::new(store));
    }

    /// Have the files beside the book written through another disk, from now on.
    pub fn writes_through(&self, disk: Arc<dyn Disk>) {
        self.with(|store| store.use_disk(Arc::clone(&disk)));
        *lock(&self.files) = Some(disk);
    }

    /// Copy the phone's files, as a backup does; the app is stopped meanwhile.
    pub fn backs_up(&self, to: &Path) {
        drop(lock(&self.store).take());
        copy_folder(&self.dir, to);
        self.restarts();
    }

    /// Put files copied before in the place of the phone's.
    pub fn restores(&self, from: &Path) {
        drop(lock(&self.store).take());
        std::fs::remove_dir_all(&self.dir).expect("the old files go");
        copy_folder(from, &self.dir);
        let store = open(&self.dir, self.encrypted, &self.env).expect("the book opens again");
        *lock(&self.store) = Some(Mutex::new(store));
    }

    /// The phone's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The same phone with other files in its folder, which has its hub in another town.
    ///
    /// # Errors
    /// When the book does not open.
    pub fn found_with(&self, dir: PathBuf, town: &Town, written: Vec<Told>) -> Result<Self, StoreError> {
        // Whoever finds it draws other ids than whoever had it.
        static FOUND: AtomicU64 = AtomicU64::new(u64::MAX / 2);
        let env = Arc::new(TestEnv::new(self.now(), FOUND.fetch_add(1, Ordering::SeqCst)));
        let store = open(&dir, self.encrypted, &env)?;
        Ok(Self {
            name: self.name,
            env,
            link: self.link.to(town),
            dir,
            encrypted: self.encrypted,
            careless: AtomicBool::new(false),
            files: Mutex::default(),
            store: Mutex::new(Some(Mutex::new(store))),
            written: Mutex::new(written),
        })
    }

    /// What the phone has.
    #[must_use]
    pub fn dump(&self) -> Dump {
        drop(lock(&self.store).take());
        let conn = connect(&self.dir, self.encrypted);
        let dump = Dump::of_device(&conn);
        drop(conn);
        self.restarts();
        dump
    }

    /// The values of a record as the phone shows them, and whether it is voided.
    #[must_use]
    pub fn shows(&self, record: Uuid) -> Option<(Values, bool)> {
        let found = self.with(|store| store.read().record(record)).expect("a readable book");
        found.map(|record| (record.values, record.voided))
    }

    /// How many own entries are not confirmed.
    #[must_use]
    pub fn waiting(&self) -> u32 {
        self.with(|store| store.read().progress()).expect("a readable book").waiting
    }

    /// The chain of everything written here holds.
    pub fn verify_journal(&self) {
        self.with(|store| store.read().verify_journal())
            .unwrap_or_else(|fault| panic!("{}: {fault}", self.name));
    }

    /// The test's own list of what was written on this phone.
    #[must_use]
    pub fn written(&self) -> Vec<Told> {
        lock(&self.written).clone()
    }

    /// What the phone may hold.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.with(|store| store.read().enrolled()).expect("enrolled").scope
    }

    /// The phone's clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        beatbook_core::Env::now(&*self.env)
    }
}

fn open(dir: &Path, encrypted: bool, env: &Arc<TestEnv>) -> Result<Store, StoreError> {
    let env = Arc::<TestEnv>::clone(env);
    if encrypted { Store::open(dir, KEY, env) } else { Store::open_unencrypted(dir, env) }
}

/// A look into a phone's file, past the app.
#[must_use]
pub fn connect(dir: &Path, encrypted: bool) -> Connection {
    let conn = Connection::open(dir.join("book.db")).expect("the file");
    if encrypted {
        conn.pragma_update(None, "key", Store::key_text(KEY).as_str()).expect("the key");
    }
    conn
}

fn seed_key(seed: u64) -> [u8; 32] {
    let mut key = [3; 32];
    key[..8].copy_from_slice(&seed.to_be_bytes());
    key
}

pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for file in std::fs::read_dir(from).expect("files") {
        let file = file.expect("a file");
        let to = to.join(file.file_name());
        if file.path().is_dir() {
            copy_folder(&file.path(), &to);
        } else {
            std::fs::copy(file.path(), to).expect("a copy");
        }
    }
}

/// Open a book that was just shut. A process that another test is starting has this one's files for a moment, and with
/// them the lock.
fn reopen(open: impl Fn() -> Result<Store, StoreError>) -> Store {
    for _ in 0..1_000 {
        match open() {
            Err(StoreError::InUse) => std::thread::sleep(std::time::Duration::from_millis(5)),
            opened => return opened.expect("the book opens again"),
        }
    }
    panic!("the book is still in use");
}
