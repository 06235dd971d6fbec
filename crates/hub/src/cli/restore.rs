//! `restore`.

use std::path::PathBuf;

use anyhow::ensure;
use beatbook_hub::backup::Place;
use beatbook_hub::clock::SystemClock;
use beatbook_hub::organisation::{self, Key};
use beatbook_hub::restore::{self, From};
use clap::Args;

use super::verify::chosen;
use super::{Data, answer};

/// Put a backup in the place of a lost book: verified, with the ledger replayed over it, and under a new epoch, so that
/// every device offers again what it has not got. The hub must not run; a data directory with the organisation's keys and
/// without a book, or a database without one, takes it.
#[derive(Debug, Args)]
pub struct Restore {
    #[command(flatten)]
    data: Data,
    /// The place of the backups
    #[arg(long, value_name = "PLACE")]
    from: String,
    /// Which backup; by default the newest
    #[arg(long, value_name = "NAME")]
    backup: Option<String>,
    /// The recovery key; by default `recovery.key` of the data directory
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Take a backup that ends before what devices were told is safe: they may have let go of what is missing in it
    #[arg(long)]
    below_horizon: bool,
}

impl Restore {
    pub fn run(self) -> anyhow::Result<()> {
        let dir = self.data.dir();
        ensure!(
            dir.join(organisation::FILE).is_file(),
            "{} holds no {}: put the organisation's keys there first; devices trust no other",
            dir.display(),
            organisation::FILE
        );
        let place = Place::open(&self.from, dir, self.data.authority.into())?;
        let kept = chosen(&place, self.backup.as_deref())?;
        let key = self.key.clone().unwrap_or_else(|| dir.join(organisation::RECOVERY));
        let from = From {
            place: &place,
            kept: &kept,
            secret: organisation::recovery_secret(&key)?,
            below_horizon: self.below_horizon,
        };
        let signer = Key::open(dir, &SystemClock)?;
        let done = restore::restore(
            &from,
            &self.data.ledger()?,
            dir,
            &self.data.database()?,
            &signer,
            &SystemClock,
        )?;
        answer(&format!(
            "Restored backup {} up to commit {}: {}.\nThe ledger told of {} things since then. The book goes on as {}.\n",
            kept.name, kept.manifest.commit_seq, done.verified, done.replayed, done.epoch
        ))?;
        for name in done.awaited {
            answer(&format!("Waiting for {name}'s phone.\n"))?;
        }
        answer("Start the hub.\n")
    }
}
