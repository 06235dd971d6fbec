//! The device's book on disk, and the only place with SQL.
//!
//! Rule: everything is written through [`Store::write`], one transaction that returns what changed;
//! everything is read through a [`Reader`]. It must not know actions, sync, HTTP or the screen.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior};
use serde::Serialize;
use uuid::Uuid;

use crate::env::Env;
use crate::folder::Disk;

mod blobs;
mod cells;
mod closed;
mod confirmed;
mod contacts;
mod damage;
mod device;
mod drafts;
mod erase;
mod erased;
mod error;
mod feed;
mod fork;
mod handle;
mod hotspots;
#[cfg(feature = "sim")]
mod image;
mod journal;
mod mend;
mod migrate;
mod nudges;
mod numbers;
mod offer;
mod open;
mod outbox;
mod overruled;
mod patrols;
mod pinned;
mod places;
#[cfg(feature = "sim")]
mod planted;
mod powers;
mod progress;
mod reading;
mod receipts;
mod records;
mod related;
mod rescue_file;
mod reserve;
mod safe;
mod salvage;
mod settings;
mod sign_out;
mod slip;
#[cfg(test)]
mod tests;
mod text;
mod watch;

pub use blobs::{
    Inbox, KeptPhoto, LetterPages, NamedPhoto, PhotoFault, PhotoFolder, PhotoState, SealedPhoto, Shot,
    SmallPictures, WaitingPhoto, keep_original, keep_sealed,
};
pub(crate) use blobs::{PHOTO_FORM, file_of, name_of};
pub use cells::WantedCell;
pub(crate) use contacts::contacts_in;
pub use device::{Enrolment, Owner};
pub use drafts::Draft as StoredDraft;
pub use error::{Failure, StoreError};
pub use feed::Received;
pub(crate) use handle::StoreThread;
pub use handle::{Access, StoreHandle};
#[cfg(feature = "sim")]
pub use image::Image;
pub use journal::{Draft, JournalFault};
pub use mend::Salvaged;
pub use offer::{After, Offer};
pub use overruled::OverruledValue;
pub use places::{Around, Looked, PlacePack, PlaceTask, SLICE as PLACES_SLICE};
pub use progress::{HeldEntry, Progress, SyncRow, WaitingEntry};
pub use reading::Reading;
pub use records::{EntryRow, Page, Stored};
pub use rescue_file::{RescueHeld, UnconfirmedEntry, UnsentPhoto};
use reserve::Reserve;
pub(crate) use text::{parse_time, time_text};

/// Called after each commit that changed something.
type Observer = Box<dyn Fn(&Changed) + Send>;

/// The open book: one connection, owned by one thread.
pub struct Store {
    conn: Connection,
    env: Arc<dyn Env>,
    observer: Option<Observer>,
    /// Whether a commit is durable when it returns, as the connection is set now.
    durable: bool,
    reserve: Reserve,
    /// How files beside the book are written.
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    key: Option<open::Key>,
    /// Whether the connection is to be opened anew before the next write.
    doubtful: bool,
    /// Held as long as the book is open: a second copy of the app finds it taken.
    _lock: Option<File>,
    /// The folder that is gone with the store.
    #[cfg(feature = "sim")]
    home: Option<tempfile::TempDir>,
}

/// What a transaction changed, so that the screen reads just that again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// The tables.
    pub tables: BTreeSet<&'static str>,
    /// The records.
    pub ids: BTreeSet<Uuid>,
    /// How many entries this device wrote: there is something to hand in.
    #[serde(skip)]
    pub entered: usize,
}

impl Changed {
    /// Whether nothing did.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }
}

/// One write transaction. What it wrote is there as a whole or not at all.
pub struct Tx<'t> {
    conn: &'t Connection,
    env: &'t dyn Env,
    changed: Changed,
    /// What a slice of the feed adds to the digests of cells, until it is written once.
    digests: cells::DigestChanges,
}

/// A look at the book.
#[derive(Clone, Copy)]
pub struct Reader<'r> {
    conn: &'r Connection,
}

impl Store {
    /// The one door for writes: what `work` writes is committed durably as one, or nothing is.
    ///
    /// # Errors
    /// What `work` fails with, or the commit; then nothing was written.
    pub fn write<T, E: Failure>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Changed), E> {
        self.commit_durably(true)?;
        let written = self.transact(work)?;
        self.reserve.look(&*self.env);
        Ok(written)
    }

    /// Write what the hub told, which can be pulled again: after a power cut the last of it may be
    /// missing, with its cursor, and nothing else. A save that follows makes it durable too.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_pulled<T, E: Failure>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Changed), E> {
        self.commit_durably(false)?;
        self.transact(work)
    }

    /// Set before the work and not back after it: work that panics or fails leaves nothing behind that the next save
    /// would inherit.
    fn commit_durably(&mut self, durable: bool) -> Result<(), StoreError> {
        if self.doubtful {
            self.reopen()?;
        }
        if self.durable != durable {
            self.conn.pragma_update(None, "synchronous", if durable { "FULL" } else { "NORMAL" })?;
            self.durable = durable;
        }
        Ok(())
    }

    fn transact<T, E: Failure>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Changed), E> {
        let written = self.try_transact(work);
        if let Err(error) = &written {
            self.note(error.of_store());
        }
        let (value, changed) = written?;
        if let Some(observer) = self.observer.as_ref().filter(|_| !changed.is_empty()) {
            observer(&changed);
        }
        Ok((value, changed))
    }

    fn try_transact<T, E: Failure>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Changed), E> {
        let transaction = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| E::from(error.into()))?;
        let mut tx = Tx::on(&transaction, &*self.env);
        let value = work(&mut tx)?;
        let changed = tx.changed;
        transaction.commit().map_err(|error| E::from(error.into()))?;
        Ok((value, changed))
    }

    /// Keep some room on the disk taken, for the save that finds none left.
    pub(crate) fn keep_reserve(&mut self) {
        self.reserve.keep(&*self.env);
    }

    /// Give that room up; whether there was any to give.
    pub(crate) fn release_reserve(&mut self) -> bool {
        self.reserve.release(&*self.env)
    }

    /// Note what went wrong, if that was the file: it is opened anew before the next write, and looked at as a whole
    /// if something could not be read.
    pub fn note(&mut self, error: Option<&StoreError>) {
        let Some(error) = error else { return };
        self.doubtful = self.doubtful || error.is_of_the_file();
        if error.is_of_what_is_there() {
            damage::suspect(&self.dir);
        }
    }

    /// Write the files beside the book through another disk: for tests that watch one.
    #[cfg(feature = "testing")]
    pub fn use_disk(&mut self, disk: Arc<dyn Disk>) {
        self.disk = disk;
    }

    /// A look at the book as last committed.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader { conn: &self.conn }
    }

    /// The clock and the ids.
    #[must_use]
    pub fn env(&self) -> &Arc<dyn Env> {
        &self.env
    }

    /// Have `observer` called after each commit that changed something, on the store's thread: it
    /// must not ask the store anything.
    pub fn observe(&mut self, observer: impl Fn(&Changed) + Send + 'static) {
        self.observer = Some(Box::new(observer));
    }
}

impl<'t> Tx<'t> {
    fn on(conn: &'t Connection, env: &'t dyn Env) -> Self {
        Self { conn, env, changed: Changed::default(), digests: cells::DigestChanges::default() }
    }

    /// A look at the book with what this transaction wrote so far.
    #[must_use]
    pub fn read(&self) -> Reader<'t> {
        Reader { conn: self.conn }
    }

    /// The clock and the ids.
    #[must_use]
    pub fn env(&self) -> &'t dyn Env {
        self.env
    }

    /// Note that a table changed.
    pub(crate) fn touch(&mut self, table: &'static str) {
        self.changed.tables.insert(table);
    }

    /// Note that a record changed.
    pub(crate) fn touch_record(&mut self, record: Uuid) {
        self.touch("record");
        self.changed.ids.insert(record);
    }
}
