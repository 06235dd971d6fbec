//! The hub as a process, the phones, and the end that all of them must come to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context as _, anyhow};
use beatbook_hub::Hub;
use beatbook_hub::clock::SystemClock;
use beatbook_hub::config::{Config, Files};
use beatbook_hub::objects::Objects;
use beatbook_hub::store::{Invitation, Store, verify};
use beatbook_records::role::Role;
use beatbook_tests::{Dump, ServedHub, hub_command, true_files};

use crate::phone::{Phone, home, lock};

/// Phones that are at it at the same time.
const AT_ONCE: usize = 4;
/// Officers of an area: each phone holds what the others of its area wrote.
const TO_AN_AREA: usize = 10;

/// A hub and its phones.
pub struct Town {
    data: PathBuf,
    hub: ServedHub,
    phones: Vec<Mutex<Phone>>,
}

/// What all had at the end.
pub struct End {
    /// Entries on the hub.
    pub entries: usize,
    /// Records there.
    pub records: usize,
    /// Values that lost a settlement.
    pub overruled: usize,
    /// Photos, each of which is what its name says.
    pub photos: usize,
}

impl Town {
    /// Start the hub and enrol the phones; one in so many stays open.
    pub fn begin(dir: &Path, devices: usize, open_one_in: usize) -> anyhow::Result<Self> {
        let data = dir.join("hub");
        let mut serve = hub_command(&["serve", "--listen", "127.0.0.1:0", "--data"]);
        serve.arg(&data).stderr(Stdio::null());
        let hub = ServedHub::start(serve);
        let links = invitations(&data, &format!("http://{}", hub.listening), devices)?;
        let enrol = |number: usize| {
            let (name, area) = (format!("phone {number}"), area_of(number));
            let stays_open = number.is_multiple_of(open_one_in);
            Phone::enrolled(home(dir, number), &links[number], name, area, stays_open).map(Mutex::new)
        };
        let phones = together(devices, &enrol)?;
        Ok(Self { data, hub, phones })
    }

    /// The number of the hub's process.
    pub fn hub(&self) -> u32 {
        self.hub.process()
    }

    /// Something that phones do one after the other, a few at the same time: `work` is told which turn it is.
    pub fn turns<T: Send>(
        &self,
        turns: usize,
        work: &(impl Fn(usize, &mut Phone) -> anyhow::Result<T> + Sync),
    ) -> anyhow::Result<Vec<T>> {
        together(turns, &|turn| work(turn, &mut lock(&self.phones[turn % self.phones.len()])))
    }

    /// Everybody comes to rest; then nothing waits, nothing is lost or there twice, all are equal, chains verify, and
    /// every photo is what its name says.
    pub fn ends_well(&self) -> anyhow::Result<End> {
        for _ in 0..2 {
            self.turns(self.phones.len(), &|_, phone| phone.comes_to_rest())?;
        }
        let store = Store::sqlite(&self.data)?;
        let book = store.book();
        let hub = Dump::of_hub(book.sql());
        let mut within: BTreeMap<Vec<String>, Dump> = BTreeMap::new();
        for phone in &self.phones {
            let scope = lock(phone).scope()?;
            within.entry(scope.areas.clone()).or_insert_with(|| hub.within(&scope));
        }
        let faults = self.turns(self.phones.len(), &|_, phone| {
            let expected = &within[&phone.scope()?.areas];
            phone.fault(&hub, expected)
        })?;
        let mut faults: Vec<String> = faults.into_iter().flatten().collect();
        let written = self.turns(self.phones.len(), &|_, phone| Ok(phone.written()?.len()))?;
        let written: usize = written.iter().sum();
        if hub.entries.len() != written {
            faults.push(format!("the hub has {} entries, {written} were written", hub.entries.len()));
        }
        if let Err(fault) = verify::verify(book.sql()) {
            faults.push(format!("the hub's book: {fault}"));
        }
        let files = Objects::open(&Files::Folder(self.data.join("files")), 1)?;
        let photos = true_files(&book, &files);
        if let Err(fault) = &photos {
            faults.push(format!("a photo: {fault}"));
        }
        anyhow::ensure!(faults.is_empty(), "{}", faults.join("\n"));
        let (entries, records, overruled) = (hub.entries.len(), hub.records.len(), hub.overruled.len());
        Ok(End { entries, records, overruled, photos: photos.unwrap_or(0) })
    }
}

fn area_of(number: usize) -> String {
    format!("area-{}", number / TO_AN_AREA)
}

/// A link for each phone, made beside the hub that serves.
fn invitations(data: &Path, address: &str, devices: usize) -> anyhow::Result<Vec<String>> {
    let config = Config { address: address.into(), ..Config::default() };
    let hub = Hub::open(data, &config, std::sync::Arc::new(SystemClock))?;
    let links = (0..devices).map(|number| {
        let role = Role::EnforcementOfficer;
        let of = Invitation { name: format!("phone {number}"), role, areas: vec![area_of(number)] };
        let issued = beatbook_hub::enrol::issue(&hub.store(), &SystemClock, &hub.key, &of, address);
        Ok(issued.context("no invitation")?.link)
    });
    links.collect()
}

/// Do something so many times, a few at the same time, begun in order; what each gave.
fn together<T: Send>(
    times: usize,
    work: &(impl Fn(usize) -> anyhow::Result<T> + Sync),
) -> anyhow::Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let worker = || -> anyhow::Result<Vec<(usize, T)>> {
        let mut done = Vec::new();
        loop {
            let turn = next.fetch_add(1, Ordering::SeqCst);
            if turn >= times {
                return Ok(done);
            }
            // Once one fails, the others end too.
            done.push((turn, work(turn).inspect_err(|_| next.store(times, Ordering::SeqCst))?));
        }
    };
    let done = thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE.min(times)).map(|_| scope.spawn(worker)).collect();
        let ended =
            workers.into_iter().map(|worker| worker.join().map_err(|_| anyhow!("a worker panicked"))?);
        ended.collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut done: Vec<(usize, T)> = done.into_iter().flatten().collect();
    done.sort_by_key(|(turn, _)| *turn);
    Ok(done.into_iter().map(|(_, what)| what).collect())
}
