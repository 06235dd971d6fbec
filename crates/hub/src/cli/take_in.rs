//! `take-in`.

use std::fmt::Write as _;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use beatbook_hub::clock::SystemClock;
use beatbook_hub::config::Config;
use beatbook_hub::state::Hub;
use beatbook_hub::take_in::{TakenIn, take_in};
use beatbook_hub::{organisation, sign_in};
use clap::Args;

use super::{Data, answer};

/// Take in the rescue file of a phone that will not see the hub again. The hub may run. A file that is damaged, of another
/// organisation or of an unknown phone changes nothing; one that was taken in before adds nothing.
#[derive(Debug, Args)]
pub struct TakeIn {
    #[command(flatten)]
    data: Data,
    /// The file
    file: PathBuf,
    /// The recovery key; by default `recovery.key` of the data directory
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

impl TakeIn {
    pub fn run(self) -> anyhow::Result<()> {
        // A hub that is not there is not made for a file.
        drop(self.data.store()?);
        let key = self.key.clone().unwrap_or_else(|| self.data.dir().join(organisation::RECOVERY));
        let secret = organisation::recovery_secret(&key)?;
        let mut file = File::open(&self.file).context("cannot read the file")?;
        let config = Config {
            database: self.data.database()?,
            files: self.data.files.clone(),
            ledger: self.data.ledger.clone(),
            sign_in_days: sign_in::DAYS,
            ..Config::default()
        };
        let hub = Hub::open(self.data.dir(), &config, Arc::new(SystemClock))?;
        let taken = take_in(&hub, &mut file, &secret)?;
        answer(&told(&taken)?)?;
        ensure!(taken.photos_refused.is_empty(), "some photos were not taken; everything else was");
        Ok(())
    }
}

fn told(taken: &TakenIn) -> anyhow::Result<String> {
    let TakenIn { name, new, known, held, photos, photos_known, photos_refused } = taken;
    let mut text = format!(
        "Took in the rescue file of {name}'s phone: {new} new entries, {known} known before, {held} held for a person; \
         {photos} new photos, {photos_known} known before.\n"
    );
    for (sha256, why) in photos_refused {
        writeln!(text, "The photo {sha256} was not taken: {why}.")?;
    }
    Ok(text)
}
