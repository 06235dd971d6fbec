//! Rows for the patrol summary and the hotspot return, from the views of the kinds.
//!
//! Rule: it widens the period by two days on each side, since times may be written with any offset;
//! the arithmetic decides which rows lie within.

use std::collections::HashMap;

use beatbook_records::codes::{Activity, EngagementKind};
use beatbook_records::kinds::CREW;
use beatbook_records::report::hotspot_return::{ActionRow, ReturnRows, VisitRow};
use beatbook_records::report::patrol_summary::{EngagementRow, LegRow, PatrolRow};
use beatbook_records::report::period::Period;
use chrono::{DateTime, Days, NaiveDate, Utc};

use super::sql::{Next, Row, Sql, args, broken};
use super::{Book, StoreResult};

/// What the patrol summary is computed from.
#[derive(Debug, Default)]
pub struct ReportRows {
    /// Hotspots as id and name, in the order of the pack.
    pub hotspots: Vec<(String, String)>,
    /// Patrols.
    pub patrols: Vec<PatrolRow>,
    /// Their legs.
    pub legs: Vec<LegRow>,
    /// Engagements.
    pub engagements: Vec<EngagementRow>,
}

impl Book<'_> {
    /// The rows of a period. Records that repeat another are left out: that other one counts.
    ///
    /// # Errors
    /// When the database fails or a row does not hold what its kind declares.
    pub fn patrol_summary_rows(&self, period: Period) -> StoreResult<ReportRows> {
        self.read(|sql| report_rows(sql, period))
    }

    /// The day of the first patrol, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn first_patrol(&self) -> StoreResult<Option<DateTime<Utc>>> {
        let first = self.sql().one("SELECT min(started) FROM v_patrol", &[], |row| opt_time_at(row, 0))?;
        Ok(first.flatten())
    }

    /// When the latest patrol began, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn latest_patrol(&self) -> StoreResult<Option<DateTime<Utc>>> {
        let latest = self.sql().one("SELECT max(started) FROM v_patrol", &[], |row| opt_time_at(row, 0))?;
        Ok(latest.flatten())
    }
}

fn report_rows(sql: &dyn Sql, period: Period) -> StoreResult<ReportRows> {
    let (from, to) = widened(period);
    let patrols = patrols(sql, &from, &to)?;
    let legs = legs_of(sql, &patrols)?;
    let text = "SELECT id, name FROM hotspot ORDER BY place, id";
    let hotspots = sql.list(text, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(ReportRows { hotspots, patrols, legs, engagements: engagements(sql, &from, &to)? })
}

/// The rows of a hotspot return: those of the patrol summary, visits and actions.
pub(super) fn return_rows(sql: &dyn Sql, period: Period) -> StoreResult<ReturnRows> {
    let ReportRows { hotspots, patrols, legs, engagements } = report_rows(sql, period)?;
    let (from, to) = widened(period);
    let (visits, actions) = (visits(sql, &from, &to)?, actions(sql, &from, &to)?);
    Ok(ReturnRows { hotspots, patrols, legs, engagements, visits, actions })
}

fn widened(period: Period) -> (String, String) {
    let from = period.from.checked_sub_days(Days::new(2)).unwrap_or(NaiveDate::MIN).to_string();
    let to = period.to.checked_add_days(Days::new(3)).unwrap_or(NaiveDate::MAX).to_string();
    (from, to)
}

fn visits(sql: &dyn Sql, from: &str, to: &str) -> StoreResult<Vec<VisitRow>> {
    let text = "SELECT id, hotspot, entered, \"left\", dose_band FROM v_visit
         WHERE entered >= ?1 AND entered < ?2 AND NOT voided AND duplicate_of IS NULL";
    sql.list(text, &args![from, to], |row| {
        let (entered, left) = (time_at(row, 2)?, opt_time_at(row, 3)?);
        Ok(VisitRow { id: row.get(0)?, hotspot: row.get(1)?, entered, left, band: row.get(4)? })
    })
}

fn actions(sql: &dyn Sql, from: &str, to: &str) -> StoreResult<Vec<ActionRow>> {
    let text = "SELECT id, hotspot, occurred, code FROM v_action
         WHERE occurred >= ?1 AND occurred < ?2 AND NOT voided AND duplicate_of IS NULL AND code IS NOT NULL";
    sql.list(text, &args![from, to], |row| {
        let occurred = time_at(row, 2)?;
        Ok(ActionRow { id: row.get(0)?, hotspot: row.get(1)?, occurred, code: row.get(3)? })
    })
}

fn patrols(sql: &dyn Sql, from: &str, to: &str) -> StoreResult<Vec<PatrolRow>> {
    let text = "SELECT id, started, finished, voided, activities FROM v_patrol
         WHERE started >= ?1 AND started < ?2 AND duplicate_of IS NULL";
    sql.list(text, &args![from, to], |row| {
        let codes: Vec<String> = match row.get::<Option<&str>>(4)? {
            Some(text) => serde_json::from_str(text).map_err(|_| broken(4, "a list of codes"))?,
            None => Vec::new(),
        };
        Ok(PatrolRow {
            id: row.get(0)?,
            started: time_at(row, 1)?,
            finished: opt_time_at(row, 2)?.is_some(),
            voided: row.get(3)?,
            activities: codes.iter().filter_map(|code| Activity::from_code(code)).collect(),
        })
    })
}

/// The legs of the patrols that count, patrol by patrol.
fn legs_of(sql: &dyn Sql, patrols: &[PatrolRow]) -> StoreResult<Vec<LegRow>> {
    let people = CREW.map(|field| format!("coalesce({field}, 0)")).join(" + ");
    let text = format!(
        "SELECT patrol, coalesce(hotspot, ''), \"from\", \"to\", {people}, id FROM v_patrol_leg
         WHERE NOT voided AND \"from\" IS NOT NULL"
    );
    let counting = patrols.iter().filter(|patrol| !patrol.voided);
    let mut legs: HashMap<String, Vec<LegRow>> =
        counting.clone().map(|patrol| (patrol.id.to_string(), Vec::new())).collect();
    sql.each(&text, &[], &mut |row| {
        let Some(patrol) = row.get::<Option<&str>>(0)? else { return Ok(Next::Row) };
        if let Some(legs) = legs.get_mut(patrol) {
            legs.push(LegRow {
                id: row.get(5)?,
                patrol: patrol.parse().map_err(|_| broken(0, "an id"))?,
                hotspot: row.get(1)?,
                from: time_at(row, 2)?,
                to: opt_time_at(row, 3)?,
                people: row.get(4)?,
            });
        }
        Ok(Next::Row)
    })?;
    Ok(counting.flat_map(|patrol| legs.remove(&patrol.id.to_string()).unwrap_or_default()).collect())
}

fn engagements(sql: &dyn Sql, from: &str, to: &str) -> StoreResult<Vec<EngagementRow>> {
    let text = "SELECT hotspot, occurred, kind, count, id FROM v_engagement
         WHERE occurred >= ?1 AND occurred < ?2 AND NOT voided AND duplicate_of IS NULL";
    let mut engagements = Vec::new();
    sql.each(text, &args![from, to], &mut |row| {
        // A code of a newer build is neither resident nor business: the table has no column for it.
        if let Some(kind) = EngagementKind::from_code(row.get(2)?) {
            let (hotspot, occurred, count) = (row.get(0)?, time_at(row, 1)?, row.get(3)?);
            engagements.push(EngagementRow { id: row.get(4)?, hotspot, occurred, kind, count });
        }
        Ok(Next::Row)
    })?;
    Ok(engagements)
}

fn time_at(row: &dyn Row, at: usize) -> StoreResult<DateTime<Utc>> {
    row.get::<&str>(at)?.parse().map_err(|_| broken(at, "a time"))
}

fn opt_time_at(row: &dyn Row, at: usize) -> StoreResult<Option<DateTime<Utc>>> {
    let text: Option<&str> = row.get(at)?;
    text.map(|text| text.parse().map_err(|_| broken(at, "a time"))).transpose()
}
