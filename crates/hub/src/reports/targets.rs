//! How far what was promised has got.
//!
//! Rule: a figure is the one that its own report tells of the same days; what was spent is what finance said.

use std::collections::BTreeMap;

use beatbook_records::report::counting::{COUNTINGS, counting};
use beatbook_records::report::period::{Period, london_date};
use beatbook_records::report::targets::{Measure, Programme, Standing, Target, standing};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::counted::CountedReport;
use super::figures::is_sample;
use super::patrol_summary;
use super::sheet::{Cell, Sheet};
use super::written::{Written, columns_of};
use crate::error::HubError;
use crate::store::Book;

/// How it is counted, as it is printed with the figures.
const RULE: &str = "Each target is measured by a figure of another report over the days of its programme, up to today. Person \
hours are each leg of a patrol times its crew; clock hours count a leg once. On pace means that as much is there as there \
would be by now if every day brought the same. What was spent is what finance said when the plan was last read in.";

/// A target and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TargetLine {
    /// What was promised.
    pub name: String,
    /// What is measured: `clock-hours`, `person-hours`, or a report and the code of its figure.
    pub measure: String,
    /// What that is called.
    pub measured: String,
    /// What was promised.
    pub target: u32,
    /// What is there; hours to the second.
    pub reached: f64,
    /// Whole percent of the target, rounded down.
    pub percent: u32,
    /// How it stands.
    #[schema(value_type = String)]
    pub standing: Standing,
    /// Pounds that may be spent.
    pub budget: Option<u32>,
    /// Pounds that were.
    pub spent: Option<u32>,
    /// Where its figure is told with its records, on the hub's pages.
    pub behind: String,
}

/// A programme and how its targets stand.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProgrammeLines {
    /// Its name.
    pub name: String,
    /// Who pays.
    pub funder: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last.
    pub to: NaiveDate,
    /// Its targets.
    pub targets: Vec<TargetLine>,
}

/// The whole report.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TargetsReport {
    /// Whose figures they are.
    pub organisation: String,
    /// Whether they are synthetic sample data.
    pub sample: bool,
    /// The day up to which it is counted.
    pub today: NaiveDate,
    /// Which plan it is of; 0 where none was read in.
    pub version: u32,
    /// How it is counted.
    pub rule: &'static str,
    /// The programmes.
    pub programmes: Vec<ProgrammeLines>,
}

/// The report of a day.
///
/// # Errors
/// `Store`; `Internal` where a plan names what this build does not measure.
pub fn of(store: &Book<'_>, now: DateTime<Utc>) -> Result<TargetsReport, HubError> {
    let today = london_date(now);
    let (version, plan) =
        store.targets()?.map_or((0, Vec::new()), |(version, plan)| (version, plan.programmes));
    let programmes = plan.iter().map(|programme| lines(store, programme, today)).collect::<Result<_, _>>()?;
    let organisation = store.organisation()?.unwrap_or_default();
    Ok(TargetsReport {
        sample: is_sample(&organisation),
        organisation,
        today,
        version,
        rule: RULE,
        programmes,
    })
}

fn lines(store: &Book<'_>, programme: &Programme, today: NaiveDate) -> Result<ProgrammeLines, HubError> {
    let reached = match programme.up_to(today) {
        Some(period) => measured(store, programme, period)?,
        None => BTreeMap::new(),
    };
    let line = |target: &Target| {
        let measure = measure_of(target)?;
        let there = reached.get(&measure).copied().unwrap_or_default();
        let percent = (there / f64::from(target.target) * 100.0).floor();
        Ok(TargetLine {
            name: target.name.clone(),
            measure: measure.to_string(),
            measured: words_of(measure),
            target: target.target,
            reached: there,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of hours and counts"
            )]
            percent: percent as u32,
            standing: standing(there, target.target, programme.elapsed(today), today > programme.to),
            budget: target.budget,
            spent: target.spent,
            behind: behind(measure, programme, today),
        })
    };
    Ok(ProgrammeLines {
        name: programme.name.clone(),
        funder: programme.funder.clone(),
        from: programme.from,
        to: programme.to,
        targets: programme.targets.iter().map(line).collect::<Result<_, HubError>>()?,
    })
}

fn measure_of(target: &Target) -> Result<Measure, HubError> {
    target.measure.parse().map_err(HubError::Internal)
}

/// What is there of everything that a programme measures, each report asked once.
fn measured(
    store: &Book<'_>,
    programme: &Programme,
    period: Period,
) -> Result<BTreeMap<Measure, f64>, HubError> {
    let wanted: Vec<Measure> = programme.targets.iter().map(measure_of).collect::<Result<_, _>>()?;
    let mut reached = BTreeMap::new();
    if wanted.iter().any(|measure| matches!(measure, Measure::ClockHours | Measure::PersonHours)) {
        let totals = patrol_summary::of(store, period)?.totals;
        let hours = |seconds: i64| seconds as f64 / 3_600.0;
        reached.insert(Measure::ClockHours, hours(totals.clock_seconds));
        reached.insert(Measure::PersonHours, hours(totals.person_seconds));
    }
    for counting in COUNTINGS {
        let asks =
            |measure: &Measure| matches!(measure, Measure::Figure { report, .. } if *report == counting.name);
        if wanted.iter().any(asks) {
            let rows = CountedReport::of(store, counting, period, None)?.rows;
            for (code, row) in counting.figures.codes.iter().zip(rows) {
                let measure = Measure::Figure { report: counting.name, code };
                reached.insert(measure, row.count as f64);
            }
        }
    }
    Ok(reached)
}

fn words_of(measure: Measure) -> String {
    match measure {
        Measure::ClockHours => "Clock hours".into(),
        Measure::PersonHours => "Person hours".into(),
        Measure::Figure { report, code } => {
            let words = counting(report).and_then(|report| report.figures.words_of(code));
            words.unwrap_or(code).to_owned()
        }
    }
}

/// The address of the figure, over the days that count.
fn behind(measure: Measure, programme: &Programme, today: NaiveDate) -> String {
    let Period { from, to } =
        programme.up_to(today).unwrap_or(Period { from: programme.from, to: programme.to });
    match measure {
        Measure::ClockHours | Measure::PersonHours => format!("/?from={from}&to={to}"),
        Measure::Figure { report, code } => {
            format!("/reports/{report}?from={from}&to={to}&figure={code}#records")
        }
    }
}

impl TargetLine {
    /// What is there, as people read it: counts whole, hours to a tenth, rounded down.
    #[must_use]
    pub fn there(&self) -> String {
        match self.measure.as_str() {
            "clock-hours" | "person-hours" => format!("{:.1}", (self.reached * 10.0).floor() / 10.0),
            _ => format!("{:.0}", self.reached),
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    fn counted(&self) -> Cell {
        let hours = matches!(self.measure.as_str(), "clock-hours" | "person-hours");
        if hours {
            Cell::Decimal((self.reached * 10.0).floor() / 10.0)
        } else {
            Cell::Count(self.reached as u64)
        }
    }

    fn cells(&self, programme: &ProgrammeLines) -> Vec<Cell> {
        let text = |text: &str| Cell::Text(text.to_owned());
        let pounds = |pounds: Option<u32>| pounds.map_or(Cell::Empty, |pounds| Cell::Whole(pounds.into()));
        vec![
            text(&programme.name),
            text(&programme.funder),
            Cell::Date(programme.from),
            Cell::Date(programme.to),
            text(&self.name),
            text(&self.measure),
            Cell::Whole(self.target.into()),
            self.counted(),
            Cell::Percent(self.percent.into()),
            text(self.standing.words()),
            pounds(self.budget),
            pounds(self.spent),
        ]
    }
}

impl Written for TargetsReport {
    fn sheet(&self) -> Sheet {
        let columns = [
            "programme",
            "funder",
            "from",
            "to",
            "promised",
            "measure",
            "target",
            "reached",
            "percent",
            "standing",
            "budget_pounds",
            "spent_pounds",
        ];
        let of = |programme: &ProgrammeLines| {
            programme.targets.iter().map(|target| target.cells(programme)).collect::<Vec<_>>()
        };
        let sample = self.sample.then(|| ("Data", "Synthetic sample data.".to_owned()));
        let notes = [
            ("Organisation", self.organisation.clone()),
            ("Up to", self.today.to_string()),
            ("Plan", format!("version {}", self.version)),
            ("How it is counted", self.rule.to_owned()),
        ];
        let mut sheet = Sheet {
            title: "Targets".into(),
            notes: notes.into_iter().chain(sample).collect(),
            columns: columns.map(Into::into).into(),
            rows: self.programmes.iter().flat_map(of).collect(),
            ..Sheet::default()
        };
        // The share and the standing would give a small count away.
        let derived = |row: usize, column: usize| (sheet.place(row, column), vec![sheet.place(row, 7)]);
        sheet.derived =
            (0..sheet.rows.len()).flat_map(|row| [8, 9].map(|column| derived(row, column))).collect();
        sheet
    }

    fn table(&self) -> String {
        let mut text = format!("{}: targets, up to {}\n", self.organisation, self.today);
        if self.sample {
            text += "Synthetic sample data: no real home, officer or person.\n";
        }
        for programme in &self.programmes {
            text += &format!(
                "\n{}, {} ({} to {})\n",
                programme.name, programme.funder, programme.from, programme.to
            );
            let rows: Vec<Vec<String>> = programme
                .targets
                .iter()
                .map(|line| {
                    let (there, of) = (line.there(), format!("of {}", line.target));
                    vec![
                        line.name.clone(),
                        there,
                        of,
                        format!("{}%", line.percent),
                        line.standing.words().into(),
                    ]
                })
                .collect();
            text += &columns_of(&rows, &[0, 4]);
        }
        text + &format!("\n{}\n", self.rule)
    }
}
