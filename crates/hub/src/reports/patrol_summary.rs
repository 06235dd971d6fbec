//! The patrol summary of a period.

use std::collections::BTreeMap;

use beatbook_records::report::patrol_summary::{self, Day, PatrolSummary};
use beatbook_records::report::period::Period;
use chrono::{DateTime, NaiveDate};

use super::daily::{self, Daily};
use super::days::year_to;
use crate::error::HubError;
use crate::store::sql::Sql;
use crate::store::{Book, StoreResult, report_rows};

/// What each day adds to the summary.
pub struct PatrolDays;

impl Daily for PatrolDays {
    type Day = Day;

    fn name(&self) -> String {
        String::from("patrol-summary")
    }

    fn count(&self, sql: &dyn Sql, period: Period) -> StoreResult<BTreeMap<NaiveDate, Day>> {
        let rows = report_rows::of(sql, period)?;
        Ok(patrol_summary::days(period, &rows.patrols, &rows.legs, &rows.engagements))
    }
}

/// The summary of a period.
///
/// # Errors
/// `Store`.
pub fn of(store: &Book<'_>, period: Period) -> Result<PatrolSummary, HubError> {
    let days = daily::days(store, &PatrolDays, period)?;
    Ok(patrol_summary::summed(period, &store.hotspot_names()?, days.into_values()))
}

/// The twelve months up to the day of the latest patrol, or up to today where there is none: what
/// somebody who says nothing wants to see is never an empty table.
///
/// # Errors
/// `Store`.
pub fn default_period(store: &Book<'_>, now_ms: i64) -> Result<Period, HubError> {
    let now = DateTime::from_timestamp_millis(now_ms).unwrap_or_default();
    Ok(year_to(store.latest_patrol()?.unwrap_or(now)))
}
