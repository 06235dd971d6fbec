//! Figures with the records that make them: one shape for every report that counts records.
//!
//! Rule: a figure is how many records it has, and those can be named, one by one.

use std::collections::BTreeMap;

use beatbook_records::report::counting::{COUNTINGS, Counting};
use beatbook_records::report::period::{Period, ZONE, london_date};
use beatbook_records::report::suppression::Relation;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use uuid::Uuid;

use super::daily::{self, Daily};
use super::figures::is_sample;
use super::sheet::{Cell, Sheet};
use super::written::{Written, columns, notes};
use crate::store::counted::{self, Counted};
use crate::store::sql::Sql;
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
        Self { id: counted.id, kind: counted.kind.to_owned(), date: london_date(counted.occurred) }
    }
}

/// How many records of a day make each figure, by its code.
impl Daily for Counting {
    type Day = BTreeMap<String, usize>;

    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn count(&self, sql: &dyn Sql, period: Period) -> StoreResult<BTreeMap<NaiveDate, Self::Day>> {
        let mut days: BTreeMap<NaiveDate, Self::Day> = BTreeMap::new();
        counted::each(sql, self.kinds, period, &mut |record| {
            let day = days.entry(london_date(record.occurred)).or_default();
            for figure in self.figures_of(record.kind, &record.values) {
                *day.entry(figure.to_owned()).or_default() += 1;
            }
        })?;
        Ok(days)
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
    /// The records, where those of this figure were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<Vec<Behind>>,
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
    /// The figures of a period, and the records of one of them, where it is asked for by its code.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(
        store: &Book<'_>,
        counting: &Counting,
        period: Period,
        figure: Option<&str>,
    ) -> StoreResult<Self> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (code, count) in daily::days(store, counting, period)?.into_values().flatten() {
            *counts.entry(code).or_default() += count;
        }
        let mut records = figure.map(|figure| behind(store.sql(), counting, period, figure)).transpose()?;
        let row = |code: &'static str| Row {
            code,
            name: counting.figures.words_of(code).unwrap_or(code),
            count: counts.get(code).copied().unwrap_or_default(),
            records: records.take_if(|_| figure == Some(code)),
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
            rows: counting.figures.codes.iter().copied().map(row).collect(),
            relations: counting.relations(),
        })
    }
}

/// The records that make a figure.
fn behind(sql: &dyn Sql, counting: &Counting, period: Period, figure: &str) -> StoreResult<Vec<Behind>> {
    let mut behind = Vec::new();
    counted::each(sql, counting.kinds, period, &mut |record| {
        if counting.figures_of(record.kind, &record.values).contains(&figure) {
            behind.push(Behind::from(&record));
        }
    })?;
    Ok(behind)
}

impl Written for CountedReport {
    fn sheet(&self) -> Sheet {
        let text = |text: &str| Cell::Text(text.into());
        let count = |row: &Row| Cell::Count(row.count.try_into().unwrap_or(u64::MAX));
        let period = Period { from: self.from, to: self.to };
        let mut sheet = Sheet {
            title: self.title.into(),
            notes: notes(&self.organisation, self.sample, period, self.zone, self.rule),
            columns: ["figure", "name", "count"].map(Into::into).into(),
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
