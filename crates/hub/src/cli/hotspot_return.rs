//! `report hotspot-return`: look at a return, freeze it, restate it.

use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::exports::{Audience, Export, hand_out};
use beatbook_hub::reports::figures::Format;
use beatbook_hub::reports::freeze;
use beatbook_hub::reports::hotspot_return::ReturnReport;
use beatbook_hub::reports::written::Made;
use beatbook_records::report::return_period::ReturnPeriod;
use chrono::DateTime;
use clap::Args;

use super::{Data, answer_bytes};

/// What funders are told of a month or a quarter, hotspot by hotspot. What was frozen is printed as it was frozen, with
/// its hash, and with whether a recount gives the same.
#[derive(Debug, Args)]
pub struct HotspotReturn {
    #[command(flatten)]
    data: Data,
    /// The month, as 2023-08, or the quarter of the calendar, as 2023-Q3
    #[arg(long, value_name = "PERIOD")]
    period: ReturnPeriod,
    /// Freeze it: what is sent to funders, kept as it is
    #[arg(long, requires = "by", conflicts_with = "restate")]
    freeze: bool,
    /// Restate it, where a recount gives other figures
    #[arg(long, requires = "by")]
    restate: bool,
    /// Who stands for what is frozen or restated
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// What is said about the figures
    #[arg(long, value_name = "TEXT", default_value = "")]
    narrative: String,
    /// How it is written
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl HotspotReturn {
    pub fn run(self) -> anyhow::Result<()> {
        let store = self.data.store()?;
        let store = store.book();
        let now = DateTime::from_timestamp_millis(SystemClock.now_ms()).unwrap_or_default();
        let by = self.by.as_deref().unwrap_or_default();
        if self.freeze {
            freeze::freeze(&store, self.period, by, &self.narrative, now)?;
        }
        if self.restate {
            freeze::restate(&store, self.period, by, &self.narrative, now)?;
        }
        let report = ReturnReport::of(&store, self.period, now)?;
        let made = Made { at: now, by: self.by.unwrap_or_else(|| "command line".into()) };
        let of = ("hotspot-return", Some(self.period.days()));
        let export = Export::report(&report, of, self.format, Audience::Partnership, &made)?;
        answer_bytes(&hand_out(&store, export, &made)?)
    }
}
