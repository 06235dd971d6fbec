//! How reports are written down, whatever they are about.
//!
//! Rule: a report says what its table is; every format is written from that, in one place.

use beatbook_records::report::period::{Period, london_time};
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::figures::Format;
use super::sheet::{Public, Sheet};
use super::xlsx::{ROWS_MAX, xlsx};
use crate::error::HubError;

/// When something was made, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom: an account, or whoever typed a command.
    pub by: String,
}

impl Made {
    /// What a sheet says of it.
    #[must_use]
    pub fn notes(&self) -> [(&'static str, String); 2] {
        [("Made", london_time(self.at)), ("Made by", self.by.clone())]
    }
}

/// A report that can be written in every format.
pub trait Written: Serialize {
    /// As a table.
    fn sheet(&self) -> Sheet;

    /// As lines of a terminal.
    fn table(&self) -> String;

    /// As comma-separated values, below one header line.
    fn csv(&self) -> String {
        self.sheet().csv()
    }

    /// As the public may have it.
    fn public(&self) -> Public {
        self.sheet().public()
    }

    /// In a format.
    ///
    /// # Errors
    /// `TooLarge` where a spreadsheet cannot hold it.
    fn written(&self, format: Format, made: &Made) -> Result<Vec<u8>, HubError> {
        Ok(match format {
            Format::Table => self.table().into_bytes(),
            Format::Csv => self.csv().into_bytes(),
            Format::Json => {
                (serde_json::to_string_pretty(self).expect("figures are plain JSON") + "\n").into_bytes()
            }
            Format::Xlsx => spreadsheet(&self.sheet(), made)?,
        })
    }
}

/// A sheet as a spreadsheet.
///
/// # Errors
/// `TooLarge` where a spreadsheet cannot hold it.
pub fn spreadsheet(sheet: &Sheet, made: &Made) -> Result<Vec<u8>, HubError> {
    if sheet.rows.len() > ROWS_MAX {
        return Err(HubError::TooLarge("more rows than a spreadsheet holds"));
    }
    xlsx(sheet, made).map_err(|error| HubError::Internal(format!("a spreadsheet: {error}")))
}

/// What every report says beside its figures.
#[must_use]
pub fn notes(
    organisation: &str,
    sample: bool,
    period: Period,
    zone: &str,
    rule: &str,
) -> Vec<(&'static str, String)> {
    let sample =
        sample.then(|| ("Data", "Synthetic sample data: no real home, officer or person.".to_owned()));
    let rest = [
        ("Period", format!("{} to {}, both included", period.from, period.to)),
        ("Zone", format!("Days of {zone}")),
        ("How it is counted", rule.to_owned()),
    ];
    [("Organisation", organisation.to_owned())].into_iter().chain(sample).chain(rest).collect()
}

/// Text that no spreadsheet takes for a formula.
#[must_use]
pub fn guard(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// Rows as lines of a terminal, in columns: those named by their places begin at the left, the others end at the right.
#[must_use]
pub fn columns<const N: usize>(rows: &[[String; N]], left: &[usize]) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.to_vec()).collect();
    columns_of(&rows, left)
}

/// The same of rows that know their number of columns only now.
#[must_use]
pub fn columns_of(rows: &[Vec<String>], left: &[usize]) -> String {
    let most = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..most).map(|at| wide(at).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let padded = row.iter().enumerate().map(|(at, cell)| match left.contains(&at) {
            true => format!("{cell:<width$}", width = widths[at]),
            false => format!("{cell:>width$}", width = widths[at]),
        });
        text += padded.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}
