//! A table as it leaves the hub: typed cells below one header line, and what is to be said beside them.
//!
//! Rule: what a cell is, is decided here once; CSV, JSON and spreadsheets only write it. Text is never a formula.

use std::borrow::Cow;

use beatbook_records::report::patrol_summary::hhh_mm_ss;
use beatbook_records::report::suppression::{self, MARK, NOTE, Relation};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use super::written::{Written, columns_of, guard};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A count that is not published.
    Hidden,
    /// Words.
    Text(String),
    /// How many: what is hidden in public where it is small.
    Count(u64),
    /// A whole number that is no count.
    Whole(i64),
    /// A number.
    Decimal(f64),
    /// Whole percent.
    Percent(i64),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// A moment, told in UTC.
    Time(DateTime<Utc>),
    /// So many seconds.
    Duration(i64),
}

impl Cell {
    /// As CSV and terminals have it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Hidden => MARK.into(),
            Self::Text(text) => guard(text),
            Self::Count(n) => n.to_string(),
            Self::Whole(n) => n.to_string(),
            Self::Decimal(n) => n.to_string(),
            Self::Percent(n) => format!("{n}%"),
            Self::Flag(yes) => yes.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Time(at) => at.to_rfc3339_opts(SecondsFormat::Millis, true),
            Self::Duration(seconds) => hhh_mm_ss(*seconds),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => to.serialize_none(),
            // No formula is ever read from JSON, so words stay as they are.
            Self::Text(text) => to.serialize_str(text),
            Self::Count(n) => to.serialize_u64(*n),
            Self::Whole(n) | Self::Percent(n) => to.serialize_i64(*n),
            Self::Decimal(n) => to.serialize_f64(*n),
            Self::Flag(yes) => to.serialize_bool(*yes),
            Self::Hidden | Self::Date(_) | Self::Time(_) | Self::Duration(_) => {
                to.serialize_str(&self.text())
            }
        }
    }
}

/// A table and its notes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// What it is called.
    pub title: String,
    /// What stands beside it, in lines of a name and some words.
    pub notes: Vec<(&'static str, String)>,
    /// The columns.
    pub columns: Vec<Cow<'static, str>>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// How counts hang together, by row and column as [`Sheet::place`] numbers them.
    pub relations: Vec<Relation>,
    /// Cells that say something of others, and those: they are hidden with any of them.
    pub derived: Vec<(usize, Vec<usize>)>,
}

impl Sheet {
    /// The number of a cell.
    #[must_use]
    pub fn place(&self, row: usize, column: usize) -> usize {
        row * self.columns.len() + column
    }

    /// Comma-separated values, below one header line.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|name| name.as_bytes())).expect("a line in memory");
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::text)).expect("a line in memory");
        }
        String::from_utf8(writer.into_inner().expect("a buffer in memory")).expect("cells are text")
    }

    /// The same with no count that is not to be published.
    #[must_use]
    pub fn public(mut self) -> Public {
        let count = |cell: &Cell| if let Cell::Count(count) = cell { *count } else { 0 };
        let counts: Vec<u64> = self.rows.iter().flatten().map(count).collect();
        let hidden = suppression::hidden(&counts, &self.relations);
        let derived = std::mem::take(&mut self.derived);
        let also = derived.iter().filter(|(_, of)| of.iter().any(|at| hidden[*at])).map(|(at, _)| *at);
        let columns = self.columns.len().max(1);
        for at in (0..counts.len()).filter(|at| hidden[*at]).chain(also) {
            self.rows[at / columns][at % columns] = Cell::Hidden;
        }
        self.notes.push(("Made for", "the public".into()));
        self.notes.push(("Small counts", NOTE.into()));
        Public(self)
    }
}

/// A table for the public: nothing of it names a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Public(Sheet);

impl Serialize for Public {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self(sheet) = self;
        let mut map = to.serialize_map(Some(3))?;
        map.serialize_entry("title", &sheet.title)?;
        map.serialize_entry(
            "notes",
            &sheet.notes.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        )?;
        map.serialize_entry("rows", &Rows(sheet))?;
        map.end()
    }
}

/// Rows as objects, in the order of their columns.
struct Rows<'a>(&'a Sheet);

struct Row<'a>(&'a [Cow<'static, str>], &'a [Cell]);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.0.rows.len()))?;
        for row in &self.0.rows {
            list.serialize_element(&Row(&self.0.columns, row))?;
        }
        list.end()
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().zip(self.1))
    }
}

impl Written for Public {
    fn sheet(&self) -> Sheet {
        self.0.clone()
    }

    fn table(&self) -> String {
        let header: Vec<String> = self.0.columns.iter().map(|name| name.clone().into_owned()).collect();
        let rows = self.0.rows.iter().map(|row| row.iter().map(Cell::text).collect::<Vec<_>>());
        let all: Vec<Vec<String>> = [header].into_iter().chain(rows).collect();
        let mut text = format!("{}\n\n{}\n", self.0.title, columns_of(&all, &[0]));
        for (name, words) in &self.0.notes {
            text += &format!("{name}: {words}\n");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let row = |name: &str, count| {
            vec![Cell::Text(name.into()), Cell::Count(count), Cell::Text("walked".into())]
        };
        Sheet {
            title: "Patrols".into(),
            columns: ["place", "patrols", "activities"].map(Cow::from).into(),
            rows: vec![row("=High Street", 3), row("Mill Lane", 10), row("Green", 20), row("Totals", 33)],
            relations: vec![Relation { whole: 10, parts: vec![1, 4, 7], exact: true }],
            derived: vec![(2, vec![1])],
            ..Sheet::default()
        }
    }

    #[test]
    fn the_public_sees_neither_a_small_count_nor_what_gives_it_away() {
        let public = sheet().public();
        let csv = "place,patrols,activities\n'=High Street,[c],[c]\nMill Lane,[c],walked\nGreen,20,walked\nTotals,33,walked\n";
        assert_eq!(public.csv(), csv);
        assert!(public.table().contains("[c] stands for a count"));
        assert!(sheet().csv().contains("'=High Street,3,walked"), "the partnership sees it");
        let json = serde_json::to_value(&public).expect("JSON");
        assert_eq!(json["rows"][0]["patrols"], "[c]");
        assert_eq!(json["rows"][0]["place"], "=High Street");
        assert_eq!(json["rows"][2]["patrols"], 20);
    }

    #[test]
    fn cells_are_written_as_what_they_are() {
        let day: NaiveDate = "2024-06-30".parse().expect("a day");
        let at: DateTime<Utc> = "2024-06-30T10:00:00Z".parse().expect("a time");
        let texts = [
            (Cell::Whole(-3), "-3"),
            (Cell::Percent(-11), "-11%"),
            (Cell::Duration(3_817_560), "1060:26:00"),
            (Cell::Date(day), "2024-06-30"),
            (Cell::Time(at), "2024-06-30T10:00:00.000Z"),
            (Cell::Text("-cmd".into()), "'-cmd"),
            (Cell::Empty, ""),
        ];
        for (cell, text) in texts {
            assert_eq!(cell.text(), text);
        }
    }
}
