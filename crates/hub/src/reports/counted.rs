//! Figures with the records that make them: one shape for every report that counts records.
//!
//! Rule: a figure is what its records add, and those can be named, one by one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use beatbook_records::export;
use beatbook_records::kinds;
use beatbook_records::report::counting::{COUNTINGS, Counting};
use beatbook_records::report::period::{Period, ZONE, london_date};
use beatbook_records::report::suppression::Relation;
use beatbook_records::report::tables::{Table, parts};
use beatbook_records::role::Role;
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
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

/// A record behind a figure, by what may be told of it to whoever asks.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Behind {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Its date in London.
    pub date: NaiveDate,
    /// What it adds to the figure, where that is not one.
    #[serde(skip_serializing_if = "is_one")]
    pub adds: i64,
    /// What it says, as far as the report tells it and whoever asks may know.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub says: BTreeMap<&'static str, Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_one(adds: &i64) -> bool {
    *adds == 1
}

/// What a record may say to a role, of the fields that a report tells.
fn says(counting: &Counting, record: &Counted, role: Role) -> BTreeMap<&'static str, Value> {
    let fields = kinds::kind(record.kind).and_then(|kind| export::columns(role, kind)).unwrap_or_default();
    let told = fields.into_iter().filter(|field| counting.tells.contains(&field.name));
    let value = |name: &'static str| {
        record.values.get(name).filter(|value| !value.is_null()).map(|value| (name, value.clone()))
    };
    told.filter_map(|field| value(field.name)).collect()
}

/// What the records of a day add to each figure, by its name on that day.
impl Daily for Counting {
    type Day = BTreeMap<String, i64>;

    fn name(&self) -> String {
        if self.way == 1 { self.name.to_owned() } else { format!("{}-{}", self.name, self.way) }
    }

    fn count(&self, sql: &dyn Sql, period: Period) -> StoreResult<BTreeMap<NaiveDate, Self::Day>> {
        let mut days: BTreeMap<NaiveDate, Self::Day> = BTreeMap::new();
        counted::each(sql, (self.kinds, self.children), period, &mut |record| {
            let day = days.entry(london_date(record.occurred)).or_default();
            for (figure, amount) in self.adds(&record.seen()) {
                *day.entry(figure).or_default() += amount;
            }
        })?;
        Ok(days)
    }
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Row {
    /// What it is called in files.
    pub code: String,
    /// What it is called on paper.
    pub name: String,
    /// How many.
    pub count: i64,
    /// Where it stands, if it is one of a table.
    #[serde(flatten)]
    pub of: Option<InTable>,
    /// The records, where those of this figure were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub records: Option<Vec<Behind>>,
}

/// The place of a figure in a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InTable {
    /// The table.
    pub table: &'static str,
    /// What its row is called.
    pub row: String,
    /// What its column is called.
    pub column: &'static str,
}

/// A report, as JSON has it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CountedReport {
    /// What it is about.
    pub title: &'static str,
    /// Whose figures they are.
    pub organisation: String,
    /// Whether they are synthetic sample data.
    pub sample: bool,
    /// The first day; of a report of how things stand, it changes nothing.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    /// The zone of those days.
    pub zone: &'static str,
    /// How it is counted.
    pub rule: &'static str,
    /// What the figures say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
    /// The figures, and after them those of the tables.
    pub rows: Vec<Row>,
    /// How the figures hang together, by their places.
    #[serde(skip)]
    pub relations: Vec<Relation>,
    /// Figures that say something of another, and that.
    #[serde(skip)]
    pub measures: Vec<(usize, usize)>,
    /// The fields that are told of a record, in their order.
    #[serde(skip)]
    pub tells: &'static [&'static str],
}

impl CountedReport {
    /// The figures of a period, and the records of one of them, where it is asked for by its code; what those say is
    /// not told.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn of(
        store: &Book<'_>,
        counting: &Counting,
        period: Period,
        figure: Option<&str>,
    ) -> StoreResult<Self> {
        Self::told_to(store, counting, period, (figure, Role::Analyst))
    }

    /// The same, with what the records behind the figure say to a role.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn told_to(
        store: &Book<'_>,
        counting: &Counting,
        period: Period,
        (figure, role): (Option<&str>, Role),
    ) -> StoreResult<Self> {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for (day, figures) in daily::days(store, counting, counts_over(counting, period))? {
            for (figure, amount) in figures {
                if let Some(figure) = counting.stands(&figure, day, period.to) {
                    *counts.entry(figure).or_default() += amount;
                }
            }
        }
        let hotspots: HashMap<String, String> = store.hotspot_names()?.into_iter().collect();
        let hotspot = |id: &str| hotspots.get(id).cloned();
        let mut rows = rows(counting, &counts, &hotspot);
        if let Some(row) = rows.iter_mut().find(|row| Some(row.code.as_str()) == figure) {
            row.records = Some(behind(store.sql(), counting, period, (&row.code, role))?);
        }
        let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
        let organisation = store.organisation()?.unwrap_or_default();
        let name = |id: &str| hotspot(id).unwrap_or_else(|| id.to_owned());
        Ok(Self {
            title: counting.title,
            sample: is_sample(&organisation),
            organisation,
            from: period.from,
            to: period.to,
            zone: ZONE,
            rule: counting.rule,
            findings: counting.findings.map(|of| of(&counts, &name)).unwrap_or_default(),
            relations: counting.relations(&codes),
            measures: measures(counting, &codes),
            tells: counting.tells,
            rows,
        })
    }
}

/// The days whose records count for a period.
fn counts_over(counting: &Counting, period: Period) -> Period {
    if counting.ever { Period { from: NaiveDate::MIN, ..period } } else { period }
}

/// The figures in their order: the report's own, then table by table and row by row.
fn rows(
    counting: &Counting,
    counts: &BTreeMap<String, i64>,
    hotspot: &dyn Fn(&str) -> Option<String>,
) -> Vec<Row> {
    let count = |code: &str| counts.get(code).copied().unwrap_or_default();
    let plain = counting.figures.codes.iter().zip(counting.figures.words).map(|(code, words)| Row {
        code: (*code).to_owned(),
        name: words.trim().to_owned(),
        count: count(code),
        of: None,
        records: None,
    });
    let mut rows: Vec<Row> = plain.collect();
    for table in counting.tables {
        for (name, row) in named_rows(table, counts, hotspot) {
            rows.extend(table.columns.codes.iter().zip(table.columns.words).map(|(code, column)| {
                let (code, column) = (table.figure(row, code), column.trim());
                let of = InTable { table: table.title, row: name.clone(), column };
                let words = format!("{}: {name}: {}", table.title, column.to_lowercase());
                Row { count: count(&code), name: words, code, of: Some(of), records: None }
            }));
        }
    }
    rows
}

/// The rows of a table that anything was added to, with their names: codes as their list has them, others by name.
fn named_rows<'c>(
    table: &Table,
    counts: &'c BTreeMap<String, i64>,
    hotspot: &dyn Fn(&str) -> Option<String>,
) -> Vec<(String, &'c str)> {
    let of = counts.keys().filter_map(|figure| parts(figure)).filter(|(code, ..)| *code == table.code);
    let rows: BTreeSet<&str> = of.map(|(_, row, _)| row).collect();
    let mut rows: Vec<_> = rows.into_iter().map(|row| (table.name_of(row, hotspot), row)).collect();
    rows.sort_by(|(one, a), (other, b)| (table.place_of(a), one, a).cmp(&(table.place_of(b), other, b)));
    rows
}

/// Which figures say something of which others, by their places.
fn measures(counting: &Counting, codes: &[&str]) -> Vec<(usize, usize)> {
    let place = |code: &str| codes.iter().position(|one| *one == code);
    let measure = |(at, code): (usize, &&str)| {
        let (table, row, column) = parts(code)?;
        let table = counting.table(table)?;
        let (_, of) = table.measures.iter().find(|(measure, _)| *measure == column)?;
        Some((at, place(&table.figure(row, of))?))
    };
    codes.iter().enumerate().filter_map(measure).collect()
}

/// The records that make a figure.
fn behind(
    sql: &dyn Sql,
    counting: &Counting,
    period: Period,
    (figure, role): (&str, Role),
) -> StoreResult<Vec<Behind>> {
    let mut behind = Vec::new();
    let of = (counting.kinds, counting.children);
    counted::each(sql, of, counts_over(counting, period), &mut |record| {
        let date = london_date(record.occurred);
        let adds = counting.adds(&record.seen()).into_iter();
        let adds = adds.filter(|(one, _)| counting.stands(one, date, period.to).as_deref() == Some(figure));
        let adds: Vec<i64> = adds.map(|(_, amount)| amount).collect();
        if !adds.is_empty() {
            let kind = record.kind.to_owned();
            let says = says(counting, &record, role);
            behind.push(Behind { id: record.id, kind, date, adds: adds.iter().sum(), says });
        }
    })?;
    Ok(behind)
}

impl Written for CountedReport {
    fn sheet(&self) -> Sheet {
        let text = |text: &str| Cell::Text(text.into());
        let counts = |at: usize, row: &Row| match u64::try_from(row.count) {
            Ok(count) if self.measures.iter().all(|(measure, _)| *measure != at) => Cell::Count(count),
            _ => Cell::Whole(row.count),
        };
        let line = |(at, row): (usize, &Row)| vec![text(&row.code), text(&row.name), counts(at, row)];
        let period = Period { from: self.from, to: self.to };
        let sheet = Sheet {
            title: self.title.into(),
            notes: notes(&self.organisation, self.sample, period, self.zone, self.rule),
            columns: ["figure", "name", "count"].map(Into::into).into(),
            rows: self.rows.iter().enumerate().map(line).collect(),
            ..Sheet::default()
        };
        let place = |row: usize| sheet.place(row, 2);
        let relation = |Relation { whole, parts, exact }: &Relation| Relation {
            whole: place(*whole),
            parts: parts.iter().map(|part| place(*part)).collect(),
            exact: *exact,
        };
        let relations = self.relations.iter().map(relation).collect();
        let derived = self.measures.iter().map(|(measure, of)| (place(*measure), vec![place(*of)])).collect();
        Sheet { relations, derived, ..sheet }
    }

    fn table(&self) -> String {
        let rows: Vec<_> = self.rows.iter().map(|row| [row.name.clone(), row.count.to_string()]).collect();
        let Self { organisation, title, from, to, zone, rule, .. } = self;
        let sample =
            if self.sample { "Synthetic sample data: no real home, officer or person.\n" } else { "" };
        let of = title.to_lowercase();
        let found = self.findings.iter().fold(String::new(), |text, finding| text + finding + "\n");
        format!(
            "{organisation}: {of}, {from} to {to}\n{sample}\n{}\n{found}Days of {zone}. {rule}\n",
            columns(&rows, &[0])
        )
    }
}
