//! `erase`.

use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::ledger::Event;
use clap::Args;
use uuid::Uuid;

use super::{Data, answer};

/// Erase a record: its words go, here and on every device at its next contact; that it was there, and its place in the
/// chains, stay. This cannot be undone.
#[derive(Debug, Args)]
pub struct Erase {
    #[command(flatten)]
    data: Data,
    /// The record
    record: Uuid,
    /// The ground for it, such as the number of the request; no name of anybody
    #[arg(long)]
    reason: String,
}

impl Erase {
    pub fn run(self) -> anyhow::Result<()> {
        let Self { data, record, reason } = self;
        let store = data.store()?;
        let now_ms = SystemClock.now_ms();
        // First: a restored book, and every device that still has the words, must be told again.
        data.ledger()?.append(Event::Erased { record, reason: reason.clone() }, now_ms)?;
        match store.book().erase(record, &reason, now_ms)? {
            Some(entries) => {
                answer(&format!("Erased {record}: {entries} entries lost their words. Devices follow.\n"))
            }
            None => answer("It was erased before.\n"),
        }
    }
}
