//! The patrol summary of a period.

use beatbook_records::report::patrol_summary::{PatrolSummary, patrol_summary};
use beatbook_records::report::period::Period;
use chrono::DateTime;

use super::days::year_to;
use crate::error::HubError;
use crate::store::Book;

/// The summary of a period.
///
/// # Errors
/// `Store`.
pub fn of(store: &Book<'_>, period: Period) -> Result<PatrolSummary, HubError> {
    let rows = store.patrol_summary_rows(period)?;
    Ok(patrol_summary(period, &rows.hotspots, &rows.patrols, &rows.legs, &rows.engagements))
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
