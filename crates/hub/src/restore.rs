//! Putting a backup back: verified, with the ledger replayed over it, under a new epoch, before anybody is served.
//!
//! Rule: a place that has a book already is left as it is. A book is served only once everything is done: until then it
//! lies in a scratch folder, or in a transaction.

use std::path::Path;

use anyhow::{Context as _, ensure};
use beatbook_records::entry::Hash;
use beatbook_records::wire::Certificate;
use uuid::Uuid;

use crate::backup::{self, Kept, Place, Scratch};
use crate::clock::Clock;
use crate::config::Database;
use crate::ledger::{Entry, Event, Ledger};
use crate::organisation::Key;
use crate::store::head::chain_at;
use crate::store::verify::{Verified, verify};
use crate::store::{Block, Book, NewDevice, copy, sqlite};

/// What is put back.
pub struct From<'f> {
    /// Where it lies.
    pub place: &'f Place,
    /// Which it is.
    pub kept: &'f Kept,
    /// The secret half of the recovery key.
    pub secret: [u8; 32],
    /// Whether it may end before what devices were told is safe.
    pub below_horizon: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Done {
    /// What was found in order.
    pub verified: Verified,
    /// How many events of the ledger were not in the backup yet.
    pub replayed: usize,
    /// The epoch that the book goes on as.
    pub epoch: Uuid,
    /// The officers whose devices may have what the book lacks.
    pub awaited: Vec<String>,
}

/// Put a backup in the place of a lost book.
///
/// # Errors
/// When there is a book already, the backup does not verify or ends before the horizon, or the ledger cannot be read: then
/// nothing was changed.
pub fn restore(
    from: &From<'_>,
    ledger: &Ledger,
    dir: &Path,
    database: &Database,
    key: &Key,
    clock: &dyn Clock,
) -> anyhow::Result<Done> {
    let file = dir.join(sqlite::FILE);
    // A log that stayed behind would be laid over the new book.
    let log = dir.join(format!("{}-wal", sqlite::FILE));
    ensure!(
        *database != Database::Embedded || !(file.exists() || log.exists()),
        "there is a book in {} already: move it aside first; nothing was changed",
        dir.display()
    );
    let entries = ledger.read().context("the ledger cannot be read; nothing was changed")?;
    let scratch = Scratch::below(dir, clock)?;
    let store = backup::open(from.place, from.kept, &from.secret, scratch.path())?;
    let verified = verify(store.book().sql()).context("the backup does not verify; nothing was changed")?;
    let horizon = horizon(&store.book(), &entries, from.below_horizon)?;
    let (now_ms, epoch) = (clock.now_ms(), clock.uuid_v7());
    let commit_seq = from.kept.manifest.commit_seq;
    let finish = |book: &Book<'_>| -> anyhow::Result<()> {
        book.note_restored(commit_seq, now_ms)?;
        if let Some((told, chain)) = &horizon {
            book.publish_horizon(*told, chain, now_ms)?;
        }
        Ok(())
    };
    let replayed = replay(&store.book(), &entries, key)?;
    store.book().begin_epoch(epoch)?;
    finish(&store.book())?;
    let awaited = store.book().awaited()?;
    ledger.append(Event::Restored { commit_seq, epoch }, now_ms)?;
    match database {
        Database::Embedded => {
            drop(store);
            std::fs::rename(scratch.path().join(sqlite::FILE), &file)
                .context("cannot put the book in its place")?;
            std::fs::File::open(dir)?.sync_all()?;
        }
        Database::Postgres { .. } => {
            let target = database.open(dir)?;
            copy::into(&target.book(), &store.book())?;
            finish(&target.book())?;
        }
    }
    Ok(Done { verified, replayed, epoch, awaited })
}

/// What devices were told of last, where it is of this history; refused where it is not, unless that was said.
fn horizon(book: &Book<'_>, entries: &[Entry], below: bool) -> anyhow::Result<Option<(u64, Hash)>> {
    let told = entries.iter().rev().find_map(|entry| match &entry.event {
        Event::Horizon { commit_seq, chain } => Some((*commit_seq, *chain)),
        _ => None,
    });
    let Some((commit_seq, chain)) = told else { return Ok(None) };
    let is_in_it = chain_at(book.sql(), commit_seq)? == Some(chain);
    ensure!(
        is_in_it || below,
        "this backup ends before what devices were told is safe: they may have let go of what it lacks. Take a newer \
         backup, or say --below-horizon; nothing was changed"
    );
    Ok(is_in_it.then_some((commit_seq, chain)))
}

/// Carry out what the ledger tells of and the book does not know; how much that was.
///
/// # Errors
/// When the database fails, or an enrolment was not signed with the organisation's key.
pub fn replay(book: &Book<'_>, entries: &[Entry], key: &Key) -> anyhow::Result<usize> {
    let mut new = 0;
    for Entry { at, event, .. } in entries {
        let news = match event {
            Event::Enrolled { code, certificate, signature } => {
                ensure!(
                    *signature == key.sign(certificate),
                    "the ledger tells of a device that this organisation's key did not enrol"
                );
                book.replay_enrolment(code, &device_of(certificate)?, *at)?
            }
            Event::Revoked { device } => book.revoke_device(*device, *at)?,
            Event::Numbers { series, first, last, device } => {
                book.replay_numbers(series, Block { first: *first, last: *last }, *device, *at)?
            }
            Event::Erased { record, reason } => book.erase(*record, reason, *at)?.is_some(),
            Event::Horizon { .. } | Event::Restored { .. } => false,
        };
        new += usize::from(news);
    }
    Ok(new)
}

fn device_of(certificate: &str) -> anyhow::Result<NewDevice> {
    let of: Certificate = serde_json::from_str(certificate).context("the ledger holds no certificate")?;
    let public_key = hex::decode(&of.public_key).ok().and_then(|bytes| bytes.try_into().ok());
    Ok(NewDevice {
        device: of.device,
        actor: of.actor,
        name: of.name,
        scope: of.scope,
        public_key: public_key.context("the ledger holds no key")?,
        certificate: certificate.to_owned(),
        enrolled_ms: of.issued,
    })
}

impl std::fmt::Debug for From<'_> {
    /// The secret is not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("From").field("kept", &self.kept.name).finish_non_exhaustive()
    }
}
