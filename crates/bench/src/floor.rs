//! The floor's side of the contest.

use std::path::Path;

use beatbook_floor::{BATCH, Device, Hub, Record, records};

use crate::contest::{Side, Way};
use crate::kept::{Kept, floor_hub};

/// The floor's hub and devices.
pub struct Floor {
    first: Device,
    second: Device,
    spare: std::vec::IntoIter<Record>,
    requests: u64,
    _hub: Hub,
}

impl Side for Floor {
    fn begin(folder: &Path, kept: Kept, way: Way<'_>) -> anyhow::Result<Self> {
        let hub = floor_hub(folder, kept.new_database().as_deref())?;
        let at = way(hub.address)?;
        Ok(Self {
            first: Device::open(&folder.join("first.db"), at)?,
            second: Device::open(&folder.join("second.db"), at)?,
            spare: records(1_000, 2).into_iter(),
            requests: 0,
            _hub: hub,
        })
    }

    fn fill(&mut self, n: usize) -> anyhow::Result<()> {
        self.first.save_all(&records(n, 1))
    }

    fn save(&mut self) -> anyhow::Result<()> {
        self.first.save(&self.spare.next().expect("enough to spare"))
    }

    fn hand_in(&mut self) -> anyhow::Result<()> {
        self.requests += self.first.push()?.div_ceil(BATCH) as u64;
        Ok(())
    }

    fn read(&mut self) -> anyhow::Result<()> {
        self.second.pull().map(drop)
    }

    fn heard(&self) -> anyhow::Result<usize> {
        Ok(self.second.all()?.len())
    }

    fn requests(&self) -> u64 {
        self.requests
    }

    const FIRST: &str = "first.db";
}
