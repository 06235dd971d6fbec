//! The outcomes report: crimes before and after in some places, beside the district they lie in.
//!
//! Rule: it gathers, and leaves every figure to `records::report::outcomes`; what it was made of is told with it, to the
//! hash of each file, so that anybody can make it again.

use std::collections::{BTreeMap, BTreeSet};

use beatbook_records::entry::Hash;
use beatbook_records::report::crime_type::CrimeType;
use beatbook_records::report::month::{Month, Months};
use beatbook_records::report::outcomes::{Change, Compared, Counts, RULE, SMALL, changes, missing};
use chrono::{DateTime, SecondsFormat};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::is_sample;
use super::partner_figures::{self, PartnerFigures};
use super::sheet::{Cell, Sheet};
use super::written::{Written, columns, guard};
use crate::outcome_places::Place;
pub use crate::outcome_places::places;
use crate::store::police::{PoliceFile, Within};
use crate::store::{Book, StoreResult};

/// Where the figures come from, as its licence wants it said.
const SOURCE: &str = "Street-level crime of data.police.uk. Contains public sector information licensed under the Open Government Licence v3.0.";

/// What is asked for.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// The places.
    pub places: Vec<Place>,
    /// The periods.
    pub of: Compared,
    /// The district beside them; `None` for the one that they lie in.
    pub comparison: Option<String>,
}

/// The whole report, as JSON has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Outcomes {
    /// Whose report it is.
    pub organisation: String,
    /// Whether it is synthetic sample data.
    pub sample: bool,
    /// Where the figures come from.
    pub source: &'static str,
    /// How they are made.
    pub rule: &'static str,
    /// The first period.
    #[schema(value_type = String)]
    pub before: Months,
    /// The second period.
    #[schema(value_type = String)]
    pub after: Months,
    /// Months of them that are not there.
    #[schema(value_type = Vec<String>)]
    pub missing: Vec<Month>,
    /// The district beside the places; `None` where none is known.
    pub comparison: Option<String>,
    /// A line per place and type of crime.
    pub lines: Vec<Line>,
    /// By which census each place was counted.
    pub geography: Vec<Geography>,
    /// The files that the figures come from.
    pub files: Vec<Source>,
    /// The hash of what was asked and of those files: equal hashes, equal figures.
    pub query: String,
    /// What partners count themselves, by other rules, beside all of that.
    pub partners: PartnerFigures,
}

/// A place's change in a type of crime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OutcomeLine)]
pub struct Line {
    /// The place.
    pub place: String,
    /// The type, in the words of partners' reports.
    pub crime_type: String,
    /// Crimes in the first period; `None` where a month is missing.
    pub before: Option<u32>,
    /// Crimes in the second.
    pub after: Option<u32>,
    /// After, less before.
    pub difference: Option<i64>,
    /// That in whole percent of before.
    pub pct_change: Option<i64>,
    /// The same of the district.
    pub pct_change_comparison: Option<i64>,
    /// Whether a count is small enough for chance to move it much.
    pub small: bool,
    /// Each month that is there.
    #[schema(value_type = BTreeMap<String, u32>)]
    pub months: BTreeMap<Month, u32>,
}

/// By which census's codes the crimes of a place were published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OutcomeGeography)]
pub struct Geography {
    /// The place.
    pub place: String,
    /// Crimes under codes that are only in its list of 2011.
    pub only_2011: u32,
    /// Only in that of 2021.
    pub only_2021: u32,
    /// In both.
    pub both: u32,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = OutcomeSource)]
pub struct Source {
    /// The month.
    #[schema(value_type = String)]
    pub month: Month,
    /// The force.
    pub force: String,
    /// Its name.
    pub name: String,
    /// The hash of its bytes.
    pub sha256: String,
    /// Crimes in it.
    pub crimes: u64,
    /// When it was taken in, RFC 3339.
    pub imported: String,
}

/// Make the report.
///
/// # Errors
/// When the store cannot be read.
pub fn of(store: &Book<'_>, asked: &Asked) -> StoreResult<Outcomes> {
    let organisation = store.organisation()?.unwrap_or_default();
    let files = store.police_files()?;
    let present: BTreeSet<Month> = files.iter().map(|file| file.month).collect();
    let comparison = match &asked.comparison {
        Some(name) => Some(name.clone()),
        None => district(store, &asked.places)?,
    };
    let beside = match &comparison {
        Some(name) => changes(&store.police_counts(Within::District(name))?.0, &present, asked.of),
        None => Vec::new(),
    };
    let (mut lines, mut geography) = (Vec::new(), Vec::new());
    for place in &asked.places {
        let (counts, codes) = store.police_counts(Within::Lsoas(&place.codes()))?;
        geography.push(geography_of(place, &codes));
        for (at, change) in changes(&counts, &present, asked.of).iter().enumerate() {
            lines.push(line(place, change, beside.get(at), &counts, &present));
        }
    }
    Ok(Outcomes {
        sample: is_sample(&organisation),
        organisation,
        source: SOURCE,
        rule: RULE,
        before: asked.of.before,
        after: asked.of.after,
        missing: missing(&present, asked.of),
        comparison,
        lines,
        geography,
        query: query(asked, &files),
        files: files.iter().map(source).collect(),
        partners: partner_figures::of(store, asked.of)?,
    })
}

/// The one district that all places lie in, by the published names of their LSOAs.
fn district(store: &Book<'_>, places: &[Place]) -> StoreResult<Option<String>> {
    let codes: BTreeSet<String> = places.iter().flat_map(Place::codes).collect();
    let mut names = store.police_districts(&codes)?;
    Ok(names.pop_first().filter(|_| names.is_empty()))
}

fn line(
    place: &Place,
    change: &Change,
    beside: Option<&Change>,
    counts: &Counts,
    present: &BTreeSet<Month>,
) -> Line {
    let code = change.crime_type.code();
    let of_month = |month: &Month| (*month, counts.get(&(change.crime_type, *month)).copied().unwrap_or(0));
    Line {
        place: place.name.clone(),
        crime_type: CrimeType::LIST.words_of(code).unwrap_or(code).to_owned(),
        before: change.before,
        after: change.after,
        difference: change.difference(),
        pct_change: change.percent(),
        pct_change_comparison: beside.and_then(Change::percent),
        small: change.is_small(),
        months: present.iter().map(of_month).collect(),
    }
}

fn geography_of(place: &Place, codes: &BTreeMap<String, u32>) -> Geography {
    let sum =
        |fits: &dyn Fn(&String) -> bool| codes.iter().filter(|(code, _)| fits(code)).map(|(_, n)| n).sum();
    let (old, new) = (&place.lsoa11, &place.lsoa21);
    Geography {
        place: place.name.clone(),
        only_2011: sum(&|code| old.contains(code) && !new.contains(code)),
        only_2021: sum(&|code| new.contains(code) && !old.contains(code)),
        both: sum(&|code| new.contains(code) && old.contains(code)),
    }
}

fn query(asked: &Asked, files: &[PoliceFile]) -> String {
    let hashes: Vec<String> = files.iter().map(|file| file.sha256.to_string()).collect();
    let text = serde_json::json!({ "asked": asked, "files": hashes }).to_string();
    Hash::of(&[text.as_bytes()]).to_string()
}

fn source(file: &PoliceFile) -> Source {
    let imported = DateTime::from_timestamp_millis(file.imported_ms).unwrap_or_default();
    Source {
        month: file.month,
        force: file.force.clone(),
        name: file.name.clone(),
        sha256: file.sha256.to_string(),
        crimes: file.lines,
        imported: imported.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

fn told<T: ToString>(figure: Option<T>) -> String {
    figure.map_or_else(String::new, |figure| figure.to_string())
}

fn percent(figure: Option<i64>) -> String {
    figure.map_or_else(String::new, |figure| format!("{figure}%"))
}

impl Line {
    fn typed(&self) -> Vec<Cell> {
        let count = |count: Option<u32>| count.map_or(Cell::Empty, |count| Cell::Count(count.into()));
        let percent = |percent: Option<i64>| percent.map_or(Cell::Empty, Cell::Percent);
        vec![
            Cell::Text(self.place.clone()),
            Cell::Text(self.crime_type.clone()),
            count(self.before),
            count(self.after),
            self.difference.map_or(Cell::Empty, Cell::Whole),
            percent(self.pct_change),
            percent(self.pct_change_comparison),
        ]
    }

    fn cells(&self) -> [String; 7] {
        [
            guard(&self.place),
            self.crime_type.clone(),
            told(self.before),
            told(self.after),
            told(self.difference),
            percent(self.pct_change),
            percent(self.pct_change_comparison),
        ]
    }
}

impl Outcomes {
    /// What is to be said beside the figures.
    fn notes(&self) -> Vec<(&'static str, String)> {
        let sample =
            self.sample.then(|| ("Data", "Synthetic sample data: no real crime, place or person.".into()));
        let missing: Vec<String> = self.missing.iter().map(Month::to_string).collect();
        let missing = (!missing.is_empty()).then(|| ("Months that are not there", missing.join(", ")));
        let compared = self.comparison.as_ref().map(|name| ("Beside them", format!("All {name}")));
        let rest = [
            ("Period", format!("{} against {}", self.after, self.before)),
            ("Zone", "Calendar months as they were published".into()),
            ("How it is counted", self.rule.into()),
            ("Source", self.source.into()),
            ("Query", self.query.clone()),
        ];
        let organisation = ("Organisation", self.organisation.clone());
        [organisation].into_iter().chain(sample).chain(missing).chain(compared).chain(rest).collect()
    }
}

impl Written for Outcomes {
    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet {
            title: "Outcomes".into(),
            notes: self.notes(),
            columns: [
                "place",
                "crime_type",
                "before",
                "after",
                "difference",
                "pct_change",
                "pct_change_comparison",
            ]
            .map(Into::into)
            .into(),
            rows: self.lines.iter().map(Line::typed).collect(),
            ..Sheet::default()
        };
        let derived = |row: usize, column: usize| {
            (sheet.place(row, column), vec![sheet.place(row, 2), sheet.place(row, 3)])
        };
        sheet.derived =
            (0..sheet.rows.len()).flat_map(|row| [4, 5].map(|column| derived(row, column))).collect();
        sheet
    }

    fn table(&self) -> String {
        let beside =
            self.comparison.as_ref().map_or_else(|| "Comparison".to_owned(), |name| format!("All {name}"));
        let headings = [
            "Place",
            "Crime type",
            &self.before.to_string(),
            &self.after.to_string(),
            "Difference",
            "Change",
            &beside,
        ]
        .map(str::to_owned);
        let cells = |line: &Line| {
            let mut cells = line.cells();
            cells[1] += if line.small { " *" } else { "" };
            cells
        };
        let rows: Vec<_> = [headings].into_iter().chain(self.lines.iter().map(cells)).collect();
        let mut text = format!("{}: outcomes, {} against {}\n", self.organisation, self.after, self.before);
        if self.sample {
            text += "Synthetic sample data: no real crime, place or person.\n";
        }
        text += &format!("\n{}", columns(&rows, &[0, 1]));
        text += &format!("\n* A count under {SMALL} goes up and down by chance.\n");
        if !self.missing.is_empty() {
            let months: Vec<String> = self.missing.iter().map(Month::to_string).collect();
            text += &format!("Months that are not there: {}\n", months.join(", "));
        }
        for Geography { place, only_2011, only_2021, both } in &self.geography {
            text += &format!(
                "{place}: crimes under LSOA codes of 2011 alone {only_2011}, of 2021 alone {only_2021}, of both {both}\n"
            );
        }
        let imported = self.files.iter().map(|file| file.imported.as_str()).max().unwrap_or("never");
        text += &format!(
            "{}\n{} {} files, the last taken in {imported}.\n",
            self.rule,
            self.source,
            self.files.len()
        );
        text += &format!("Query {}\n", self.query);
        let partners = self.partners.lines_text();
        if partners.is_empty() {
            text
        } else {
            format!("{text}\nCounted by partners themselves\n\n{partners}")
        }
    }
}
