//! `verify`.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use beatbook_hub::backup::{self, Kept, Place};
use beatbook_hub::blobs;
use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::ledger::{Event, Ledger};
use beatbook_hub::organisation;
use beatbook_hub::reports::{self, WrongTotals};
use beatbook_hub::store::{Book, verify};
use clap::Args;

use super::{Data, answer};

/// Recompute every chain, signature and digest from the bytes kept, every day's totals, and every file's hash: of the book, or of a backup
/// (without files, which are not in it) in a scratch place. A
/// backup that verifies counts from then on: devices hear up to where it goes.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    data: Data,
    /// The place of the backups: verify one of them instead of the book
    #[arg(long, value_name = "PLACE")]
    from: Option<String>,
    /// Which backup; by default the newest
    #[arg(long, value_name = "NAME", requires = "from")]
    backup: Option<String>,
    /// The recovery key; by default `recovery.key` of the data directory
    #[arg(long, value_name = "FILE", requires = "from")]
    key: Option<PathBuf>,
}

impl Verify {
    pub fn run(self) -> anyhow::Result<()> {
        let (store, dir) = (self.data.store()?, self.data.dir());
        let book = store.book();
        let Some(from) = &self.from else {
            let verified = book.read(verify::verify)?;
            if let Some(WrongTotals { report, day }) = reports::verify_totals(&book)? {
                bail!(
                    "the totals of {day} for {report} are not what its records give. No record is affected; the \
                     totals were dropped and will be counted again"
                );
            }
            let files = blobs::verify(book.sql(), &self.data.objects()?)?;
            return answer(&format!("The book is in order: {verified}, {files} files.\n"));
        };
        let place = Place::open(from, dir, book.authority())?;
        let mut kept = chosen(&place, self.backup.as_deref())?;
        let key = self.key.unwrap_or_else(|| dir.join(organisation::RECOVERY));
        let secret = organisation::recovery_secret(&key)?;
        let verified = backup::prove(&place, &mut kept, &secret, dir, &SystemClock)?;
        answer(&format!("Backup {} is in order: {verified}.\n", kept.name))?;
        publish(&book, &self.data.ledger()?, &kept)
    }
}

/// A backup by its name, or the newest.
pub fn chosen(place: &Place, name: Option<&str>) -> anyhow::Result<Kept> {
    let all = place.list()?;
    let found = match name {
        Some(name) => all.into_iter().find(|kept| kept.name == name),
        None => all.into_iter().next_back(),
    };
    found.with_context(|| {
        format!("there is no backup{}", name.map_or(String::new(), |name| format!(" {name}")))
    })
}

/// From now on the backup counts.
pub fn publish(book: &Book<'_>, ledger: &Ledger, kept: &Kept) -> anyhow::Result<()> {
    let (commit_seq, chain, now_ms) = (kept.manifest.commit_seq, kept.manifest.chain, SystemClock.now_ms());
    // First: a restore must know what devices were promised.
    ledger.append(Event::Horizon { commit_seq, chain }, now_ms)?;
    if book.publish_horizon(commit_seq, &chain, now_ms)? {
        answer(&format!("Devices may rely on it: the verified horizon is commit {commit_seq}.\n"))
    } else {
        answer("It is of another history than the book's: the verified horizon stays where it was.\n")
    }
}
