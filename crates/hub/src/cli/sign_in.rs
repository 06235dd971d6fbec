//! `sign-in`.

use anyhow::{Context as _, bail};
use beatbook_hub::clock::SystemClock;
use beatbook_hub::organisation::Key;
use beatbook_hub::setup;
use clap::Args;
use uuid::Uuid;

use super::enrol::Shown;
use super::{By, Data, revoke};

/// Print a code that signs a device in again within ten minutes, on that device alone. Make sure who is asking first.
#[derive(Debug, Args)]
pub struct SignIn {
    #[command(flatten)]
    data: Data,
    /// The device, or its officer's name; with none given, the devices in use are listed
    #[arg(long, value_name = "ID or NAME")]
    device: Option<String>,
    #[command(flatten)]
    shown: Shown,
    #[command(flatten)]
    by: By,
}

impl SignIn {
    pub fn run(self) -> anyhow::Result<()> {
        let store = self.data.store()?;
        let store = store.book();
        let devices = store.devices_in_use()?;
        let Some(named) = &self.device else { return revoke::list(&devices) };
        let device = the_one(&devices, named)?;
        let key = Key::open(self.data.dir(), &SystemClock)?;
        let address = self.shown.address(&self.data)?;
        let with = (&SystemClock as _, &key, address.as_str());
        let issued = setup::sign_in_code(&store, with, device, self.by.sets_up())?;
        self.shown.tell(&issued.context("the device was revoked meanwhile")?)
    }
}

/// The one device that is meant by its id or by the name of its officer.
fn the_one(devices: &[(Uuid, String, i64)], named: &str) -> anyhow::Result<Uuid> {
    let named = named.trim();
    let fits = |(id, name, _): &&(Uuid, String, i64)| {
        Uuid::parse_str(named) == Ok(*id) || name.to_lowercase() == named.to_lowercase()
    };
    let meant: Vec<_> = devices.iter().filter(fits).collect();
    match meant[..] {
        [(device, ..)] => Ok(*device),
        [] => bail!("no device in use has this id or name; `beatbook-hub sign-in` without one lists them"),
        _ => bail!("{} devices in use are of this name: say which by its id", meant.len()),
    }
}
