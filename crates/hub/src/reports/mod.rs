//! Reports: rows from the store, arithmetic from records, figures as people and programs read them.

pub mod api;
pub mod counted;
pub mod daily;
pub mod days;
pub mod figures;
pub mod finding;
pub mod freeze;
pub mod hotspot_return;
pub mod outcomes;
pub mod outcomes_asked;
pub mod partner_figures;
pub mod patrol_summary;
mod return_text;
pub mod sheet;
pub mod targets;
pub mod written;
mod xlsx;

use beatbook_records::report::counting::COUNTINGS;
use beatbook_records::report::period::Period;
use chrono::NaiveDate;

use crate::store::sql::Sql;
use crate::store::{Book, StoreResult};
use daily::{Daily, wrong_day};
use patrol_summary::PatrolDays;

/// Totals of a day that are not what its records give.
#[derive(Debug, PartialEq, Eq)]
pub struct WrongTotals {
    /// The report.
    pub report: String,
    /// The day.
    pub day: NaiveDate,
}

/// Count every day again that totals are kept of; the first whose totals are wrong, if there is one. All are then let go
/// of, and counted anew by whoever asks next.
///
/// # Errors
/// When the database fails or a record cannot be read.
pub fn verify_totals(store: &Book<'_>) -> StoreResult<Option<WrongTotals>> {
    let wrong = store.read(|sql| {
        for counting in COUNTINGS {
            if let Some(wrong) = wrong_totals(sql, counting)? {
                return Ok(Some(wrong));
            }
        }
        wrong_totals(sql, &PatrolDays)
    })?;
    if wrong.is_some() {
        crate::store::daily::forget(store.sql())?;
    }
    Ok(wrong)
}

fn wrong_totals<D: Daily>(sql: &dyn Sql, report: &D) -> StoreResult<Option<WrongTotals>> {
    let ever = Period { from: NaiveDate::MIN, to: NaiveDate::MAX };
    let day = wrong_day(sql, report, ever)?;
    Ok(day.map(|day| WrongTotals { report: report.name(), day }))
}
