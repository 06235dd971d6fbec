//! The patrol summary of a period.

use beatbook_records::report::patrol_summary::{PatrolSummary, patrol_summary};
use beatbook_records::report::period::{Period, london_date};
use chrono::{DateTime, Months, NaiveDate};

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

/// A period as somebody asked for it; a day that is left out is the default's.
///
/// # Errors
/// `Malformed` where a day is not one or the last is before the first; `Store`.
pub fn asked(
    store: &Book<'_>,
    now_ms: i64,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Period, HubError> {
    let default = default_period(store, now_ms)?;
    let day = |text: Option<&str>, default: NaiveDate| match text.map(str::trim) {
        None | Some("") => Ok(default),
        Some(text) => text.parse().map_err(|_| HubError::Malformed("a date is not written as 2024-06-30")),
    };
    let period = Period { from: day(from, default.from)?, to: day(to, default.to)? };
    if period.to < period.from {
        Err(HubError::Malformed("the last day is before the first"))
    } else {
        Ok(period)
    }
}

/// The twelve months up to the day of the latest patrol, or up to today where there is none: what
/// somebody who says nothing wants to see is never an empty table.
fn default_period(store: &Book<'_>, now_ms: i64) -> Result<Period, HubError> {
    let now = DateTime::from_timestamp_millis(now_ms).unwrap_or_default();
    let to = london_date(store.latest_patrol()?.unwrap_or(now));
    let from = to.checked_sub_months(Months::new(12)).and_then(|day| day.succ_opt()).unwrap_or(to);
    Ok(Period { from, to })
}
