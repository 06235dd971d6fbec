//! The hotspot return of a period: open, frozen, or restated.
//!
//! Rule: what was frozen is told as it was frozen, whatever came since. A recount is told beside it, with what is not the
//! same and the records that make the difference; a restatement is that, dated and kept.

use beatbook_records::entry::Hash;
use beatbook_records::report::hotspot_return::{Difference, HotspotReturn, RULE, count, differences};
use beatbook_records::report::patrol_summary::{self, PatrolSummary};
use beatbook_records::report::period::{Period, ZONE, london_date};
use beatbook_records::report::return_period::ReturnPeriod;
use beatbook_records::report::return_records::{CountedRecords, changed_records, counted_records};
use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::figures::is_sample;
use crate::store::returns::{Kept, Standing};
use crate::store::sql::broken;
use crate::store::{Book, StoreError, StoreResult};

/// How a return stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its last day is not over.
    Running,
    /// It may be frozen.
    Open,
    /// It was frozen.
    Frozen,
    /// It was frozen, and a recount gives other figures.
    FrozenLate,
    /// It was restated.
    Restated,
    /// It was restated, and a recount gives other figures again.
    RestatedLate,
}

impl State {
    /// Whether a recount gives other figures than were told last.
    #[must_use]
    pub const fn is_late(self) -> bool {
        matches!(self, Self::FrozenLate | Self::RestatedLate)
    }

    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Running => "Open, not ended yet",
            Self::Open => "Open",
            Self::Frozen => "Frozen",
            Self::FrozenLate => "Frozen, and records arrived since",
            Self::Restated => "Restated",
            Self::RestatedLate => "Restated, and records arrived since",
        }
    }

    fn of(period: ReturnPeriod, now: DateTime<Utc>, kept: usize, recount: Option<&Recount>) -> Self {
        match (kept, recount.is_none_or(|recount| recount.same)) {
            (0, _) if period.has_ended(now) => Self::Open,
            (0, _) => Self::Running,
            (1, true) => Self::Frozen,
            (1, false) => Self::FrozenLate,
            (_, true) => Self::Restated,
            (_, false) => Self::RestatedLate,
        }
    }
}

/// A record that changed a return after it was frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LateRecord {
    /// Its id.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// The London date on which it happened.
    pub on: NaiveDate,
    /// When the hub took in what changed it; nothing where its words were erased.
    pub taken_in: Option<DateTime<Utc>>,
}

/// A return as it was frozen, or a restatement of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Frozen {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// The last commit number of the hub's history that counted.
    pub position: u64,
    /// SHA-256 of `canonical`.
    pub hash: Hash,
    /// The hash of the one before, where it is a restatement.
    pub previous: Option<Hash>,
    /// The return in its canonical form.
    pub canonical: String,
    /// The same, to be read.
    pub figures: HotspotReturn,
    /// What is not as in the one before.
    pub differences: Vec<Difference>,
    /// The records that made that.
    pub records: Vec<LateRecord>,
}

/// What counting again gives, beside what was frozen or restated last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Recount {
    /// Whether every figure is the same.
    pub same: bool,
    /// The hash that it would have with the same narrative.
    pub hash: Hash,
    /// What is not the same.
    pub differences: Vec<Difference>,
    /// The records that came or changed since.
    pub records: Vec<LateRecord>,
}

/// A patrol that is not in the sums of a count of today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotCounted {
    /// The patrol.
    pub patrol: Uuid,
    /// When it began.
    pub started: DateTime<Utc>,
    /// `unfinished` or `voided`.
    pub why: &'static str,
}

/// The whole report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReturnReport {
    /// Whose figures they are.
    pub organisation: String,
    /// Whether they are synthetic sample data.
    pub sample: bool,
    /// The month or quarter.
    #[schema(value_type = String)]
    pub period: ReturnPeriod,
    /// How it stands.
    pub state: State,
    /// The zone of its days.
    pub zone: &'static str,
    /// How it is counted.
    pub rule: String,
    /// The return: as it was frozen, else as it counts now.
    pub figures: HotspotReturn,
    /// What was frozen, then its restatements in their order.
    pub kept: Vec<Frozen>,
    /// What counting again gives, where it is frozen.
    pub recount: Option<Recount>,
    /// Patrols that are not in the sums of a count of today.
    pub left_out: Vec<NotCounted>,
}

/// A return in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The month or quarter.
    pub period: ReturnPeriod,
    /// How it stands.
    pub state: State,
    /// When it was frozen or restated last.
    pub at: Option<DateTime<Utc>>,
}

impl ReturnReport {
    /// The return of a period.
    ///
    /// # Errors
    /// When the store cannot be read, or what was frozen is not what its hash says.
    pub fn of(store: &Book<'_>, period: ReturnPeriod, now: DateTime<Utc>) -> StoreResult<Self> {
        let organisation = store.organisation()?.unwrap_or_default();
        store.returns(period.days(), |standing| {
            let kept = kept_of(standing, period);
            let (now_counted, summary) = counted(standing, period, "");
            let recount = kept.last().map(|last| recount(standing, period, last)).transpose()?;
            let frozen = kept.iter().map(frozen).collect::<StoreResult<Vec<_>>>()?;
            let left_out = summary.left_out.iter();
            let left_out = left_out.map(|out| NotCounted {
                patrol: out.patrol,
                started: out.started,
                why: out.why.word(),
            });
            Ok::<_, StoreError>(Self {
                sample: is_sample(&organisation),
                organisation: organisation.clone(),
                period,
                state: State::of(period, now, kept.len(), recount.as_ref()),
                zone: ZONE,
                rule: format!("{} {RULE}", patrol_summary::RULE),
                figures: frozen.first().map_or(now_counted, |first| first.figures.clone()),
                kept: frozen,
                recount,
                left_out: left_out.collect(),
            })
        })
    }
}

/// Every month and quarter since the first patrol, and every other one that was frozen; the newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn list(store: &Book<'_>, now: DateTime<Utc>) -> StoreResult<Vec<Listed>> {
    let today = london_date(now);
    let first = store.first_patrol()?.map_or(today, london_date);
    let frozen = store.frozen_periods()?.into_iter().filter_map(|text| text.parse().ok());
    let mut periods: Vec<ReturnPeriod> =
        ReturnPeriod::between(first, today).into_iter().chain(frozen).collect();
    periods.sort();
    periods.dedup();
    listed(store, now, &periods)
}

/// The months and quarters of the last so many months; the newest first.
///
/// # Errors
/// When the store cannot be read.
pub fn latest(store: &Book<'_>, now: DateTime<Utc>, months: u32) -> StoreResult<Vec<Listed>> {
    let today = london_date(now);
    let from = today.checked_sub_months(Months::new(months)).unwrap_or(today);
    let mut periods = ReturnPeriod::between(from, today);
    periods.retain(|period| period.days().from >= from && period.days().to < today);
    periods.sort();
    listed(store, now, &periods)
}

fn listed(store: &Book<'_>, now: DateTime<Utc>, periods: &[ReturnPeriod]) -> StoreResult<Vec<Listed>> {
    let today = london_date(now);
    let days = || periods.iter().map(|period| period.days());
    let from = days().map(|days| days.from).min().unwrap_or(today);
    let to = days().map(|days| days.to).max().unwrap_or(today);
    store.returns(Period { from, to }, |standing| {
        let listed = periods.iter().rev().map(|period| {
            let kept = kept_of(standing, *period);
            let recount = kept.last().map(|last| recount(standing, *period, last)).transpose()?;
            let at = kept.last().map(|last| moment(last.made_ms));
            Ok(Listed { period: *period, state: State::of(*period, now, kept.len(), recount.as_ref()), at })
        });
        listed.collect()
    })
}

pub(super) fn kept_of<'s>(standing: &'s Standing<'_>, period: ReturnPeriod) -> &'s [Kept] {
    standing.kept.get(&period.to_string()).map_or(&[], Vec::as_slice)
}

pub(super) fn counted(
    standing: &Standing<'_>,
    period: ReturnPeriod,
    narrative: &str,
) -> (HotspotReturn, PatrolSummary) {
    count(period, standing.hotspots_version, &standing.rows, narrative)
}

pub(super) fn recount(standing: &Standing<'_>, period: ReturnPeriod, last: &Kept) -> StoreResult<Recount> {
    let was: HotspotReturn = read(&last.figures)?;
    let (is, summary) = counted(standing, period, &was.narrative);
    let differences = differences(&was, &is);
    let then: CountedRecords = read(&last.counted)?;
    let changed = changed_records(&then, &counted_records(period, &standing.rows, &summary));
    let records = late(standing, &changed, last.position)?;
    Ok(Recount { same: differences.is_empty(), hash: is.hash(), differences, records })
}

/// What changed, in the order in which it came. A leg is told with its patrol: whichever of both was written since.
fn late(standing: &Standing<'_>, changed: &CountedRecords, after: u64) -> StoreResult<Vec<LateRecord>> {
    let taken = standing.taken_in(changed.keys().copied(), after)?;
    let came = |id: &Uuid| changed.contains_key(id) && taken.contains_key(id);
    let leg_came =
        |id: &Uuid| changed.iter().any(|(leg, record)| record.patrol == Some(*id) && taken.contains_key(leg));
    let told = changed.iter().filter(|(id, record)| match record.patrol {
        Some(patrol) => !came(&patrol) && (came(id) || !changed.contains_key(&patrol)),
        None => came(id) || !leg_came(id),
    });
    let mut late: Vec<LateRecord> = told
        .map(|(id, record)| LateRecord {
            id: *id,
            kind: record.kind.clone(),
            on: record.on,
            taken_in: taken.get(id).map(|ms| moment(*ms)),
        })
        .collect();
    late.sort_by_key(|record| (record.taken_in, record.id));
    Ok(late)
}

fn frozen(kept: &Kept) -> StoreResult<Frozen> {
    Ok(Frozen {
        at: moment(kept.made_ms),
        by: kept.made_by.clone(),
        position: kept.position,
        hash: kept.hash,
        previous: kept.previous,
        canonical: kept.figures.clone(),
        figures: read(&kept.figures)?,
        differences: read(&kept.differences)?,
        records: read(&kept.late)?,
    })
}

fn moment(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

fn read<T: DeserializeOwned>(text: &str) -> StoreResult<T> {
    serde_json::from_str(text).map_err(|_| broken(0, "a return"))
}
