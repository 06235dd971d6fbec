//! The figures of partners over two periods, each with its source.
//!
//! Rule: it gathers the files that stand, and leaves every figure to `records::report::partner_figures`.

use beatbook_records::entry::Hash;
use beatbook_records::report::month::Months;
use beatbook_records::report::outcomes::Compared;
use beatbook_records::report::partner_figures::{Compare, RULE, compare};
use chrono::{DateTime, SecondsFormat};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::is_sample;
use super::sheet::{Cell, Sheet};
use super::written::{Written, columns, guard};
use crate::partner_figures::{PartnerFile, standing};
use crate::store::{Book, StoreResult};

/// The whole report, as JSON has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartnerFigures {
    /// Whose report it is.
    pub organisation: String,
    /// Whether it is synthetic sample data.
    pub sample: bool,
    /// How the figures are to be read.
    pub rule: &'static str,
    /// The first period.
    #[schema(value_type = String)]
    pub before: Months,
    /// The second period.
    #[schema(value_type = String)]
    pub after: Months,
    /// A line per source, place and measure.
    pub lines: Vec<PartnerLine>,
    /// Where they come from.
    pub sources: Vec<PartnerSource>,
    /// The hash of what was asked and of the files: equal hashes, equal figures.
    pub query: String,
}

/// What a partner counts in a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartnerLine {
    /// Who counted.
    pub source: String,
    /// Where.
    pub place: String,
    /// Of what.
    pub measure: String,
    /// In the first period; `None` where it is not covered.
    pub before: Option<u32>,
    /// In the second.
    pub after: Option<u32>,
    /// The change, in whole percent of before.
    pub pct_change: Option<i64>,
    /// Whether the partner stated that change, and it was not computed.
    pub stated: bool,
    /// Whether a count is small enough for chance to move it much.
    pub small: bool,
}

/// A file of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PartnerSource {
    /// Who counted.
    pub source: String,
    /// Over which areas, by which rules.
    pub geography: String,
    /// The file.
    pub name: String,
    /// The hash of its bytes.
    pub sha256: String,
    /// When it was read in, RFC 3339.
    pub imported: String,
}

/// Make the report.
///
/// # Errors
/// When the store cannot be read.
pub fn of(store: &Book<'_>, of: Compared) -> StoreResult<PartnerFigures> {
    let files = store.partner_files()?;
    Ok(PartnerFigures::of(store.organisation()?.unwrap_or_default(), &standing(&files), of))
}

impl PartnerFigures {
    /// What files say of two periods.
    #[must_use]
    pub fn of(organisation: String, files: &[&PartnerFile], of: Compared) -> Self {
        let lines_of = |file: &&PartnerFile| -> Vec<PartnerLine> {
            compare(&file.of.figures, of).iter().map(|said| line(file, said)).collect()
        };
        let hashes: Vec<String> = files.iter().map(|file| file.of.sha256.to_string()).collect();
        let query = serde_json::json!({ "asked": of, "files": hashes }).to_string();
        Self {
            sample: is_sample(&organisation),
            organisation,
            rule: RULE,
            before: of.before,
            after: of.after,
            lines: files.iter().flat_map(lines_of).collect(),
            sources: files.iter().map(|file| source(file)).collect(),
            query: Hash::of(&[query.as_bytes()]).to_string(),
        }
    }
}

fn line(file: &PartnerFile, said: &Compare<'_>) -> PartnerLine {
    PartnerLine {
        source: file.of.source.clone(),
        place: said.place.to_owned(),
        measure: said.measure.to_owned(),
        before: said.before,
        after: said.after,
        pct_change: said.percent,
        stated: said.stated,
        small: said.is_small(),
    }
}

fn source(file: &PartnerFile) -> PartnerSource {
    let imported = DateTime::from_timestamp_millis(file.imported_ms).unwrap_or_default();
    PartnerSource {
        source: file.of.source.clone(),
        geography: file.of.geography.clone(),
        name: file.of.name.clone(),
        sha256: file.of.sha256.to_string(),
        imported: imported.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}

impl PartnerFigures {
    /// The lines and their sources, as a terminal shows them; nothing where there are none.
    #[must_use]
    pub fn lines_text(&self) -> String {
        if self.lines.is_empty() {
            return String::new();
        }
        let headings =
            ["Place", "What", &self.before.to_string(), &self.after.to_string(), "Change", "Counted by"];
        let cells = |line: &PartnerLine| {
            let count = |count: Option<u32>| count.map_or_else(String::new, |count| count.to_string());
            let stated = if line.stated { " stated" } else { "" };
            [
                guard(&line.place),
                guard(&line.measure) + if line.small { " *" } else { "" },
                count(line.before),
                count(line.after),
                line.pct_change.map_or_else(String::new, |percent| format!("{percent}%{stated}")),
                guard(&line.source),
            ]
        };
        let rows: Vec<_> =
            [headings.map(str::to_owned)].into_iter().chain(self.lines.iter().map(cells)).collect();
        let mut text = columns(&rows, &[0, 1, 5]);
        for PartnerSource { source, geography, name, sha256, imported } in &self.sources {
            text += &format!("{source}: {geography}. File {name}, read in {imported}, SHA-256 {sha256}\n");
        }
        text + self.rule + "\n"
    }
}

impl Written for PartnerFigures {
    fn sheet(&self) -> Sheet {
        let count = |count: Option<u32>| count.map_or(Cell::Empty, |count| Cell::Count(count.into()));
        let row = |line: &PartnerLine| {
            vec![
                Cell::Text(line.source.clone()),
                Cell::Text(line.place.clone()),
                Cell::Text(line.measure.clone()),
                count(line.before),
                count(line.after),
                line.pct_change.map_or(Cell::Empty, Cell::Percent),
                Cell::Text(if line.stated { "yes" } else { "no" }.into()),
            ]
        };
        let sample = self.sample.then(|| ("Data", "Synthetic sample data.".to_owned()));
        let sources = self.sources.iter().map(|of| {
            ("Source", format!("{}: {}; {}, SHA-256 {}", of.source, of.geography, of.name, of.sha256))
        });
        let notes = [
            ("Period", format!("{} against {}", self.after, self.before)),
            ("How it is counted", self.rule.to_owned()),
            ("Query", self.query.clone()),
        ];
        let organisation = ("Organisation", self.organisation.clone());
        let mut sheet = Sheet {
            title: "Figures of partners".into(),
            notes: [organisation].into_iter().chain(sample).chain(sources).chain(notes).collect(),
            columns: ["source", "place", "measure", "before", "after", "pct_change", "stated"]
                .map(Into::into)
                .into(),
            rows: self.lines.iter().map(row).collect(),
            ..Sheet::default()
        };
        let derived = |row: usize| (sheet.place(row, 5), vec![sheet.place(row, 3), sheet.place(row, 4)]);
        sheet.derived = (0..sheet.rows.len()).map(derived).collect();
        sheet
    }

    fn table(&self) -> String {
        let mut text =
            format!("{}: figures of partners, {} against {}\n", self.organisation, self.after, self.before);
        if self.sample {
            text += "Synthetic sample data.\n";
        }
        let lines = self.lines_text();
        let lines =
            if lines.is_empty() { "No partner's figures cover these months.\n".into() } else { lines };
        text + "\n" + &lines + &format!("Query {}\n", self.query)
    }
}
