//! Rows for the patrol summary and the hotspot return, from the views of the kinds.
//!
//! Rule: it widens the period by two days on each side, since times may be written with any offset;
//! the arithmetic decides which rows lie within.

use beatbook_records::codes::{Activity, EngagementKind};
use beatbook_records::kinds::CREW;
use beatbook_records::report::hotspot_return::{ActionRow, ReturnRows, VisitRow};
use beatbook_records::report::patrol_summary::{EngagementRow, LegRow, PatrolRow};
use beatbook_records::report::period::Period;
use chrono::{DateTime, Utc};

use super::daily::around;
use super::sql::{Columns, Many, Next, Row, Shape, Sql, args, broken};
use super::{Book, StoreResult};

const PATROL: Columns = &[("patrol", Shape::Text)];

/// What the patrol summary is computed from.
#[derive(Debug, Default)]
pub struct ReportRows {
    /// Patrols.
    pub patrols: Vec<PatrolRow>,
    /// Their legs.
    pub legs: Vec<LegRow>,
    /// Engagements.
    pub engagements: Vec<EngagementRow>,
}

/// The rows of a period. Records that repeat another are left out: that other one counts.
///
/// # Errors
/// When the database fails or a row does not hold what its kind declares.
pub fn of(sql: &dyn Sql, period: Period) -> StoreResult<ReportRows> {
    let (from, to) = around(period);
    let patrols = patrols(sql, &from, &to)?;
    let legs = legs_of(sql, &patrols)?;
    Ok(ReportRows { patrols, legs, engagements: engagements(sql, &from, &to)? })
}

impl Book<'_> {
    /// Hotspots as id and name, in the order of the pack.
    ///
    /// # Errors
    /// When the database fails.
    pub fn hotspot_names(&self) -> StoreResult<Vec<(String, String)>> {
        hotspot_names(self.sql())
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

fn hotspot_names(sql: &dyn Sql) -> StoreResult<Vec<(String, String)>> {
    sql.list("SELECT id, name FROM hotspot ORDER BY place, id", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The rows of a hotspot return: those of the patrol summary, visits and actions.
pub(super) fn return_rows(sql: &dyn Sql, period: Period) -> StoreResult<ReturnRows> {
    let ReportRows { patrols, legs, engagements } = of(sql, period)?;
    let (from, to) = around(period);
    let (visits, actions) = (visits(sql, &from, &to)?, actions(sql, &from, &to)?);
    Ok(ReturnRows { hotspots: hotspot_names(sql)?, patrols, legs, engagements, visits, actions })
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
         WHERE patrol = ?1 AND NOT voided AND \"from\" IS NOT NULL"
    );
    let ids: Vec<String> =
        patrols.iter().filter(|patrol| !patrol.voided).map(|patrol| patrol.id.to_string()).collect();
    let (mut many, mut legs) = (Many::of(PATROL), Vec::new());
    ids.iter().for_each(|id| many.row([id.into()]));
    if many.is_empty() {
        return Ok(legs);
    }
    sql.each_of(&text, &many, &mut |row| {
        legs.push(LegRow {
            id: row.get(5)?,
            patrol: row.get::<&str>(0)?.parse().map_err(|_| broken(0, "an id"))?,
            hotspot: row.get(1)?,
            from: time_at(row, 2)?,
            to: opt_time_at(row, 3)?,
            people: row.get(4)?,
        });
        Ok(Next::Row)
    })?;
    Ok(legs)
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

pub(super) fn time_at(row: &dyn Row, at: usize) -> StoreResult<DateTime<Utc>> {
    row.get::<&str>(at)?.parse().map_err(|_| broken(at, "a time"))
}

pub(super) fn opt_time_at(row: &dyn Row, at: usize) -> StoreResult<Option<DateTime<Utc>>> {
    let text: Option<&str> = row.get(at)?;
    text.map(|text| text.parse().map_err(|_| broken(at, "a time"))).transpose()
}
