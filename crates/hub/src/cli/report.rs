//! `report patrol-summary`.

use anyhow::bail;
use beatbook_hub::reports::figures::{self, Format};
use beatbook_hub::reports::patrol_summary;
use beatbook_records::report::period::Period;
use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::{Data, answer};

/// Print a report.
#[derive(Debug, Subcommand)]
pub enum Report {
    /// Hours, patrols and engagements per hotspot
    PatrolSummary(PatrolSummary),
}

/// Hours, patrols and engagements per hotspot.
#[derive(Debug, Args)]
pub struct PatrolSummary {
    #[command(flatten)]
    data: Data,
    /// The first day, as 2023-08-01
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// The last day, included
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    /// How it is written
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl Report {
    pub fn run(self) -> anyhow::Result<()> {
        let Self::PatrolSummary(summary) = self;
        summary.run()
    }
}

impl PatrolSummary {
    fn run(self) -> anyhow::Result<()> {
        let period = Period { from: self.from, to: self.to };
        if period.to < period.from {
            bail!("the last day is before the first");
        }
        let store = self.data.store()?;
        let store = store.book();
        let organisation = store.organisation()?.unwrap_or_default();
        let summary = patrol_summary::of(&store, period)?;
        answer(&figures::Report::of(&summary, &organisation).written(self.format))
    }
}
