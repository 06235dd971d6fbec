//! Reports that are sums of days: what a day adds is counted once, and again only when a record of it changes.
//!
//! Rule: it adds nothing up itself and knows no report's figures; a report says how its days are counted.

use std::collections::BTreeMap;

use beatbook_records::report::period::Period;
use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::sql::{Sql, broken};
use crate::store::{Book, StoreResult, daily};

/// How many days are counted at once, at most: what has to be held of them is small.
const DAYS_AT_ONCE: u64 = 7;

/// A report whose days can be counted.
pub trait Daily {
    /// What a day adds.
    type Day: Default + PartialEq + Serialize + DeserializeOwned;

    /// What it is called where days are kept. Another name where days are counted in another way.
    fn name(&self) -> String;

    /// Count the days of a period from the records. A day that adds nothing may be left out.
    ///
    /// # Errors
    /// When the database fails or a record cannot be read.
    fn count(&self, sql: &dyn Sql, period: Period) -> StoreResult<BTreeMap<NaiveDate, Self::Day>>;
}

/// What each day of a period adds. Days that nothing is kept of are counted, and kept.
///
/// # Errors
/// When the database fails or a record cannot be read.
pub fn days<D: Daily>(
    store: &Book<'_>,
    report: &D,
    period: Period,
) -> StoreResult<BTreeMap<NaiveDate, D::Day>> {
    let name = report.name();
    store.read(|sql| {
        let kept = daily::kept(sql, &name, period)?;
        let mut days = BTreeMap::new();
        for (day, figures) in &kept.standing {
            days.insert(*day, serde_json::from_str(figures).map_err(|_| broken(1, "what a day adds"))?);
        }
        for span in spans(&kept.stale) {
            let mut counted = report.count(sql, span)?;
            let fresh = kept.stale.iter().filter(|day| (span.from..=span.to).contains(day));
            let fresh: BTreeMap<_, _> =
                fresh.map(|day| (*day, counted.remove(day).unwrap_or_default())).collect();
            let texts = fresh.iter().map(|(day, of)| (*day, serde_json::to_string(of).expect("plain JSON")));
            daily::keep(sql, &name, kept.as_of, &texts.collect())?;
            days.extend(fresh);
        }
        Ok(days)
    })
}

/// The first day of a period whose kept figures are not what a recount gives, if there is one.
///
/// # Errors
/// When the database fails or a record cannot be read.
pub fn wrong_day<D: Daily>(sql: &dyn Sql, report: &D, period: Period) -> StoreResult<Option<NaiveDate>> {
    let kept = daily::kept(sql, &report.name(), period)?;
    let standing: Vec<NaiveDate> = kept.standing.keys().copied().collect();
    for span in spans(&standing) {
        let mut counted = report.count(sql, span)?;
        for (day, figures) in kept.standing.range(span.from..=span.to) {
            let again = counted.remove(day).unwrap_or_default();
            if !serde_json::from_str(figures).is_ok_and(|kept: D::Day| kept == again) {
                return Ok(Some(*day));
            }
        }
    }
    Ok(None)
}

/// Days in their order, as few periods as it takes, none too long.
fn spans(days: &[NaiveDate]) -> Vec<Period> {
    let mut spans: Vec<Period> = Vec::new();
    for day in days {
        match spans.last_mut() {
            Some(span) if *day < span.from + Days::new(DAYS_AT_ONCE) => span.to = *day,
            _ => spans.push(Period { from: *day, to: *day }),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_lie_together_are_counted_together_a_week_at_most() {
        let day = |n: u32| NaiveDate::from_ymd_opt(2024, 3, n).expect("a day");
        let of = |days: &[u32]| {
            let days: Vec<_> = days.iter().map(|n| day(*n)).collect();
            let days_of = |span: &Period| (span.from, span.to);
            spans(&days).iter().map(days_of).collect::<Vec<_>>()
        };
        assert_eq!(of(&[]), []);
        assert_eq!(of(&[3]), [(day(3), day(3))]);
        assert_eq!(of(&[1, 2, 3, 7, 8, 20]), [(day(1), day(7)), (day(8), day(8)), (day(20), day(20))]);
    }
}
