//! Freezing a return, and restating it.
//!
//! Rule: what is over is frozen once; what was frozen is restated where a recount gives other figures, and never changed.

use beatbook_records::report::return_period::ReturnPeriod;
use beatbook_records::report::return_records::counted_records;
use chrono::{DateTime, Utc};
use serde::Serialize;

use super::hotspot_return::{counted, kept_of, recount};
use crate::store::returns::{Kept, Standing};
use crate::store::{Book, Passing, StoreError};

/// The most characters of a narrative.
pub const NARRATIVE_MAX: usize = 2_000;

/// Why a return was not frozen or restated.
#[derive(Debug, thiserror::Error)]
pub enum ReturnError {
    /// Its last day is not over.
    #[error("{} has not ended: freeze it after {}", .0.words(), .0.days().to.format("%-d %B %Y"))]
    NotEnded(ReturnPeriod),
    /// It is frozen.
    #[error("the return for {} is frozen already: look at it, and restate it where a recount gives other figures", .0.words())]
    Frozen(ReturnPeriod),
    /// It is not.
    #[error("the return for {} is not frozen: freeze it, and restate it later where that is needed", .0.words())]
    NotFrozen(ReturnPeriod),
    /// It would say the same again.
    #[error("there is nothing to restate for {}: a recount gives the same figures", .0.words())]
    Same(ReturnPeriod),
    /// Nobody stands for it.
    #[error("nobody is named: say by whom it is done")]
    NoName,
    /// Too much to say.
    #[error("the narrative is too long: shorten it to {NARRATIVE_MAX} characters")]
    TooLong,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Passing for ReturnError {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_passing())
    }
}

/// Freeze the return of a period.
///
/// # Errors
/// Where it has not ended or is frozen already, where nobody stands for it or the narrative is too long; `Store`.
pub fn freeze(
    store: &Book<'_>,
    period: ReturnPeriod,
    by: &str,
    narrative: &str,
    now: DateTime<Utc>,
) -> Result<(), ReturnError> {
    let (by, narrative) = said(by, narrative)?;
    store.add_return(&period.to_string(), period.days(), |standing| {
        if !kept_of(standing, period).is_empty() {
            return Err(ReturnError::Frozen(period));
        }
        if !period.has_ended(now) {
            return Err(ReturnError::NotEnded(period));
        }
        Ok(kept(standing, period, by, narrative, now))
    })
}

/// Restate the return of a period by a count of today.
///
/// # Errors
/// Where it is not frozen or would say the same, where nobody stands for it or the narrative is too long; `Store`.
pub fn restate(
    store: &Book<'_>,
    period: ReturnPeriod,
    by: &str,
    narrative: &str,
    now: DateTime<Utc>,
) -> Result<(), ReturnError> {
    let (by, narrative) = said(by, narrative)?;
    store.add_return(&period.to_string(), period.days(), |standing| {
        let last = kept_of(standing, period).last().ok_or(ReturnError::NotFrozen(period))?;
        let recount = recount(standing, period, last)?;
        if recount.same {
            return Err(ReturnError::Same(period));
        }
        Ok(Kept {
            previous: Some(last.hash),
            differences: json(&recount.differences),
            late: json(&recount.records),
            ..kept(standing, period, by, narrative, now)
        })
    })
}

fn said<'t>(by: &'t str, narrative: &'t str) -> Result<(&'t str, &'t str), ReturnError> {
    match (by.trim(), narrative.trim()) {
        ("", _) => Err(ReturnError::NoName),
        (_, narrative) if narrative.chars().count() > NARRATIVE_MAX => Err(ReturnError::TooLong),
        said => Ok(said),
    }
}

fn kept(
    standing: &Standing<'_>,
    period: ReturnPeriod,
    by: &str,
    narrative: &str,
    now: DateTime<Utc>,
) -> Kept {
    let (figures, summary) = counted(standing, period, narrative);
    Kept {
        hash: figures.hash(),
        figures: figures.canonical(),
        previous: None,
        position: standing.position,
        counted: json(&counted_records(period, &standing.rows, &summary)),
        differences: "[]".into(),
        late: "[]".into(),
        made_ms: now.timestamp_millis(),
        made_by: by.to_owned(),
    }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("plain JSON")
}
