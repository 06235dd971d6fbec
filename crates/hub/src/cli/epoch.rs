//! `new-epoch`.

use beatbook_hub::clock::{Clock as _, SystemClock};
use clap::Args;

use super::{Data, answer};

/// Go on as another history: every device reads the hub's book anew and offers again what it has not got. Needed whenever
/// the database may hold less than devices were told: a backup was restored, or an asynchronous standby was promoted.
#[derive(Debug, Args)]
pub struct NewEpoch {
    #[command(flatten)]
    data: Data,
}

impl NewEpoch {
    pub fn run(self) -> anyhow::Result<()> {
        let epoch = SystemClock.uuid_v7();
        self.data.store()?.book().begin_epoch(epoch)?;
        answer(&format!("The book goes on as {epoch}. Devices offer again what it has not got.\n"))
    }
}
