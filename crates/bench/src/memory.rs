//! The most memory that a device and a hub ever have, each in a process of its own, beside the floor's.
//!
//! What was written is written by a process of its own too: measured is handing in and reading. The server of a
//! PostgreSQL database is no part of the hub and is not counted.

use crate::kept::Kept;
use crate::line::Line;
use crate::part::{HubOf, Task, Whose, device};

/// The most of the device and of the hub, in MiB.
struct Peaks {
    device: f64,
    hub: f64,
}

/// Measure it with so many records.
pub fn memory(kept: Kept, n: usize) -> anyhow::Result<Vec<Line>> {
    let (floor, product) = (peaks(Whose::Floor, kept, n)?, peaks(Whose::Product, kept, n)?);
    Ok(vec![
        Line::of("memory_device", kept, n, product.device).beside(floor.device),
        Line::of("memory_hub", kept, n, product.hub).beside(floor.hub),
    ])
}

fn peaks(whose: Whose, kept: Kept, n: usize) -> anyhow::Result<Peaks> {
    let folder = tempfile::tempdir()?;
    let place = folder.path();
    let hub = HubOf { whose, folder: place, database: kept.new_database(), invite: 2, areas: 0 };
    let (hub, welcome) = hub.start()?;
    let to = |number: usize| welcome.links.get(number).unwrap_or(&welcome.address);
    let (first, second) = (place.join("first"), place.join("second"));
    device(whose, &first, to(0), Task::Begin, 0)?;
    device(whose, &second, to(1), Task::Begin, 0)?;
    device(whose, &first, &welcome.address, Task::Fill, n)?;
    let handing_in = device(whose, &first, &welcome.address, Task::HandIn, n)?;
    let reading = device(whose, &second, &welcome.address, Task::Read, n)?;
    Ok(Peaks { device: handing_in.max(reading), hub: hub.ends()? })
}
