//! `revoke`.

use anyhow::bail;
use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::ledger::Event;
use chrono::DateTime;
use clap::Args;
use uuid::Uuid;

use super::{Data, answer};

/// Revoke a device: its entries are kept, and it receives nothing.
#[derive(Debug, Args)]
pub struct Revoke {
    #[command(flatten)]
    data: Data,
    /// The device; with none given, the devices in use are listed
    device: Option<Uuid>,
}

impl Revoke {
    pub fn run(self) -> anyhow::Result<()> {
        let store = self.data.store()?;
        let store = store.book();
        let Some(device) = self.device else { return list(&store.devices_in_use()?) };
        let now_ms = SystemClock.now_ms();
        if store.devices_in_use()?.iter().any(|(known, ..)| *known == device) {
            // First: what is not in the ledger would be forgotten by a restored book.
            self.data.ledger()?.append(Event::Revoked { device }, now_ms)?;
        }
        if !store.revoke_device(device, now_ms)? {
            bail!("no device in use has this id; `beatbook-hub revoke` without an id lists them");
        }
        answer(&format!("Revoked {device}. What it still hands in is kept for a person to decide.\n"))
    }
}

/// Devices, each with the day it was enrolled and the name of its officer.
pub fn list(devices: &[(Uuid, String, i64)]) -> anyhow::Result<()> {
    for (device, name, enrolled_ms) in devices {
        let enrolled = DateTime::from_timestamp_millis(*enrolled_ms).unwrap_or_default();
        answer(&format!("{device}  {}  {name}\n", enrolled.format("%Y-%m-%d")))?;
    }
    Ok(())
}
