//! `report patrol-summary`, `report outcomes`, and the reports that count records.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use beatbook_hub::clock::{Clock as _, SystemClock};
use beatbook_hub::exports::{Audience, Export, hand_out};
use beatbook_hub::outcome_places::{self, Place};
use beatbook_hub::reports::counted::CountedReport;
use beatbook_hub::reports::figures::{self, Format};
use beatbook_hub::reports::written::Written;
use beatbook_hub::reports::{outcomes, partner_figures, patrol_summary, targets};
use beatbook_hub::store::Book;
use beatbook_records::report::counting::counting;
use beatbook_records::report::month::Months;
use beatbook_records::report::outcomes::Compared;
use beatbook_records::report::period::Period;
use chrono::{DateTime, NaiveDate};
use clap::{Args, Subcommand};

use super::hotspot_return::HotspotReturn;
use super::{By, Data, answer_bytes, day_of};

/// Print a report.
#[derive(Debug, Subcommand)]
pub enum Report {
    /// Hours, patrols and engagements per hotspot
    PatrolSummary(Dated),
    /// Inspections, plans, visual audits, leads and applications
    Licensing(Counts),
    /// Home security packs, from sign-up to follow-up
    Hardening(Counts),
    /// Where every item is that was bought, on the last day
    Packs(Counts),
    /// What officers did, act by act
    Enforcement(Counts),
    /// What stands in the street
    Equipment(Counts),
    /// Shops with six or more offences, and their plans
    Shops(Counts),
    /// How safe people feel, beside what officers saw there
    Perception(Counts),
    /// Outreach sessions and how many came
    Outreach(Counts),
    /// Shifts with partners, and days of action
    Partners(Counts),
    /// What was promised to those who pay, and how far it has got
    Targets(Targets),
    /// Crimes before and after in some places, by type
    Outcomes(Outcomes),
    /// What partners count themselves, before and after
    PartnerFigures(PartnerFigures),
    /// What funders are told of a month or a quarter, hotspot by hotspot; freeze it, restate it
    HotspotReturn(HotspotReturn),
}

/// How far what was promised has got today; from the plan that was read with `import targets`.
#[derive(Debug, Args)]
pub struct Targets {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    outward: Outward,
}

/// A report that counts records, over some days.
#[derive(Debug, Args)]
pub struct Counts {
    #[command(flatten)]
    dated: Dated,
    /// The figure whose records are listed in JSON, by its code in CSV
    #[arg(long, value_name = "CODE")]
    figure: Option<String>,
}

/// A report over some days.
#[derive(Debug, Args)]
pub struct Dated {
    #[command(flatten)]
    data: Data,
    /// The first day, as 2023-08-01
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// The last day, included
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    #[command(flatten)]
    outward: Outward,
}

/// Crimes before and after in some places, by type, beside the same change in the district that they lie in; from the
/// street files that were read with `import police-uk`.
#[derive(Debug, Args)]
pub struct Outcomes {
    #[command(flatten)]
    data: Data,
    /// The places, as groups of LSOA codes: {"groups": [{"name": "...", "lsoa11": [...], "lsoa21": [...]}]}; by default
    /// those that were written on the hub's pages or read with `import outcome-places`
    #[arg(long, value_name = "FILE")]
    places: Option<PathBuf>,
    /// The day whose places they are, where they are the hub's; by default today
    #[arg(long, value_name = "DATE", conflicts_with = "places")]
    places_of: Option<NaiveDate>,
    /// Only the place of this name; may be said more than once
    #[arg(long, value_name = "NAME")]
    place: Vec<String>,
    #[command(flatten)]
    periods: Periods,
    /// The district beside the places, as its LSOAs are named; by default the one that they lie in
    #[arg(long, value_name = "NAME")]
    comparison: Option<String>,
    #[command(flatten)]
    outward: Outward,
}

/// Figures that partners count themselves, each with its source; from the files that were read with
/// `import partner-figures`.
#[derive(Debug, Args)]
pub struct PartnerFigures {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    periods: Periods,
    #[command(flatten)]
    outward: Outward,
}

/// Two periods of months.
#[derive(Debug, Args)]
struct Periods {
    /// The first period, as 2022-07..2023-06
    #[arg(long, value_name = "MONTHS")]
    before: Months,
    /// The second period
    #[arg(long, value_name = "MONTHS")]
    after: Months,
}

impl Periods {
    fn compared(self) -> Compared {
        Compared { before: self.before, after: self.after }
    }
}

/// For whom a report is made, and by whom.
#[derive(Debug, Args)]
struct Outward {
    /// How it is written
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// For whom it is made: for the public, counts of 1 to 4 are hidden and no record is named
    #[arg(long = "for", value_enum, default_value = "partnership")]
    audience: Audience,
    #[command(flatten)]
    by: By,
}

impl Outward {
    fn hands_out<R: Written>(
        &self,
        store: &Book<'_>,
        report: &R,
        of: (&str, Option<Period>),
    ) -> anyhow::Result<()> {
        let made = self.by.now();
        let export = Export::report(report, of, self.format, self.audience, &made)?;
        answer_bytes(&hand_out(store, export, &made)?)
    }
}

impl Report {
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::PatrolSummary(dated) => dated.sums_up(),
            Self::Licensing(dated) => dated.counts("licensing"),
            Self::Hardening(dated) => dated.counts("hardening"),
            Self::Enforcement(dated) => dated.counts("enforcement"),
            Self::Packs(dated) => dated.counts("packs"),
            Self::Equipment(dated) => dated.counts("equipment"),
            Self::Shops(dated) => dated.counts("shops"),
            Self::Perception(dated) => dated.counts("perception"),
            Self::Outreach(dated) => dated.counts("outreach"),
            Self::Partners(dated) => dated.counts("partners"),
            Self::Targets(of) => of.run(),
            Self::Outcomes(outcomes) => outcomes.run(),
            Self::PartnerFigures(of) => of.run(),
            Self::HotspotReturn(of) => of.run(),
        }
    }
}

impl Dated {
    fn sums_up(self) -> anyhow::Result<()> {
        let (store, period) = (self.data.store()?, self.period()?);
        let store = store.book();
        let organisation = store.organisation()?.unwrap_or_default();
        let report = figures::Report::of(&patrol_summary::of(&store, period)?, &organisation);
        self.outward.hands_out(&store, &report, ("patrol-summary", Some(period)))
    }

    fn period(&self) -> anyhow::Result<Period> {
        let period = Period { from: self.from, to: self.to };
        if period.to < period.from { bail!("the last day is before the first") } else { Ok(period) }
    }
}

impl Counts {
    /// A report that counts records.
    fn counts(self, name: &str) -> anyhow::Result<()> {
        let Self { dated, figure } = self;
        let counting = counting(name).context("there is no such report")?;
        if let Some(figure) = figure.as_deref().filter(|figure| !counting.has(figure)) {
            let tables = counting
                .tables
                .iter()
                .flat_map(|table| table.columns.codes.iter().map(|column| table.figure(table.row, column)));
            let own = counting.figures.codes.iter().map(|code| (*code).to_owned());
            bail!(
                "there is no figure {figure}: there are {}",
                own.chain(tables).collect::<Vec<_>>().join(", ")
            );
        }
        let (store, period) = (dated.data.store()?, dated.period()?);
        let store = store.book();
        let report = CountedReport::of(&store, counting, period, figure.as_deref())?;
        dated.outward.hands_out(&store, &report, (name, Some(period)))
    }
}

impl Targets {
    fn run(self) -> anyhow::Result<()> {
        let store = self.data.store()?;
        let store = store.book();
        let now = DateTime::from_timestamp_millis(SystemClock.now_ms()).unwrap_or_default();
        self.outward.hands_out(&store, &targets::of(&store, now)?, ("targets", None))
    }
}

impl PartnerFigures {
    fn run(self) -> anyhow::Result<()> {
        let store = self.data.store()?;
        let store = store.book();
        let report = partner_figures::of(&store, self.periods.compared())?;
        self.outward.hands_out(&store, &report, ("partner-figures", None))
    }
}

impl Outcomes {
    fn run(self) -> anyhow::Result<()> {
        let store = self.data.store()?;
        let book = store.book();
        let mut places = self.places(&book)?;
        if let Some(name) = self.place.iter().find(|name| places.iter().all(|place| place.name != **name)) {
            bail!("there is no place named {name}");
        }
        places.retain(|place| self.place.is_empty() || self.place.contains(&place.name));
        let asked = outcomes::Asked { places, of: self.periods.compared(), comparison: self.comparison };
        self.outward.hands_out(&book, &outcomes::of(&book, &asked)?, ("outcomes", None))
    }

    fn places(&self, book: &Book<'_>) -> anyhow::Result<Vec<Place>> {
        if let Some(file) = &self.places {
            let text = std::fs::read_to_string(file).context("cannot read the places")?;
            return outcomes::places(&text).map_err(|why| anyhow::anyhow!("the places are not right: {why}"));
        }
        let day = self.places_of.unwrap_or_else(|| day_of(SystemClock.now_ms()));
        let places = outcome_places::of_day(&book.outcome_places()?, day);
        if places.is_empty() {
            bail!(
                "the hub has no places that stand on {day}: read some with `beatbook-hub import outcome-places`"
            );
        }
        Ok(places)
    }
}
