//! The hub, its clock, and the end of every sync test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use beatbook_hub::clock::Clock;
use beatbook_hub::config::{Config, Database};
use beatbook_hub::state::Hub;
use beatbook_hub::store::{Book, Invitation, verify};
use beatbook_hub::{enrol, organisation};
use beatbook_records::entry::Hash;
use beatbook_records::role::Role;
use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;

use crate::officer::copy_folder;
use crate::{AtRest, Dump, Officer};

/// The hub's clock, set by hand; its randomness follows from a seed.
pub struct TownClock {
    now_ms: AtomicI64,
    drawn: AtomicU64,
    seed: u64,
}

impl Clock for TownClock {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }

    fn fill(&self, bytes: &mut [u8]) {
        for block in bytes.chunks_mut(32) {
            let drawn = self.drawn.fetch_add(1, Ordering::SeqCst);
            let hash = Hash::of(&[&self.seed.to_be_bytes(), &drawn.to_be_bytes()]);
            block.copy_from_slice(&hash.0[..block.len()]);
        }
    }
}

/// A town with a hub. It is deleted with its files when dropped.
pub struct Town {
    dir: TempDir,
    /// The hub's clock.
    pub clock: Arc<TownClock>,
    /// The hub.
    pub hub: Arc<Hub>,
}

impl Town {
    /// A town on the morning of 2 October 2023.
    #[must_use]
    pub fn new() -> Self {
        Self::on(Database::Embedded)
    }

    /// The same town with its book in another database.
    #[must_use]
    pub fn on(database: Database) -> Self {
        let now: DateTime<Utc> = "2023-10-02T09:00:00Z".parse().expect("a time");
        let dir = tempfile::tempdir().expect("a folder for the town");
        Self::at(dir, database, now.timestamp_millis(), 20_231_002)
    }

    /// Another hub of this town: a process of its own over the same book, with the same keys.
    #[must_use]
    pub fn another_hub(&self, database: Database) -> Arc<Hub> {
        let config = Config { database, ..Config::default() };
        Hub::open(&self.dir.path().join("hub"), &config, Arc::<TownClock>::clone(&self.clock)).expect("a hub")
    }

    /// A town whose hub is where this one's is now, and goes its own way from here.
    #[must_use]
    pub fn twin(&self) -> Self {
        let dir = tempfile::tempdir().expect("a folder for the town");
        copy_folder(&self.dir.path().join("hub"), &dir.path().join("hub"));
        Self::at(dir, Database::Embedded, self.clock.now_ms(), 20_231_003)
    }

    fn at(dir: TempDir, database: Database, now_ms: i64, seed: u64) -> Self {
        let clock = Arc::new(TownClock { now_ms: now_ms.into(), drawn: 0.into(), seed });
        let config = Config { database, ..Config::default() };
        let hub =
            Hub::open(&dir.path().join("hub"), &config, Arc::<TownClock>::clone(&clock)).expect("a hub");
        Self { dir, clock, hub }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.clock.now_ms()).expect("a time")
    }

    /// Let time pass for the hub; devices have clocks of their own.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.now_ms.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }

    /// An officer with a newly enrolled phone.
    #[must_use]
    pub fn officer(&self, name: &'static str) -> Officer {
        self.officer_of(name, Role::EnforcementOfficer, &[])
    }

    /// An officer with a newly enrolled phone, whose book is not encrypted.
    #[must_use]
    pub fn officer_unencrypted(&self, name: &'static str) -> Officer {
        let code = self.invites(name, Role::EnforcementOfficer, &[]);
        Officer::enrol(name, &code, self, self.place(name), false)
    }

    /// An officer of some areas.
    #[must_use]
    pub fn officer_of(&self, name: &'static str, role: Role, areas: &[&str]) -> Officer {
        let code = self.invites(name, role, areas);
        Officer::enrol(name, &code, self, self.place(name), true)
    }

    fn invites(&self, name: &'static str, role: Role, areas: &[&str]) -> String {
        let invitation = Invitation {
            name: name.to_owned(),
            role,
            areas: areas.iter().map(ToString::to_string).collect(),
        };
        let issued =
            enrol::issue(&self.hub.store(), &*self.clock, &self.hub.key, &invitation, "http://hub.test")
                .expect("a code");
        issued.code
    }

    /// A folder in the town.
    #[must_use]
    pub fn place(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What the hub has.
    #[must_use]
    pub fn dump(&self) -> Dump {
        Dump::of_hub(self.hub.store().sql())
    }

    /// A look into the file of an embedded hub, past the hub.
    #[must_use]
    pub fn connection(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.dir.path().join("hub").join("hub.sqlite")).expect("the hub's file")
    }

    /// Sync everybody until nothing moves, then: nothing waiting, nothing lost, all equal, chains verify.
    pub fn ends_well(&self, officers: &[&Officer]) {
        for _ in 0..2 {
            for officer in officers {
                officer.link.heal();
                officer.sync().unwrap_or_else(|trouble| panic!("{} cannot sync: {trouble}", officer.name));
            }
        }
        let hub = self.dump();
        for officer in officers {
            officer.verify_journal();
            let (device, expected) = (officer.dump(), hub.within(&officer.scope()));
            let at_rest = AtRest {
                name: officer.name,
                waiting: officer.waiting(),
                photos: officer.photos_waiting(),
                written: &officer.written(),
                dump: &device,
            };
            let fault = at_rest.fault(&hub, &expected);
            assert!(fault.is_none(), "{}", fault.unwrap_or_default());
        }
        verify::verify(self.hub.store().sql()).expect("the hub's book verifies");
        self.files_are_true().expect("every file is what its name says");
    }

    /// Work with the hub's store, as the hub's own functions do.
    pub fn with_store<T>(&self, work: impl FnOnce(&Book<'_>) -> T) -> T {
        work(&self.hub.store())
    }

    /// The secret half of the organisation's recovery key.
    #[must_use]
    pub fn recovery_secret(&self) -> [u8; 32] {
        let file = self.dir.path().join("hub").join(organisation::RECOVERY);
        organisation::recovery_secret(&file).expect("a recovery key")
    }
}

impl Default for Town {
    fn default() -> Self {
        Self::new()
    }
}

/// Lock, whatever happened to the one before.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
