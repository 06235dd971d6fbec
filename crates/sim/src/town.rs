//! A town: its hub, its phones, and the model's own account of what was written and where it must be.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use beatbook_hub::clock::Clock as _;
use beatbook_records::SCHEMA;
use beatbook_records::record::Values;
use chrono::TimeDelta;
use fastrand::Rng;
use serde_json::Value;
use uuid::Uuid;

use crate::crew::{self, CREW};
use crate::hub::Centre;
use crate::link::Parcel;
use crate::oracle::{self, Finding};
use crate::phone::Phone;
use crate::steps;
use crate::tally::{Event, Tally};

/// The morning of 2 October 2023, Unix milliseconds.
const MORNING_MS: i64 = 1_696_237_200_000;

/// One history in so many has its books in encrypted files; the others have theirs in memory.
const ENCRYPTED_ONE_IN: u64 = 20;

/// An entry as the model wrote it.
pub struct Written {
    /// The device that wrote it.
    pub author: Uuid,
    pub record: Uuid,
    pub values: Values,
}

/// A history under way.
pub struct Town {
    pub rng: Rng,
    pub centre: Centre,
    pub phones: Vec<Phone>,
    pub late: Vec<Parcel>,
    pub written: BTreeMap<Uuid, Written>,
    /// Notes and engagements that were ever created, sound ones.
    pub notes: Vec<Uuid>,
    pub taps: Vec<Uuid>,
    /// What a restored hub must be told again: it stands in for the ledger outside the backup.
    pub areas_of: BTreeMap<Uuid, (String, u32)>,
    /// A sync that did not come to an end.
    pub endless: bool,
    /// What was wrong with the sync of a phone that is not signed in.
    pub let_in: Option<String>,
    /// Whether its books are encrypted files.
    pub encrypted: bool,
    trace: bool,
    seed: u64,
}

impl Town {
    pub fn new(seed: u64, trace: bool) -> Self {
        let mut rng = Rng::with_seed(seed);
        let centre = Centre::new(MORNING_MS, seed);
        let crew = rng.usize(3..=4);
        let encrypted = seed.is_multiple_of(ENCRYPTED_ONE_IN);
        let phones = (0..crew).map(|place| crew::enrol(&centre, place, rng.u64(..), encrypted)).collect();
        Self {
            rng,
            centre,
            phones,
            late: Vec::new(),
            written: BTreeMap::new(),
            notes: Vec::new(),
            taps: Vec::new(),
            areas_of: BTreeMap::new(),
            endless: false,
            let_in: None,
            encrypted,
            trace,
            seed,
        }
    }

    /// Live through a history, then let everything heal and look whether all is as it must be.
    pub fn live(mut self, steps: u32, tally: &mut Tally) -> Result<(), Finding> {
        tally.note_many(Event::Encrypted, u64::from(self.encrypted));
        for step in 0..steps {
            self.pass_time(self.seed.rotate_left(step) % 60_000);
            steps::one(&mut self, tally)?;
            oracle::ends(&self)?;
        }
        oracle::ends_well(&mut self, tally)
    }

    /// Time passes for everybody.
    pub fn pass_time(&self, ms: u64) {
        let ms = i64::try_from(ms).unwrap_or(0) + 7;
        self.centre.clock.advance(ms);
        for phone in &self.phones {
            phone.env.advance(TimeDelta::milliseconds(ms));
        }
    }

    /// Note what a phone wrote.
    pub fn wrote(&mut self, phone: usize, entry: Uuid, record: Uuid, values: &Value) {
        let values = values.as_object().cloned().expect("an object");
        let author = self.phones[phone].device;
        self.written.insert(entry, Written { author, record, values });
        self.phones[phone].has.insert(entry);
    }

    /// Note what the hub has by now.
    pub fn note_hub(&mut self) {
        let known = self.centre.has.len();
        let store = self.centre.hub.store();
        let count: i64 = store
            .connection()
            .query_row("SELECT count(*) FROM entry", [], |row| row.get(0))
            .expect("a count");
        if usize::try_from(count) != Ok(known) {
            let mut ids = store.connection().prepare_cached("SELECT id FROM entry").expect("entries");
            let ids = ids.query_map([], |row| row.get::<_, [u8; 16]>(0)).expect("entries");
            self.centre.has = ids.map(|id| Uuid::from_bytes(id.expect("an id"))).collect();
        }
    }

    /// How many entries the hub has that were written under the schema before this one.
    pub fn of_older_apps(&self) -> u64 {
        let sql = "SELECT count(*) FROM entry WHERE json_extract(content, '$.schema') = ?1";
        let store = self.centre.hub.store();
        store
            .connection()
            .query_row(sql, [SCHEMA - 1], |row| row.get::<_, u32>(0).map(u64::from))
            .expect("a count")
    }

    /// Everything that some place must still have.
    pub fn must(&self) -> BTreeSet<Uuid> {
        let phones = self.phones.iter().flat_map(|phone| phone.has.iter());
        phones.chain(&self.centre.has).copied().filter(|entry| self.written.contains_key(entry)).collect()
    }

    /// One more phone.
    pub fn join(&mut self) {
        let (place, seed) = (self.phones.len(), self.rng.u64(..));
        self.phones.push(crew::enrol(&self.centre, place % CREW.len(), seed, self.encrypted));
    }

    /// A restored hub hears again what the ledger outside the backup has: who was revoked, who has which areas.
    pub fn replay_ledger(&self) {
        let store = self.centre.hub.store();
        for phone in self.phones.iter().filter(|phone| phone.revoked) {
            store.revoke_device(phone.device, self.centre.clock.now_ms()).expect("revoked");
        }
        for (device, (areas, version)) in &self.areas_of {
            let sql = "UPDATE device SET areas = ?2, scope_version = ?3 WHERE id = ?1 AND scope_version < ?3";
            store.connection().execute(sql, (device.as_bytes(), areas, version)).expect("a scope");
        }
    }

    pub fn say(&self, what: impl FnOnce() -> String) {
        if self.trace {
            say(&what());
        }
    }

    pub fn note(&self, tally: &mut Tally, event: Event, detail: impl Display) {
        tally.note(event);
        self.say(|| format!("{event:?} {detail}"));
    }
}

#[expect(clippy::print_stdout, reason = "a traced history is printed")]
fn say(line: &str) {
    println!("{line}");
}
