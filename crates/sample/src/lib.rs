//! A small council to look at: clearly synthetic, and written the way real work is.
//!
//! Rule: nothing is inserted. Officers enrol with real codes, their devices' journals are written by
//! the core's own commands on a simulated clock, and handed in over HTTP. Only the hotspots and the
//! figures of the summary are those of a public document; officers, days and times are made up.

mod chance;
pub mod council;
mod device;
pub mod plan;
pub mod powers;

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context as _, bail};
use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::organisation::Key;
use beatbook_hub::reference::read_geojson;
use beatbook_hub::reports::figures::is_sample;
use beatbook_hub::store::places::{self, Replaced};
use beatbook_hub::store::{Book, Invitation, Store};
use beatbook_hub::{contacts, gazetteer};
use beatbook_records::role::Role;
use chrono::DateTime;

pub use device::Device;

/// What became of a call to [`load`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loaded {
    /// The council was written and handed in.
    Now,
    /// It was there already; nothing was done.
    Before,
}

/// Load the council into the hub that serves `hub_data` at `hub_url`. Safe to repeat: a call that was
/// cut short is taken up where it stopped.
///
/// # Errors
/// When the hub is not a sample council's, or does not answer.
pub fn load(hub_data: &Path, hub_url: &str) -> anyhow::Result<Loaded> {
    load_duties(hub_data, hub_url, &plan::duties(plan::SEED))
}

/// The same with other duties: a list for each officer, in order of time.
///
/// # Errors
/// As [`load`].
pub fn load_duties(hub_data: &Path, hub_url: &str, duties: &[Vec<plan::Duty>]) -> anyhow::Result<Loaded> {
    let store = Store::sqlite(hub_data).context("cannot open the hub's database")?;
    let store = store.book();
    let organisation = store.organisation()?.unwrap_or_default();
    if !is_sample(&organisation) {
        bail!(
            "this hub is {organisation}'s: the sample is loaded only where the name begins with \"Sample\""
        );
    }
    import_addresses(&store)?;
    powers::import(&store)?;
    import_contacts(&store)?;
    let devices: Vec<Device> = open_devices(hub_data)?;
    if devices.iter().all(Device::is_handed_in) {
        return Ok(Loaded::Before);
    }
    import_hotspots(&store)?;
    for device in &devices {
        if !device.is_enrolled()? {
            device.enrol(&invite(&store, hub_data, hub_url, device.officer)?)?;
        }
        device.hand_in()?; // brings the hotspots
    }
    std::thread::scope(|scope| -> anyhow::Result<()> {
        let writing: Vec<_> =
            devices.iter().zip(duties).map(|(device, duties)| scope.spawn(|| device.write(duties))).collect();
        writing.into_iter().try_for_each(|thread| thread.join().expect("writing does not panic"))
    })?;
    devices.iter().try_for_each(|device| device.hand_in().and_then(|()| device.note_handed_in()))?;
    Ok(Loaded::Now)
}

/// The officers' devices, as kept beside the hub's data.
///
/// # Errors
/// When a device's book cannot be opened.
pub fn open_devices(hub_data: &Path) -> anyhow::Result<Vec<Device>> {
    council::OFFICERS.iter().map(|officer| Device::open(&hub_data.join("sample-devices"), officer)).collect()
}

fn import_hotspots(store: &Book<'_>) -> anyhow::Result<()> {
    let known = store.hotspots()?;
    if council::HOTSPOTS.iter().all(|hotspot| known.hotspots.iter().any(|h| h.id == hotspot.id)) {
        return Ok(());
    }
    let (hotspots, rejected) = read_geojson(&council::geojson())?;
    if !rejected.is_empty() {
        bail!("{rejected:?}");
    }
    store.put_hotspots(&hotspots)?;
    Ok(())
}

fn import_addresses(store: &Book<'_>) -> anyhow::Result<()> {
    if places::version(store.sql())? > 0 {
        return Ok(());
    }
    let read = gazetteer::read(council::addresses().as_bytes(), None, &HashSet::new())?;
    if !read.rejected.is_empty() {
        bail!("{:?}", read.rejected);
    }
    let part = Replaced { kind: read.part.kind, area: None };
    store.put_places(part, &read.places, gazetteer::in_order, SystemClock.now_ms())?;
    Ok(())
}

fn import_contacts(store: &Book<'_>) -> anyhow::Result<()> {
    if store.contacts()?.is_some() {
        return Ok(());
    }
    let now_ms = SystemClock.now_ms();
    let today = DateTime::from_timestamp_millis(now_ms).context("no day has this time")?.date_naive();
    store.put_contacts(&contacts::read(council::CONTACTS, today)?, now_ms)?;
    Ok(())
}

/// A code for an officer, as `beatbook-hub enrol` prints one.
fn invite(store: &Book<'_>, hub_data: &Path, hub_url: &str, officer: &str) -> anyhow::Result<String> {
    let key = Key::open(hub_data, &SystemClock)?;
    let of = Invitation { name: officer.into(), role: Role::EnforcementOfficer, areas: Vec::new() };
    Ok(beatbook_hub::enrol::issue(store, &SystemClock, &key, &of, hub_url)?.link)
}
