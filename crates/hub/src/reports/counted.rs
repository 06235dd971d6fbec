//! Figures with the records that make them: one shape for every report that counts records.
//!
//! Rule: a figure is how many records it has, and those can be named, one by one.

use beatbook_records::report::counting::{COUNTINGS, Counting};
use beatbook_records::report::period::{Period, ZONE, london_date};
use beatbook_records::report::suppression::Relation;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use uuid::Uuid;

use super::figures::is_sample;
use super::sheet::{Cell, Sheet};
use super::written::{Written, columns, notes};
use crate::store::counted::Counted;
use crate::store::{Book, StoreResult};

/// The name of a report that counts records.
pub struct CountingName;

impl ToSchema for CountingName {}

impl utoipa::PartialSchema for CountingName {
    fn schema() -> RefOr<Schema> {
        let names = COUNTINGS.iter().map(|counting| counting.name);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
    }
}

/// A record behind a figure, by what may be told of it to everybody who may see figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Behind {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Its date in London.
    pub date: NaiveDate,
}

impl From<&Counted> for Behind {
    fn from(counted: &Counted) -> Self {
        Self { id: counted.id, kind: counted.kind.clone(), date: london_date(counted.occurred) }
    }
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Row {
    /// What it is called in files.
    pub code: &'static str,
    /// What it is called on paper.
    pub name: &'static str,
    /// How many.
    pub count: usize,
    /// The records.
    pub records: Vec<Behind>,
}

/// A report, as JSON has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CountedReport {
    /// What it is about.
    pub title: &'static str,
    /// Whose figures they are.
    pub organisation: String,
    /// Whether they are synthetic sample data.
    pub sample: bool,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    /// The zone of those days.
    pub zone: &'static str,
    /// How it is counted.
    pub rule: &'static str,
    /// The figures.
    pub rows: Vec<Row>,
    /// How the figures hang together, by their places.
    #[serde(skip)]
    pub relations: Vec<Relation>,
}

impl CountedReport {
    /// The figures of a period.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(store: &Book<'_>, counting: &Counting, period: Period) -> StoreResult<Self> {
        let records = store.counted(counting.kinds, period)?;
        let counted =
            counting.count(records.iter().map(|record| (record, record.kind.as_str(), &record.values)));
        let row = |(code, records): (&'static str, Vec<&Counted>)| Row {
            code,
            name: counting.figures.words_of(code).unwrap_or(code),
            count: records.len(),
            records: records.into_iter().map(Into::into).collect(),
        };
        let organisation = store.organisation()?.unwrap_or_default();
        Ok(Self {
            title: counting.title,
            sample: is_sample(&organisation),
            organisation,
            from: period.from,
            to: period.to,
            zone: ZONE,
            rule: counting.rule,
            rows: counted.into_iter().map(row).collect(),
            relations: counting.relations(),
        })
    }
}

impl Written for CountedReport {
    fn sheet(&self) -> Sheet {
        let text = |text: &str| Cell::Text(text.into());
        let count = |row: &Row| Cell::Count(row.count.try_into().unwrap_or(u64::MAX));
        let period = Period { from: self.from, to: self.to };
        let mut sheet = Sheet {
            title: self.title.into(),
            notes: notes(&self.organisation, self.sample, period, self.zone, self.rule),
            columns: vec!["figure", "name", "count"],
            rows: self.rows.iter().map(|row| vec![text(row.code), text(row.name), count(row)]).collect(),
            ..Sheet::default()
        };
        let place = |row: usize| sheet.place(row, 2);
        let relation = |Relation { whole, parts, exact }: &Relation| Relation {
            whole: place(*whole),
            parts: parts.iter().map(|part| place(*part)).collect(),
            exact: *exact,
        };
        sheet.relations = self.relations.iter().map(relation).collect();
        sheet
    }

    fn table(&self) -> String {
        let rows: Vec<_> = self.rows.iter().map(|row| [row.name.to_owned(), row.count.to_string()]).collect();
        let Self { organisation, title, from, to, zone, rule, .. } = self;
        let sample =
            if self.sample { "Synthetic sample data: no real home, officer or person.\n" } else { "" };
        let of = title.to_lowercase();
        format!(
            "{organisation}: {of}, {from} to {to}\n{sample}\n{}\nDays of {zone}. {rule}\n",
            columns(&rows, &[0])
        )
    }
}
