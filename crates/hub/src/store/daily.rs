//! Daily totals: what each day adds to a report, kept so that no report reads every record.
//!
//! Rule: whoever changes records says which days they belong to and at which number of the history; what was counted
//! from an earlier state no longer stands. What a day adds is counted by whoever asks, and kept for the next: a crash,
//! a restore or a race can make it be counted again, and never make it wrong.

use std::collections::{BTreeMap, BTreeSet};

use beatbook_records::kinds::{self, Patrol, PatrolLeg};
use beatbook_records::record::Record as _;
use beatbook_records::report::counting::COUNTINGS;
use beatbook_records::report::period::{Period, london_date};
use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use uuid::Uuid;

use super::StoreResult;
use super::head::Head;
use super::sql::{Change, Columns, Many, Next, Shape, Sql, args, broken};
use crate::rows::Rows;

const ID: Columns = &[("id", Shape::Id)];
const CHANGED: Columns = &[("day", Shape::Text), ("n", Shape::Int)];
const REPORT_DAY: Columns = &[("report", Shape::Text), ("day", Shape::Text)];
const DAILY: Columns =
    &[("report", Shape::Text), ("day", Shape::Text), ("as_of", Shape::Int), ("figures", Shape::Text)];

/// What is kept of a report, day by day, and what is to be counted.
#[derive(Debug, Default)]
pub struct Kept {
    /// What stands, as it was kept.
    pub standing: BTreeMap<NaiveDate, String>,
    /// The days on which anything happened and of which nothing stands, in their order.
    pub stale: Vec<NaiveDate>,
    /// The state of the book that this was read from.
    pub as_of: u64,
}

/// What is kept of a report over a period.
///
/// # Errors
/// When the database fails.
pub fn kept(sql: &dyn Sql, report: &str, period: Period) -> StoreResult<Kept> {
    let mut kept = Kept { as_of: Head::read(sql)?.commit_seq, ..Kept::default() };
    let text = "SELECT c.day, CASE WHEN d.as_of >= c.n THEN d.figures END
         FROM day_changed c LEFT JOIN daily d ON d.report = ?1 AND d.day = c.day
         WHERE c.day >= ?2 AND c.day <= ?3 ORDER BY c.day";
    let (from, to) = (text_of(period.from), text_of(period.to));
    sql.each(text, &args![report, &from, &to], &mut |row| {
        let day = row.get::<&str>(0)?.parse().map_err(|_| broken(0, "a day"))?;
        match row.get::<Option<String>>(1)? {
            Some(figures) => drop(kept.standing.insert(day, figures)),
            None => kept.stale.push(day),
        }
        Ok(Next::Row)
    })?;
    Ok(kept)
}

/// Keep what was counted from a state of the book.
///
/// # Errors
/// When the database fails.
pub fn keep(
    sql: &dyn Sql,
    report: &str,
    as_of: u64,
    counted: &BTreeMap<NaiveDate, String>,
) -> StoreResult<()> {
    let (mut old, mut new) = (Many::of(REPORT_DAY), Many::of(DAILY));
    let days: Vec<String> = counted.keys().map(ToString::to_string).collect();
    for (day, figures) in days.iter().zip(counted.values()) {
        old.row(args![report, day]);
        new.row(args![report, day, as_of, figures]);
    }
    if new.is_empty() {
        return Ok(());
    }
    sql.run_of(Change::Delete, "daily", &old)?;
    sql.run_of(Change::Insert, "daily", &new)
}

/// Let go of everything that is kept.
///
/// # Errors
/// When the database fails.
pub fn forget(sql: &dyn Sql) -> StoreResult<()> {
    sql.run("DELETE FROM daily", &[]).map(drop)
}

/// The days that the records of a batch belong to, once it is written.
///
/// # Errors
/// When the database fails.
pub fn days_of(sql: &dyn Sql, rows: &Rows<'_>) -> StoreResult<BTreeSet<NaiveDate>> {
    let records = || rows.made.iter().chain(&rows.changed);
    let mut days: BTreeSet<NaiveDate> = records().filter_map(|record| day(&record.occurred)).collect();
    let patrols = records().filter_map(|record| patrol_of(record.id, &record.kind, &record.body));
    days_of_patrols(sql, patrols, &mut days)?;
    let parents = records().filter_map(|record| parent_of(&record.kind, &record.body));
    days_of_parents(sql, parents, &mut days)?;
    Ok(days)
}

/// The days that records belong to as they stand: asked before they change, since a correction may carry them to others.
///
/// # Errors
/// When the database fails.
pub fn days_of_standing<'r>(
    sql: &dyn Sql,
    records: impl IntoIterator<Item = &'r Uuid>,
) -> StoreResult<BTreeSet<NaiveDate>> {
    let mut many = Many::of(ID);
    records.into_iter().for_each(|record| many.row([record.into()]));
    let (mut days, mut patrols, mut parents) = (BTreeSet::new(), Vec::new(), Vec::new());
    if many.is_empty() {
        return Ok(days);
    }
    let text = "SELECT id, occurred, kind, CAST(body AS TEXT) FROM record WHERE id = ?1";
    sql.each_of(text, &many, &mut |row| {
        days.extend(day(row.get(1)?));
        patrols.extend(patrol_of(row.get(0)?, row.get(2)?, row.get(3)?));
        parents.extend(parent_of(row.get(2)?, row.get(3)?));
        Ok(Next::Row)
    })?;
    days_of_patrols(sql, patrols, &mut days)?;
    days_of_parents(sql, parents, &mut days)?;
    Ok(days)
}

/// Say that records of these days changed, at a number of the history. Whoever says so has locked the head.
///
/// # Errors
/// When the database fails.
pub fn change(sql: &dyn Sql, days: &BTreeSet<NaiveDate>, n: u64) -> StoreResult<()> {
    if days.is_empty() {
        return Ok(());
    }
    let mut changed = Many::of(CHANGED);
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    days.iter().for_each(|day| changed.row(args![day, n]));
    sql.run_of(Change::Ensure, "day_changed", &changed)?;
    sql.run_of(Change::Update { keys: 1, only: "TRUE" }, "day_changed", &changed)
}

/// The days that patrols began on.
fn days_of_patrols(
    sql: &dyn Sql,
    patrols: impl IntoIterator<Item = Uuid>,
    days: &mut BTreeSet<NaiveDate>,
) -> StoreResult<()> {
    days_of_ids(sql, "SELECT started FROM v_patrol WHERE id = ?1", patrols, days)
}

/// The days that records with others below them happened on.
fn days_of_parents(
    sql: &dyn Sql,
    parents: impl IntoIterator<Item = Uuid>,
    days: &mut BTreeSet<NaiveDate>,
) -> StoreResult<()> {
    days_of_ids(sql, "SELECT occurred FROM record WHERE id = ?1", parents, days)
}

fn days_of_ids(
    sql: &dyn Sql,
    text: &str,
    records: impl IntoIterator<Item = Uuid>,
    days: &mut BTreeSet<NaiveDate>,
) -> StoreResult<()> {
    let records: BTreeSet<Uuid> = records.into_iter().collect();
    let mut many = Many::of(ID);
    records.iter().for_each(|record| many.row([record.into()]));
    if many.is_empty() {
        return Ok(());
    }
    sql.each_of(text, &many, &mut |row| {
        days.extend(row.get::<Option<&str>>(0)?.and_then(day));
        Ok(Next::Row)
    })
}

/// The patrol whose day a record counts on: itself, or the one that it is a leg of.
fn patrol_of(record: Uuid, kind: &str, body: &str) -> Option<Uuid> {
    if kind == Patrol::KIND.name {
        return Some(record);
    }
    if kind == PatrolLeg::KIND.name { named(body, "patrol") } else { None }
}

/// The record whose day one below it counts on, where a report sees them together.
fn parent_of(kind: &str, body: &str) -> Option<Uuid> {
    let seen = COUNTINGS.iter().any(|counting| counting.children.contains(&kind));
    let (field, _) = kinds::kind(kind).filter(|_| seen)?.parent?;
    named(body, field)
}

/// The record that a field of another names.
fn named(body: &str, field: &str) -> Option<Uuid> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    body["values"][field].as_str()?.parse().ok()
}

fn day(moment: &str) -> Option<NaiveDate> {
    moment.parse::<DateTime<Utc>>().ok().map(london_date)
}

/// A period as texts that times of its days lie between, however they are written: with any offset, which may carry
/// them two days away. The day itself decides.
#[must_use]
pub fn around(period: Period) -> (String, String) {
    let from = period.from.checked_sub_days(Days::new(2)).unwrap_or(NaiveDate::MIN);
    let to = period.to.checked_add_days(Days::new(3)).unwrap_or(NaiveDate::MAX);
    (text_of(from), text_of(to))
}

/// A day as text, in whose order days are.
fn text_of(day: NaiveDate) -> String {
    let (first, last) = ("0000-01-01", "9999-12-31");
    match day.year() {
        ..0 => first.to_owned(),
        10_000.. => last.to_owned(),
        _ => day.to_string(),
    }
}
