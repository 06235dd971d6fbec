//! The ledger: what must outlive a restored backup, kept outside of it.
//!
//! Rule: it only grows, an event an object, numbered without a gap; whoever finds a number taken takes the next. An event
//! is in it before its answer goes out, and replaying one twice changes nothing. Each names the hash of the one before.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, ensure};
use beatbook_records::entry::Hash;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::config::Files;
use crate::error::HubError;
use crate::objects::Objects;

/// Where events lie, below the authority.
const PREFIX: &str = "ledger";

/// Something that stays true whatever the book forgets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A code became a device, or signed one in again.
    Enrolled {
        /// The hash of the code, which is spent.
        code: Hash,
        /// The certificate, as signed.
        certificate: String,
        /// The organisation key's signature over it.
        signature: String,
    },
    /// A device was revoked.
    Revoked {
        /// The device.
        device: Uuid,
    },
    /// A device took numbers.
    Numbers {
        /// Which.
        series: String,
        /// The first.
        first: u64,
        /// The last.
        last: u64,
        /// The device.
        device: Uuid,
    },
    /// A record was erased.
    Erased {
        /// The record.
        record: Uuid,
        /// The ground for it.
        reason: String,
    },
    /// Devices were told that a verified backup goes up to here.
    Horizon {
        /// The commit number.
        commit_seq: u64,
        /// The chain there.
        chain: Hash,
    },
    /// The book was put back to here.
    Restored {
        /// The commit number.
        commit_seq: u64,
        /// The epoch that it goes on as.
        epoch: Uuid,
    },
}

/// An event at its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1.
    pub n: u64,
    /// The hash of the entry before as it is stored; zero before the first.
    pub prev: Hash,
    /// When, Unix milliseconds.
    pub at: i64,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// The ledger of an authority.
#[derive(Debug)]
pub struct Ledger {
    place: Option<Objects>,
    /// The last number seen; others may have gone on.
    last: AtomicU64,
}

impl Ledger {
    /// The ledger in the place that somebody named, else in a folder of the data directory.
    ///
    /// # Errors
    /// When it is no place, or the folder cannot be made.
    pub fn open(place: Option<&str>, dir: &Path, authority: i64) -> anyhow::Result<Self> {
        let files = match place {
            Some(place) if !place.trim().is_empty() => Files::named(Some(place), dir)?,
            _ => Files::Folder(dir.join(PREFIX)),
        };
        Ok(Self::in_place(Objects::open(&files, authority)?))
    }

    /// As [`Ledger::append`], while a request is answered.
    ///
    /// # Errors
    /// `Internal` where the place cannot be written: the request is not answered then.
    pub fn note(&self, event: Event, at: i64) -> Result<(), HubError> {
        self.append(event, at).map_err(|error| HubError::Internal(format!("{error:#}")))
    }

    /// The ledger in this place.
    #[must_use]
    pub const fn in_place(place: Objects) -> Self {
        Self { place: Some(place), last: AtomicU64::new(0) }
    }

    /// No ledger: what a hub in a simulation has.
    #[must_use]
    pub const fn none() -> Self {
        Self { place: None, last: AtomicU64::new(0) }
    }

    /// Put an event at the end. It is there when this returns.
    ///
    /// # Errors
    /// When the place cannot be written; the answer must then not go out.
    pub fn append(&self, event: Event, at: i64) -> anyhow::Result<()> {
        let Some(place) = &self.place else { return Ok(()) };
        if self.last.load(Ordering::Relaxed) == 0 {
            self.last.store(last_number(place)?, Ordering::Relaxed);
        }
        let mut entry = Entry { n: self.last.load(Ordering::Relaxed), prev: Hash::ZERO, at, event };
        loop {
            entry.prev = match entry.n {
                0 => Hash::ZERO,
                n => Hash::of(&[&place.get(&key(n))?.with_context(|| gap(n))?]),
            };
            entry.n += 1;
            let text = serde_json::to_vec(&entry).context("an event is plain JSON")?;
            if place.put_new(&key(entry.n), text.into()).context("cannot write the ledger")? {
                self.last.fetch_max(entry.n, Ordering::Relaxed);
                return Ok(());
            }
        }
    }

    /// Everything in it, in order.
    ///
    /// # Errors
    /// When the place cannot be read, or something in it is missing or was altered.
    pub fn read(&self) -> anyhow::Result<Vec<Entry>> {
        let Some(place) = &self.place else { return Ok(Vec::new()) };
        let (mut entries, mut prev) = (Vec::new(), Hash::ZERO);
        for n in 1..=last_number(place)? {
            let text = place.get(&key(n))?.with_context(|| gap(n))?;
            let entry: Entry =
                serde_json::from_slice(&text).with_context(|| format!("entry {n} of the ledger is none"))?;
            ensure!(
                entry.n == n && entry.prev == prev,
                "entry {n} of the ledger does not follow from the one before"
            );
            prev = Hash::of(&[&text]);
            entries.push(entry);
        }
        Ok(entries)
    }
}

/// So that their order as text is their order.
fn key(n: u64) -> String {
    format!("{PREFIX}/{n:012}.json")
}

fn gap(n: u64) -> String {
    format!("entry {n} of the ledger is missing")
}

fn last_number(place: &Objects) -> anyhow::Result<u64> {
    let listed = place.list(PREFIX).context("cannot read the ledger")?;
    let numbers = listed.iter().filter_map(|object| {
        let (_, name) = object.key.rsplit_once('/')?;
        name.strip_suffix(".json")?.parse().ok()
    });
    Ok(numbers.max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revoked(n: u128) -> Event {
        Event::Revoked { device: Uuid::from_u128(n) }
    }

    #[test]
    fn hubs_that_write_at_once_all_find_a_place() {
        let place = Objects::in_memory();
        std::thread::scope(|threads| {
            for hub in 0..4 {
                let ledger = Ledger::in_place(place.clone());
                threads.spawn(move || (0..10).for_each(|n| ledger.append(revoked(hub * 10 + n), 1).unwrap()));
            }
        });
        let entries = Ledger::in_place(place).read().unwrap();
        let there = |n| entries.iter().any(|entry| entry.event == revoked(n));
        assert!(entries.len() == 40 && (0..40).all(there));
    }

    #[test]
    fn what_is_missing_or_altered_is_noticed() {
        let place = Objects::in_memory();
        let ledger = Ledger::in_place(place.clone());
        (1..=3).for_each(|n| ledger.append(revoked(n), 1).unwrap());
        let second = place.get(&key(2)).unwrap().unwrap();
        place.delete(&key(2)).unwrap();
        assert!(ledger.read().unwrap_err().to_string().contains("entry 2 of the ledger is missing"));
        let text = String::from_utf8(second.to_vec()).unwrap().replace("\"at\":1", "\"at\":2");
        place.put(&key(2), text.into()).unwrap();
        assert!(ledger.read().unwrap_err().to_string().contains("entry 3 of the ledger does not follow"));
    }
}
