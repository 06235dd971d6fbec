//! The patrol summary as figures: one row type behind the table, the CSV, the JSON and the page.
//!
//! Rule: it formats and never computes beyond turning seconds into minutes and hours.

use beatbook_records::codes::Activity;
use beatbook_records::report::patrol_summary::{LeftOut, Line, PatrolSummary, hhh_mm_ss};
use beatbook_records::report::period::Period;
use beatbook_records::report::suppression::Relation;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sheet::{Cell, Sheet};
use super::written::{Written, columns, notes};

/// What this page adds to the rule of the sums.
pub const MINUTES_RULE: &str =
    "Minutes are whole minutes of clock time: each line, the totals too, is rounded down by itself.";

/// How a report is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ValueEnum, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Lines of text for a terminal.
    Table,
    /// Comma-separated values, UTF-8, one header line.
    Csv,
    /// JSON.
    #[default]
    Json,
    /// A spreadsheet.
    Xlsx,
}

impl Format {
    /// Its name, and the end of its files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Whether an organisation's figures are made up, which everything printed must say.
#[must_use]
pub fn is_sample(organisation: &str) -> bool {
    organisation.starts_with("Sample")
}

/// A line of the summary. The order of the fields is the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figures {
    /// The hotspot's name; `Totals` on the last line.
    pub hotspot: String,
    /// Clock time as HHH:MM:SS.
    pub patrol_hours_hmmss: String,
    /// Whole minutes of clock time.
    pub patrol_minutes: i64,
    /// Patrols.
    pub patrols: u32,
    /// Residents talked to.
    pub resident_engagement: u32,
    /// Businesses talked to.
    pub business_engagement: u32,
    /// Person time as HHH:MM:SS.
    pub person_hours_hmmss: String,
    /// Examples of activities, the most frequent first, in words, with `; ` between.
    pub activities: String,
}

/// A patrol beside the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Beside {
    /// The patrol.
    pub patrol: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// `unfinished` or `voided`.
    pub why: &'static str,
}

/// The whole report, as JSON has it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Report {
    /// Whose figures they are.
    pub organisation: String,
    /// Whether they are synthetic sample data.
    pub sample: bool,
    /// The first day.
    pub from: String,
    /// The last day, included.
    pub to: String,
    /// The zone of those days.
    pub zone: &'static str,
    /// The rule of the sums.
    pub rule: String,
    /// A line per hotspot.
    pub lines: Vec<Figures>,
    /// The sums.
    pub totals: Figures,
    /// Patrols that are not in the sums.
    pub left_out: Vec<Beside>,
    /// The table.
    #[serde(skip)]
    pub sheet: Sheet,
}

impl Report {
    /// A summary in figures.
    #[must_use]
    pub fn of(summary: &PatrolSummary, organisation: &str) -> Self {
        let Period { from, to } = summary.period;
        Self {
            organisation: organisation.to_owned(),
            sample: is_sample(organisation),
            from: from.to_string(),
            to: to.to_string(),
            zone: summary.zone,
            rule: format!("{} {MINUTES_RULE}", summary.rule),
            lines: summary.lines.iter().map(figures).collect(),
            totals: figures(&summary.totals),
            left_out: summary.left_out.iter().map(beside).collect(),
            sheet: sheet(summary, organisation),
        }
    }
}

impl Written for Report {
    fn sheet(&self) -> Sheet {
        self.sheet.clone()
    }

    fn table(&self) -> String {
        let headings = [
            "Hotspot",
            "Hours",
            "Minutes",
            "Patrols",
            "Residents",
            "Businesses",
            "Person hours",
            "Activities",
        ];
        let cells = |line: &Figures| {
            [
                line.hotspot.clone(),
                line.patrol_hours_hmmss.clone(),
                line.patrol_minutes.to_string(),
                line.patrols.to_string(),
                line.resident_engagement.to_string(),
                line.business_engagement.to_string(),
                line.person_hours_hmmss.clone(),
                line.activities.clone(),
            ]
        };
        let rows: Vec<[String; 8]> = [headings.map(String::from)]
            .into_iter()
            .chain(self.lines.iter().chain([&self.totals]).map(cells))
            .collect();
        let mut text = format!("{}: patrol summary, {} to {}\n", self.organisation, self.from, self.to);
        if self.sample {
            text += "Synthetic sample data: no real patrol, officer or person.\n";
        }
        text.push('\n');
        text += &columns(&rows, &[0, 7]);
        text += &format!("\nDays of {}. {}\n", self.zone, self.rule);
        for beside in &self.left_out {
            text +=
                &format!("Not in the sums: patrol {} of {}, {}\n", beside.patrol, beside.started, beside.why);
        }
        text
    }
}

fn figures(line: &Line) -> Figures {
    let words = |activity: &Activity| Activity::LIST.words_of(activity.code()).unwrap_or(activity.code());
    Figures {
        hotspot: line.hotspot.clone(),
        patrol_hours_hmmss: hhh_mm_ss(line.clock_seconds),
        patrol_minutes: line.clock_seconds / 60,
        patrols: line.patrols,
        resident_engagement: line.resident_engagement,
        business_engagement: line.business_engagement,
        person_hours_hmmss: hhh_mm_ss(line.person_seconds),
        activities: line.activities.iter().map(words).collect::<Vec<_>>().join("; "),
    }
}

fn beside(out: &LeftOut) -> Beside {
    let started = out.started.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    Beside { patrol: out.patrol.to_string(), started, why: out.why.word() }
}

/// The columns, as files have them. The order is that of [`Figures`].
const COLUMNS: [&str; 8] = [
    "hotspot",
    "patrol_hours_hmmss",
    "patrol_minutes",
    "patrols",
    "resident_engagement",
    "business_engagement",
    "person_hours_hmmss",
    "activities",
];
/// Where the counts are: each is summed down its column.
const COUNTS: std::ops::RangeInclusive<usize> = 3..=5;
const PATROLS: usize = 3;
const ACTIVITIES: usize = 7;

/// The table with its sums below.
fn sheet(summary: &PatrolSummary, organisation: &str) -> Sheet {
    let rule = format!("{} {MINUTES_RULE}", summary.rule);
    let mut sheet = Sheet {
        title: "Patrol summary".into(),
        notes: notes(organisation, is_sample(organisation), summary.period, summary.zone, &rule),
        columns: COLUMNS.map(Into::into).into(),
        rows: summary.lines.iter().chain([&summary.totals]).map(cells).collect(),
        ..Sheet::default()
    };
    let totals = summary.lines.len();
    sheet.relations = COUNTS
        .map(|column| Relation {
            whole: sheet.place(totals, column),
            parts: (0..totals).map(|row| sheet.place(row, column)).collect(),
            exact: true,
        })
        .collect();
    // What one patrol did is told by its line.
    sheet.derived =
        (0..=totals).map(|row| (sheet.place(row, ACTIVITIES), vec![sheet.place(row, PATROLS)])).collect();
    sheet
}

fn cells(line: &Line) -> Vec<Cell> {
    let Figures { hotspot, activities, .. } = figures(line);
    vec![
        Cell::Text(hotspot),
        Cell::Duration(line.clock_seconds),
        Cell::Whole(line.clock_seconds / 60),
        Cell::Count(line.patrols.into()),
        Cell::Count(line.resident_engagement.into()),
        Cell::Count(line.business_engagement.into()),
        Cell::Duration(line.person_seconds),
        Cell::Text(activities),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(hotspot: &str, clock_seconds: i64) -> Line {
        Line { hotspot: hotspot.into(), clock_seconds, person_seconds: clock_seconds * 2, ..Line::default() }
    }

    fn report() -> Report {
        let day = "2024-06-30".parse().expect("a day");
        let summary = PatrolSummary {
            period: Period { from: day, to: day },
            zone: "Europe/London",
            rule: "A rule.",
            lines: vec![line("=cmd|' /C calc'!A0", 3_661), line("High Street, \"north\"", 59)],
            totals: line("Totals", 3_817_560),
            left_out: vec![],
        };
        Report::of(&summary, "Testford")
    }

    #[test]
    fn the_csv_has_the_columns_the_guard_and_the_quotes() {
        assert_eq!(
            report().csv(),
            "hotspot,patrol_hours_hmmss,patrol_minutes,patrols,resident_engagement,business_engagement,\
             person_hours_hmmss,activities\n\
             '=cmd|' /C calc'!A0,1:01:01,61,0,0,0,2:02:02,\n\
             \"High Street, \"\"north\"\"\",0:00:59,0,0,0,0,0:01:58,\n\
             Totals,1060:26:00,63626,0,0,0,2120:52:00,\n"
        );
    }

    #[test]
    fn the_table_says_the_zone_the_rule_and_the_long_hours() {
        let table = report().table();
        assert!(
            table.contains("1060:26:00") && table.contains("Europe/London") && table.contains("rounded down")
        );
    }
}
