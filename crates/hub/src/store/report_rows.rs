//! Rows for the patrol summary, from the views of the kinds.
//!
//! Rule: it widens the period by two days on each side, since times may be written with any offset;
//! the arithmetic decides which rows lie within.

use beatbook_records::codes::{Activity, EngagementKind};
use beatbook_records::kinds::CREW;
use beatbook_records::report::patrol_summary::{EngagementRow, LegRow, PatrolRow};
use beatbook_records::report::period::Period;
use chrono::{DateTime, Days, NaiveDate, Utc};
use rusqlite::{Row, params};
use uuid::Uuid;

use super::devices::wrong;
use super::{Sqlite, columns};

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

impl Sqlite {
    /// The rows of a period. Records that repeat another are left out: that other one counts.
    ///
    /// # Errors
    /// When the database fails or a row does not hold what its kind declares.
    pub fn patrol_summary_rows(&self, period: Period) -> rusqlite::Result<ReportRows> {
        let from = period.from.checked_sub_days(Days::new(2)).unwrap_or(NaiveDate::MIN).to_string();
        let to = period.to.checked_add_days(Days::new(3)).unwrap_or(NaiveDate::MAX).to_string();
        let patrols = self.patrols(&from, &to)?;
        let mut legs = Vec::new();
        for patrol in patrols.iter().filter(|patrol| !patrol.voided) {
            self.legs_of(patrol.id, &mut legs)?;
        }
        let hotspots = self
            .conn
            .prepare_cached("SELECT id, name FROM hotspot ORDER BY place, id")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(ReportRows { hotspots, patrols, legs, engagements: self.engagements(&from, &to)? })
    }

    /// When the latest patrol began, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn latest_patrol(&self) -> rusqlite::Result<Option<DateTime<Utc>>> {
        self.conn.query_row("SELECT max(started) FROM v_patrol", [], |row| opt_time_at(row, 0))
    }

    fn patrols(&self, from: &str, to: &str) -> rusqlite::Result<Vec<PatrolRow>> {
        self.conn
            .prepare_cached(
                "SELECT id, started, finished, voided, activities FROM v_patrol
                 WHERE started >= ?1 AND started < ?2 AND duplicate_of IS NULL",
            )?
            .query_map(params![from, to], |row| {
                let codes: Vec<String> = match row.get::<_, Option<String>>(4)? {
                    Some(text) => serde_json::from_str(&text).map_err(|error| wrong(4, error))?,
                    None => Vec::new(),
                };
                Ok(PatrolRow {
                    id: columns::uuid(row, 0)?,
                    started: time_at(row, 1)?,
                    finished: opt_time_at(row, 2)?.is_some(),
                    voided: row.get(3)?,
                    activities: codes.iter().filter_map(|code| Activity::from_code(code)).collect(),
                })
            })?
            .collect()
    }

    fn legs_of(&self, patrol: Uuid, legs: &mut Vec<LegRow>) -> rusqlite::Result<()> {
        let people = CREW.map(|field| format!("coalesce({field}, 0)")).join(" + ");
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT coalesce(hotspot, ''), \"from\", \"to\", {people} FROM v_patrol_leg
             WHERE patrol = ?1 AND voided = 0 AND \"from\" IS NOT NULL"
        ))?;
        let rows = statement.query_map([patrol.to_string()], |row| {
            Ok(LegRow {
                patrol,
                hotspot: row.get(0)?,
                from: time_at(row, 1)?,
                to: opt_time_at(row, 2)?,
                people: row.get(3)?,
            })
        })?;
        for leg in rows {
            legs.push(leg?);
        }
        Ok(())
    }

    fn engagements(&self, from: &str, to: &str) -> rusqlite::Result<Vec<EngagementRow>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT hotspot, occurred, kind, count FROM v_engagement
             WHERE occurred >= ?1 AND occurred < ?2 AND voided = 0 AND duplicate_of IS NULL",
        )?;
        let mut rows = statement.query(params![from, to])?;
        let mut engagements = Vec::new();
        while let Some(row) = rows.next()? {
            // A code of a newer build is neither resident nor business: the table has no column for it.
            let code: String = row.get(2)?;
            let Some(kind) = EngagementKind::from_code(&code) else { continue };
            engagements.push(EngagementRow {
                hotspot: row.get(0)?,
                occurred: time_at(row, 1)?,
                kind,
                count: row.get(3)?,
            });
        }
        Ok(engagements)
    }
}

fn time_at(row: &Row<'_>, at: usize) -> rusqlite::Result<DateTime<Utc>> {
    let text: String = row.get(at)?;
    text.parse().map_err(|error: chrono::ParseError| wrong(at, error))
}

fn opt_time_at(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<DateTime<Utc>>> {
    match row.get::<_, Option<String>>(at)? {
        Some(text) => text.parse().map(Some).map_err(|error: chrono::ParseError| wrong(at, error)),
        None => Ok(None),
    }
}
