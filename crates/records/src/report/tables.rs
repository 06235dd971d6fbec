//! Figures in tables: one row for each of what records name (an area, an item, a hotspot), one figure for each column.
//!
//! Rule: declared by the report that has them. A row stands once a record adds to it, so no list of areas or hotspots is
//! known here. A figure is called `table/row/column`.

use chrono::NaiveDate;

use crate::field::CodeList;
use crate::record::Values;

/// A record as a report sees it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'r> {
    /// Its kind.
    pub kind: &'r str,
    /// What it says.
    pub values: &'r Values,
    /// The records below it that stand, of the kinds that the report asks for.
    pub children: &'r [Child],
}

/// A record below another.
#[derive(Debug, Clone, PartialEq)]
pub struct Child {
    /// Its kind.
    pub kind: &'static str,
    /// What it says.
    pub values: Values,
}

/// What a record adds to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adds {
    /// The row.
    pub row: String,
    /// The column.
    pub column: &'static str,
    /// How much: one for a record that is counted.
    pub amount: i64,
}

impl Adds {
    /// One more.
    pub fn one(row: impl Into<String>, column: &'static str) -> Self {
        Self::many(row, column, 1)
    }

    /// So many more.
    pub fn many(row: impl Into<String>, column: &'static str, amount: i64) -> Self {
        Self { row: row.into(), column, amount }
    }
}

/// How the rows of a table are named.
#[derive(Debug, Clone, Copy)]
pub enum Rows {
    /// As the records write them.
    Written,
    /// Codes of a list, several joined with a plus.
    Codes(&'static CodeList),
    /// Hotspots, by their ids.
    Hotspots,
}

/// Counts that are in another; `true` where they are all of it.
pub type Within = (&'static str, &'static [&'static str], bool);

/// How the rows of a column make a figure of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// What it counts is in one row each.
    All,
    /// What it counts is in one row or none.
    Part,
    /// What it counts may be in several rows.
    Each,
}

/// A table of a report.
#[derive(Debug)]
pub struct Table {
    /// Its name in the names of its figures.
    pub code: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What a row is.
    pub row: &'static str,
    /// How rows are named.
    pub rows: Rows,
    /// Its columns.
    pub columns: &'static CodeList,
    /// Columns whose figures are in that of another, in every row.
    pub within: &'static [Within],
    /// Columns, and the figure of the report that their rows are in.
    pub sums: &'static [(&'static str, &'static str, Sum)],
    /// Columns that are no counts, and the count that they say something of.
    pub measures: &'static [(&'static str, &'static str)],
    /// The row that a row of a day stands for in a period that ends on another; none where it does not count yet.
    pub stands: fn(&str, NaiveDate, NaiveDate) -> Option<String>,
    /// What a record adds.
    pub of: fn(&Seen<'_>) -> Vec<Adds>,
}

impl Table {
    /// The name of a figure.
    #[must_use]
    pub fn figure(&self, row: &str, column: &str) -> String {
        format!("{}/{row}/{column}", self.code)
    }

    /// What a row is called; `hotspot` names hotspots.
    #[must_use]
    pub fn name_of(&self, row: &str, hotspot: &dyn Fn(&str) -> Option<String>) -> String {
        match self.rows {
            Rows::Written => row.to_owned(),
            Rows::Hotspots => hotspot(row).unwrap_or_else(|| row.to_owned()),
            Rows::Codes(list) => {
                let words: Vec<_> = row.split('+').map(|code| list.words_of(code).unwrap_or(code)).collect();
                words.join(" + ")
            }
        }
    }

    /// Where a row of this name stands among the others.
    #[must_use]
    pub fn place_of(&self, row: &str) -> usize {
        match self.rows {
            Rows::Codes(list) => list.codes.iter().position(|code| *code == row).unwrap_or(usize::MAX),
            Rows::Written | Rows::Hotspots => usize::MAX,
        }
    }
}

/// Rows that count as they are, from their own day on.
#[must_use]
pub fn as_it_is(row: &str, _: NaiveDate, _: NaiveDate) -> Option<String> {
    Some(row.to_owned())
}

/// A figure's table, row and column, where it is one of a table.
#[must_use]
pub fn parts(figure: &str) -> Option<(&str, &str, &str)> {
    let (table, rest) = figure.split_once('/')?;
    let (row, column) = rest.rsplit_once('/')?;
    Some((table, row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_again_by_its_name_whatever_its_row_is_called() {
        assert_eq!(parts("areas/Mill Lane/Elm/fitted"), Some(("areas", "Mill Lane/Elm", "fitted")));
        assert_eq!((parts("visits"), parts("areas/north")), (None, None));
    }
}
