//! The records that make a return, so that what changed it can be named.
//!
//! Rule: of each record a hash of what it counts for is kept, and nothing else that it says: a record whose words were
//! erased leaves no word here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::hotspot_return::{ReturnRows, band};
use super::patrol_summary::PatrolSummary;
use super::period::london_date;
use super::return_period::ReturnPeriod;
use crate::entry::Hash;
use crate::kinds::{Action, Engagement, Patrol, PatrolLeg, Visit};
use crate::record::Record as _;

/// A record that counts in a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedRecord {
    /// Its kind.
    pub kind: String,
    /// Its date in London.
    pub on: NaiveDate,
    /// The patrol it belongs to, where it counts with that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patrol: Option<Uuid>,
    /// A hash of what it counts for: another one, other figures.
    pub counts: String,
}

/// The records that make a return.
pub type CountedRecords = BTreeMap<Uuid, CountedRecord>;

/// The records that make a return, each with what it counts for.
#[must_use]
pub fn counted_records(period: ReturnPeriod, rows: &ReturnRows, summary: &PatrolSummary) -> CountedRecords {
    let days = period.days();
    let out: BTreeSet<Uuid> = summary.left_out.iter().map(|out| out.patrol).collect();
    let mut all = CountedRecords::new();
    let mut add = |id: Uuid, kind: &str, at: DateTime<Utc>, patrol: Option<Uuid>, parts: &[&str]| {
        let counts = Hash::of(&[parts.join("\n").as_bytes()]).to_string()[..16].to_owned();
        all.insert(id, CountedRecord { kind: kind.to_owned(), on: london_date(at), patrol, counts });
    };
    let mut sums = BTreeSet::new();
    for row in rows.patrols.iter().filter(|row| days.contains(row.started) && !out.contains(&row.id)) {
        sums.insert(row.id);
        add(row.id, Patrol::KIND.name, row.started, None, &[]);
    }
    for row in rows.legs.iter().filter(|row| sums.contains(&row.patrol)) {
        let times = [row.from.to_rfc3339(), row.to.map_or_else(String::new, |to| to.to_rfc3339())];
        let people = row.people.to_string();
        let parts = [row.hotspot.as_str(), &times[0], &times[1], &people];
        add(row.id, PatrolLeg::KIND.name, row.from, Some(row.patrol), &parts);
    }
    for row in rows.engagements.iter().filter(|row| days.contains(row.occurred)) {
        let (hotspot, count) = (row.hotspot.as_deref().unwrap_or_default(), row.count.to_string());
        add(row.id, Engagement::KIND.name, row.occurred, None, &[hotspot, row.kind.code(), &count]);
    }
    for row in rows.visits.iter().filter(|row| days.contains(row.entered)) {
        add(row.id, Visit::KIND.name, row.entered, None, &[&row.hotspot, band(row)]);
    }
    for row in rows.actions.iter().filter(|row| days.contains(row.occurred)) {
        let hotspot = row.hotspot.as_deref().unwrap_or_default();
        add(row.id, Action::KIND.name, row.occurred, None, &[hotspot, &row.code]);
    }
    all
}

/// The records that count now and did not, that counted and do not, or that count for something else; each as it is now,
/// or else as it was.
#[must_use]
pub fn changed_records(then: &CountedRecords, now: &CountedRecords) -> CountedRecords {
    let ids: BTreeSet<Uuid> = then.keys().chain(now.keys()).copied().collect();
    let changed = ids.into_iter().filter_map(|id| match (then.get(&id), now.get(&id)) {
        (Some(was), Some(is)) if was.counts == is.counts => None,
        (was, is) => is.or(was).map(|record| (id, record.clone())),
    });
    changed.collect()
}
