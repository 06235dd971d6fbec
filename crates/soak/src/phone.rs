//! A phone of the soak: the real encrypted book, written to by turns. Most phones are closed between their turns, as an
//! app is that nobody looks at; some stay open for the whole run, so that what a long day leaks shows.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, anyhow};
use beatbook_core::store::{Draft, KeptPhoto, Page, keep_original};
use beatbook_core::sync::http::HttpCentral;
use beatbook_core::sync::{CentralError, Trouble, to_rest};
use beatbook_core::{Access as _, Book, Config, NoCamera, NoLocation, Store, StoreError, SystemEnv, Tx};
use beatbook_records::cell::Scope;
use beatbook_records::entry::{Act, Hash};
use beatbook_tests::{AtRest, Dump, Told, connect, photo};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::line::{Line, is_on_purpose};

/// As the other tests have it: there is nothing to protect.
const KEY: [u8; 32] = [7; 32];
/// Of how many requests one is lost, and of as many one answer.
const LOSES_ONE_IN: u32 = 25;
/// Of how many turns one begins with the app killed, where it was open.
const KILLED_ONE_IN: u32 = 12;
/// Of how many turns one has a photo.
const PHOTO_ONE_IN: u32 = 15;
/// The most bytes of a photo: two pieces of the upload.
const PHOTO_BYTES: usize = 400_000;
/// Notes that an officer may choose from to correct one.
const IN_SIGHT: u32 = 12;

/// What a turn came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Turn {
    /// Entries written.
    pub entries: usize,
    /// Photos among them.
    pub photos: usize,
    /// Hand-ins that came to an end.
    pub handed_in: usize,
    /// Hand-ins whose connection was lost on purpose.
    pub lost: usize,
    /// Hand-ins whose connection was lost by itself.
    pub broken: usize,
}

/// A phone.
pub struct Phone {
    /// Whose.
    pub name: String,
    area: String,
    dir: PathBuf,
    env: Arc<SystemEnv>,
    stays_open: bool,
    open: Option<Mutex<Store>>,
    line: Option<Line>,
    random: fastrand::Rng,
}

impl Phone {
    /// Enrolled by a link, in a folder.
    pub fn enrolled(
        dir: PathBuf,
        link: &str,
        name: String,
        area: String,
        stays_open: bool,
    ) -> anyhow::Result<Self> {
        let env = Arc::new(SystemEnv::new());
        let book = Book::open(Config {
            dir: dir.clone(),
            key: KEY,
            env: env.clone(),
            location: Arc::new(NoLocation),
            camera: Arc::new(NoCamera),
            sync: false,
        })?;
        let link = json!({"link": link, "hub": null}).to_string();
        book.call("enrol_device", &link).map_err(|error| anyhow!("{name} cannot enrol: {error:?}"))?;
        drop(book);
        let random = fastrand::Rng::with_seed(
            Hash::of(&[name.as_bytes()]).0.iter().fold(0, |seed, byte| seed << 1 ^ u64::from(*byte)),
        );
        Ok(Self { name, area, dir, env, stays_open, open: None, line: None, random })
    }

    /// Write a little, and hand it in if the line holds.
    pub fn turn(&mut self) -> anyhow::Result<Turn> {
        if self.random.u32(..KILLED_ONE_IN) == 0 {
            (self.open, self.line) = (None, None);
        }
        self.opens()?;
        let mut turn = Turn::default();
        for _ in 0..self.random.u32(1..=4) {
            self.writes()?;
            turn.entries += 1;
        }
        if self.random.u32(..PHOTO_ONE_IN) == 0 && self.takes_photo()? {
            (turn.entries, turn.photos) = (turn.entries + 1, 1);
        }
        match self.syncs() {
            Ok(()) => turn.handed_in = 1,
            Err(Trouble::Central(error) | Trouble::Photo(error)) if is_on_purpose(&error) => turn.lost = 1,
            Err(Trouble::Central(CentralError::NoConnection(_) | CentralError::TimedOut)) => turn.broken = 1,
            Err(trouble) => return Err(anyhow!("{} cannot hand in: {trouble}", self.name)),
        }
        if !self.stays_open {
            self.open = None;
        }
        Ok(turn)
    }

    /// Everything is well again: hand in and read to the end.
    pub fn comes_to_rest(&mut self) -> anyhow::Result<()> {
        self.opens()?;
        if let Some(line) = &mut self.line {
            line.heal();
        }
        self.syncs().with_context(|| format!("{} cannot sync", self.name))?;
        self.open = None;
        Ok(())
    }

    fn opens(&mut self) -> anyhow::Result<()> {
        if self.open.is_none() {
            let store = Store::open(&self.dir, KEY, self.env.clone());
            self.open = Some(Mutex::new(store.with_context(|| format!("{} does not open", self.name))?));
        }
        if self.line.is_none() {
            let hub = HttpCentral::enrolled(self.store(), self.env.clone())?.context("not enrolled")?;
            self.line = Some(Line::new(hub, self.random.fork(), LOSES_ONE_IN));
        }
        Ok(())
    }

    fn store(&self) -> &Mutex<Store> {
        self.open.as_ref().expect("the app runs")
    }

    fn syncs(&mut self) -> Result<(), Trouble> {
        let store = self.open.as_ref().expect("the app runs");
        to_rest(store, self.line.as_mut().expect("the app runs"))
    }

    /// A tap, a note, or a correction of a note that somebody of the area wrote.
    fn writes(&mut self) -> anyhow::Result<()> {
        match self.random.u32(..10) {
            0..6 => {
                let tap =
                    json!({"area": self.area, "kind": "RESIDENT", "count": 1, "hotspot": "high-street"});
                self.enters(Act::Create, "engagement", None, tap)
            }
            6..8 => {
                let text = format!("note {:016x}", self.random.u64(..));
                let note = json!({
                    "area": self.area, "text": text, "speech_verbatim": false, "statement": "FACT"
                });
                self.enters(Act::Create, "note", None, note)
            }
            _ => {
                let Some(note) = self.note_in_sight()? else { return self.writes() };
                let text = format!("corrected {:016x}", self.random.u64(..));
                self.enters(Act::Amend, "note", Some(note), json!({"text": text}))
            }
        }
    }

    fn note_in_sight(&mut self) -> anyhow::Result<Option<Uuid>> {
        let page = Page { kind: "note", before: None, limit: IN_SIGHT };
        let notes = self.store().with(move |store| store.read().records(page))?;
        Ok(self.random.choice(notes).map(|note| note.id))
    }

    fn enters(
        &self,
        act: Act,
        kind: &'static str,
        record: Option<Uuid>,
        values: Value,
    ) -> anyhow::Result<()> {
        let values = values.as_object().cloned().context("an object")?;
        let given = values.clone();
        let (entry, _) = self.store().with(move |store| {
            let occurred = store.env().now();
            store.write(|tx: &mut Tx<'_>| -> Result<Uuid, StoreError> {
                let seen = match record {
                    Some(record) => tx.read().seen_now(record)?,
                    None => None,
                };
                let (values, reason, fixes) = (given, None, None);
                tx.enter(Draft { act, kind, record, values, reason, occurred, seen, fixes })
            })
        })?;
        self.tells(&Told { entry, record: record.unwrap_or(entry), values })
    }

    fn takes_photo(&mut self) -> anyhow::Result<bool> {
        let Some(about) = self.note_in_sight()? else { return Ok(false) };
        let bytes = photo(self.random.usize(10_000..PHOTO_BYTES), self.random.u64(..));
        let original = self.dir.with_extension("camera.jpg");
        fs::write(&original, &bytes)?;
        let KeptPhoto { record, exhibit_ref } = keep_original(self.store(), &original, about)?;
        fs::remove_file(&original)?;
        let values = json!({
            "area": self.area, "about": about, "sha256": Hash::of(&[&bytes]), "bytes": bytes.len(), "media_type": "JPEG",
            "exhibit_ref": exhibit_ref, "copy": "MASTER"
        });
        let values = values.as_object().cloned().context("an object")?;
        self.tells(&Told { entry: record, record, values })?;
        Ok(true)
    }

    /// The list of what was written is kept in a file: in memory it would grow as a leak does.
    fn tells(&self, told: &Told) -> anyhow::Result<()> {
        let line = json!([told.entry, told.record, told.values]);
        let mut file = File::options().create(true).append(true).open(self.told())?;
        Ok(writeln!(file, "{line}")?)
    }

    fn told(&self) -> PathBuf {
        self.dir.with_extension("told")
    }

    /// What was written here.
    pub fn written(&self) -> anyhow::Result<Vec<Told>> {
        let file = match File::open(self.told()) {
            Ok(file) => BufReader::new(file),
            Err(_) => return Ok(Vec::new()), // it had no turn
        };
        let told = file.lines().map(|line| {
            let (entry, record, values) = serde_json::from_str(&line?)?;
            Ok(Told { entry, record, values })
        });
        told.collect()
    }

    /// What it may hold.
    pub fn scope(&mut self) -> anyhow::Result<Scope> {
        self.opens()?;
        let scope = self.store().with(|store| store.read().enrolled())?.scope;
        self.open = None;
        Ok(scope)
    }

    /// What is wrong with it, once it came to rest: `expected` is what the hub has within its scope.
    pub fn fault(&mut self, hub: &Dump, expected: &Dump) -> anyhow::Result<Option<String>> {
        let store = Store::open(&self.dir, KEY, self.env.clone())?;
        if let Err(fault) = store.read().verify_journal() {
            return Ok(Some(format!("{}: {fault}", self.name)));
        }
        let (waiting, photos) = (store.read().progress()?.waiting, store.read().photos_waiting()?.0);
        drop(store);
        let dump = Dump::of_device(&connect(&self.dir, true));
        let written = self.written()?;
        let at_rest = AtRest { name: &self.name, waiting, photos, written: &written, dump: &dump };
        Ok(at_rest.fault(hub, expected))
    }
}

/// Where the phone of this number lives.
pub fn home(all: &Path, number: usize) -> PathBuf {
    all.join(format!("phone-{number}"))
}

/// Lock, whatever happened to whoever had it before.
pub fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
