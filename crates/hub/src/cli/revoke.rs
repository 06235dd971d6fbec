//! `revoke`.

use anyhow::bail;
use beatbook_hub::setup;
use chrono::DateTime;
use clap::Args;
use uuid::Uuid;

use super::{By, Data, answer};

/// Revoke a device: its entries are kept, and it receives nothing.
#[derive(Debug, Args)]
pub struct Revoke {
    #[command(flatten)]
    data: Data,
    /// The device; with none given, the devices in use are listed
    device: Option<Uuid>,
    #[command(flatten)]
    by: By,
}

impl Revoke {
    pub fn run(self) -> anyhow::Result<()> {
        let store = self.data.store()?;
        let store = store.book();
        let Some(device) = self.device else { return list(&store.devices_in_use()?) };
        if !setup::revoke(&store, &self.data.ledger()?, device, self.by.sets_up())? {
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
