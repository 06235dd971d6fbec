//! How reports are written down, whatever they are about.

use serde::Serialize;

use super::figures::Format;

/// A report that can be written in every format.
pub trait Written: Serialize {
    /// As lines of a terminal.
    fn table(&self) -> String;

    /// As comma-separated values, below one header line.
    fn csv(&self) -> String;

    /// In a format.
    #[must_use]
    fn written(&self, format: Format) -> String {
        match format {
            Format::Table => self.table(),
            Format::Csv => self.csv(),
            Format::Json => serde_json::to_string_pretty(self).expect("figures are plain JSON") + "\n",
        }
    }
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
    let wide = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(wide);
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
