//! `backup`.

use std::path::PathBuf;

use beatbook_hub::backup::{self, Place};
use beatbook_hub::clock::SystemClock;
use beatbook_hub::organisation;
use clap::Args;

use super::verify::publish;
use super::{Data, answer};

/// Put a sealed copy of the book into a place outside this machine, and see that it can be put back. While the hub serves.
#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    data: Data,
    /// The place: a folder, or s3://bucket/prefix with its address and keys in the AWS_... environment
    #[arg(long, value_name = "PLACE")]
    to: String,
    /// How many to keep; the last verified one stays in any case
    #[arg(long, default_value_t = 48)]
    keep: usize,
    /// The recovery key, to read the backup back and verify it; by default `recovery.key` of the data directory. Without
    /// it the backup does not count until `beatbook-hub verify --from` has read it
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

impl Backup {
    pub fn run(self) -> anyhow::Result<()> {
        let (store, dir) = (self.data.store()?, self.data.dir());
        let book = store.book();
        let place = Place::open(&self.to, dir, book.authority())?;
        let recovery = organisation::recovery_bytes(dir, &SystemClock)?;
        let mut kept = backup::make(&book, &place, &recovery, dir, &SystemClock)?;
        let backup::Manifest { commit_seq, book_bytes, sealed_bytes, .. } = kept.manifest;
        let name = kept.name.clone();
        answer(&format!(
            "Backup {name}: up to commit {commit_seq}, {book_bytes} bytes, {sealed_bytes} sealed.\n"
        ))?;
        let key = self.key.unwrap_or_else(|| dir.join(organisation::RECOVERY));
        if key.is_file() {
            let secret = organisation::recovery_secret(&key)?;
            let verified = backup::prove(&place, &mut kept, &secret, dir, &SystemClock)?;
            answer(&format!("Read back and verified: {verified}.\n"))?;
            publish(&book, &self.data.ledger()?, &kept)?;
        } else {
            answer("Not verified, since the recovery key is not here: it does not count yet.\n")?;
        }
        for gone in place.prune(self.keep)? {
            answer(&format!("Deleted backup {gone}.\n"))?;
        }
        Ok(())
    }
}
