//! `rescue`.

use std::path::PathBuf;

use beatbook_hub::organisation;
use beatbook_records::rescue;
use clap::Args;

use super::answer;

/// Answer the rescue request of a phone whose PIN is forgotten. Make sure who is asking first: the code opens the book.
#[derive(Debug, Args)]
pub struct Rescue {
    /// The recovery key: `recovery.key` of the data directory, or wherever it is kept
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The request, as the phone shows it
    #[arg(required = true, num_args = 1..)]
    request: Vec<String>,
}

impl Rescue {
    pub fn run(self) -> anyhow::Result<()> {
        let secret = organisation::recovery_secret(&self.key)?;
        let code = rescue::answer(&secret, &self.request.concat())?;
        answer(&format!("{code}\n"))
    }
}
