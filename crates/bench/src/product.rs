//! The product's side of the contest: the real hub, real HTTP, the real encrypted book.

use std::path::Path;

use crate::contest::{Side, Way};
use crate::kept::{Kept, database};
use crate::phone::{AREA, Phone};
use crate::serving::Serving;

/// A hub and two phones.
pub struct Product {
    first: Phone,
    second: Phone,
    hub: Serving,
}

impl Side for Product {
    fn begin(folder: &Path, kept: Kept, way: Way<'_>) -> anyhow::Result<Self> {
        let hub = Serving::start(&folder.join("hub"), database(kept.new_database().as_deref()))?;
        let url = format!("http://{}", way(hub.address)?);
        let phone = |name: &str| Phone::enrolled(&folder.join(name), &hub.invite(name, &[], &url)?, AREA);
        Ok(Self { first: phone("first")?, second: phone("second")?, hub })
    }

    fn fill(&mut self, n: usize) -> anyhow::Result<()> {
        self.first.fill(n)
    }

    fn save(&mut self) -> anyhow::Result<()> {
        self.first.save(1)
    }

    fn hand_in(&mut self) -> anyhow::Result<()> {
        self.first.sync()
    }

    fn read(&mut self) -> anyhow::Result<()> {
        self.second.sync()
    }

    fn heard(&self) -> anyhow::Result<usize> {
        self.second.heard(self.first.patrol)
    }

    fn requests(&self) -> u64 {
        self.hub.requests()
    }

    const FIRST: &str = "first";
}
