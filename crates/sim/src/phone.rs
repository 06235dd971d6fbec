//! A phone of a history: the real book, its clock, and what the model says must be in it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

use beatbook_core::store::{Draft, Image};
use beatbook_core::{Env as _, Store, StoreError, TestEnv};
use beatbook_records::SCHEMA;
use beatbook_records::entry::Act;
use beatbook_records::record::Values;
use ed25519_dalek::SigningKey;
use serde_json::Value;
use uuid::Uuid;

/// How an entry comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    /// As this app writes it.
    Sound,
    /// With a value that is not right for its kind.
    Bad,
    /// Of a kind that nothing explains.
    Unknown,
    /// Of a kind and schema that only a newer app knows.
    Newer,
}

/// A phone.
pub struct Phone {
    pub name: &'static str,
    pub env: Arc<TestEnv>,
    pub store: Mutex<Store>,
    pub device: Uuid,
    pub key: SigningKey,
    /// The entries that must be in its book.
    pub has: BTreeSet<Uuid>,
    backups: Vec<(Image, BTreeSet<Uuid>)>,
    pub revoked: bool,
    /// Whether its clock was ever set by hand.
    pub jumped: bool,
    /// Whether its app is of the schema before this one: it writes entries of that, of kinds that there were.
    pub older: bool,
}

impl Phone {
    pub fn new(name: &'static str, env: Arc<TestEnv>, store: Store, device: Uuid, key: SigningKey) -> Self {
        let (store, has, backups) = (Mutex::new(store), BTreeSet::new(), Vec::new());
        Self { name, env, store, device, key, has, backups, revoked: false, jumped: false, older: false }
    }

    pub fn book(&self) -> MutexGuard<'_, Store> {
        self.store.lock().expect("no step panics inside the store")
    }

    /// Write an entry.
    pub fn write(
        &self,
        act: Act,
        kind: &str,
        record: Option<Uuid>,
        values: &Value,
        how: Making,
    ) -> Result<Uuid, StoreError> {
        let values: Values = values.as_object().cloned().expect("an object");
        let occurred = self.env.now();
        let mut book = self.book();
        let written = book.write(|tx| {
            let seen = match record {
                Some(record) => tx.read().seen_now(record)?,
                None => None,
            };
            let draft = Draft { act, kind, record, values, reason: None, occurred, seen, fixes: None };
            match how {
                Making::Sound if !self.older => tx.enter(draft),
                _ => tx.enter_changed(draft, |content, payload| {
                    let (content, payload) = change(how, content, payload);
                    if self.older { (of_schema(&content, SCHEMA - 1), payload) } else { (content, payload) }
                }),
            }
        });
        written.map(|(entry, _)| entry)
    }

    /// Keep a copy of everything, as a backup of the phone does.
    pub fn back_up(&mut self) {
        let image = Image::of(&self.book()).expect("a copy");
        self.backups.push((image, self.has.clone()));
    }

    /// Put a copy in the place of the book; whether there was one.
    pub fn roll_back(&mut self, which: usize) -> bool {
        let Some((image, has)) =
            (!self.backups.is_empty()).then(|| &self.backups[which % self.backups.len()])
        else {
            return false;
        };
        self.store = Mutex::new(image.open(self.env.clone()).expect("a copy"));
        self.has = has.clone();
        true
    }

    /// A second phone with everything that is on this one.
    pub fn twin(&self, seed: u64) -> Self {
        let env = Arc::new(TestEnv::new(self.env.now(), seed));
        let store = Image::of(&self.book()).and_then(|image| image.open(env.clone())).expect("a copy");
        let mut twin = Self::new(self.name, env, store, self.device, self.key.clone());
        (twin.has, twin.revoked, twin.jumped) = (self.has.clone(), self.revoked, self.jumped);
        twin.older = self.older;
        twin
    }

    /// The app starts again.
    pub fn restart(&mut self) {
        let store = Image::of(&self.book()).and_then(|image| image.open(self.env.clone())).expect("a copy");
        self.store = Mutex::new(store);
    }

    /// A record as the phone shows it.
    pub fn shows(&self, record: Uuid) -> Option<(Values, bool)> {
        let found = self.book().read().record(record).expect("a readable book");
        found.map(|record| (record.values, record.voided))
    }

    /// The own entries for which it has receipts.
    pub fn confirmed(&self) -> BTreeSet<Uuid> {
        let rows = self.ids("SELECT id FROM entry WHERE own = 1 AND state >= 2");
        rows.union(&self.shortened()).copied().collect()
    }

    /// The own creates that are safe and kept as their record alone.
    pub fn shortened(&self) -> BTreeSet<Uuid> {
        self.ids(
            "SELECT r.id FROM record AS r JOIN device AS d ON d.device = r.device
             WHERE NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.record = r.id AND e.own = 1)",
        )
    }

    fn ids(&self, sql: &str) -> BTreeSet<Uuid> {
        let book = self.book();
        let mut ids = book.connection().prepare_cached(sql).expect("a look");
        let ids = ids.query_map([], |row| row.get::<_, [u8; 16]>(0)).expect("a look");
        ids.map(|id| Uuid::from_bytes(id.expect("an id"))).collect()
    }

    /// Own entries that the hub has not confirmed.
    pub fn waiting(&self) -> u32 {
        self.book().read().progress().expect("a readable book").waiting
    }
}

fn change(how: Making, content: &str, payload: &str) -> (String, String) {
    let unknown = || content.replace("\"kind\":\"engagement\"", "\"kind\":\"drone_flight\"");
    match how {
        Making::Sound => (content.into(), payload.into()),
        Making::Bad => (content.into(), payload.replace("\"count\":1", "\"count\":-1")),
        Making::Unknown => (unknown(), payload.into()),
        Making::Newer => (of_schema(&unknown(), SCHEMA + 1), payload.into()),
    }
}

fn of_schema(content: &str, schema: u32) -> String {
    content.replace(&format!("\"schema\":{SCHEMA}"), &format!("\"schema\":{schema}"))
}
