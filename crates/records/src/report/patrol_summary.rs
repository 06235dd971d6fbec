//! The patrol summary: hours, patrols and engagements per hotspot.
//!
//! Clock time is the sum of the legs in UTC seconds, pauses excluded; person time is each leg times
//! its crew. Hours go to each leg's hotspot; a patrol counts once, at its first. It belongs whole to
//! the London date of its start. Engagements count by their own hotspot and date. Unfinished and
//! voided patrols are listed beside the table and not summed.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::period::{Period, ZONE};
use crate::codes::{Activity, EngagementKind};

/// The rule, as printed with the figures.
pub const RULE: &str = "Clock time is the sum of a patrol's legs in UTC seconds, without pauses; person time is each \
leg times its crew. Hours go to each leg's hotspot; a patrol counts once, at its first hotspot, and belongs whole to \
the London date of its start. Both dates are included. Engagements count by their own hotspot and date. Unfinished \
and voided patrols are listed and not summed.";

/// A patrol, as the arithmetic needs it.
#[derive(Debug, Clone)]
pub struct PatrolRow {
    /// Its id.
    pub id: Uuid,
    /// When it began.
    pub started: DateTime<Utc>,
    /// Whether it was finished.
    pub finished: bool,
    /// Whether it was voided.
    pub voided: bool,
    /// What the crew did.
    pub activities: Vec<Activity>,
}

/// A leg that is not voided.
#[derive(Debug, Clone)]
pub struct LegRow {
    /// Its id.
    pub id: Uuid,
    /// Its patrol.
    pub patrol: Uuid,
    /// Its hotspot.
    pub hotspot: String,
    /// When it was opened.
    pub from: DateTime<Utc>,
    /// When it was closed.
    pub to: Option<DateTime<Utc>>,
    /// How many people walked.
    pub people: u32,
}

/// An engagement that is neither voided nor a duplicate.
#[derive(Debug, Clone)]
pub struct EngagementRow {
    /// Its id.
    pub id: Uuid,
    /// Its hotspot, if any.
    pub hotspot: Option<String>,
    /// When it happened.
    pub occurred: DateTime<Utc>,
    /// With whom.
    pub kind: EngagementKind,
    /// How many.
    pub count: u32,
}

/// The figures of one hotspot, or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The hotspot's id; empty for no hotspot, and on the last line.
    #[serde(skip)]
    pub id: String,
    /// The hotspot's name; `Totals` on the last line.
    pub hotspot: String,
    /// Clock time in seconds.
    pub clock_seconds: i64,
    /// Person time in seconds.
    pub person_seconds: i64,
    /// Patrols.
    pub patrols: u32,
    /// Residents talked to.
    pub resident_engagement: u32,
    /// Businesses talked to.
    pub business_engagement: u32,
    /// Examples of activities, the most frequent first.
    pub activities: Vec<Activity>,
}

/// A patrol that is not in the sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The patrol.
    pub patrol: Uuid,
    /// When it began.
    pub started: DateTime<Utc>,
    /// `unfinished` or `voided`.
    pub why: &'static str,
}

/// The whole report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PatrolSummary {
    /// The days it covers.
    pub period: Period,
    /// The zone of those days.
    pub zone: &'static str,
    /// The rule of the sums.
    pub rule: &'static str,
    /// A line per hotspot, in the order of the reference pack, then unknown ones by name.
    pub lines: Vec<Line>,
    /// The sums.
    pub totals: Line,
    /// What was left out, by start.
    pub left_out: Vec<LeftOut>,
}

/// Compute the report. `hotspots` gives id and name, in the order of the table. Rows may lie outside
/// the period; a leg is open or without its patrol: it does not count.
#[must_use]
pub fn patrol_summary(
    period: Period,
    hotspots: &[(String, String)],
    patrols: &[PatrolRow],
    legs: &[LegRow],
    engagements: &[EngagementRow],
) -> PatrolSummary {
    let mut by_patrol: HashMap<Uuid, Vec<&LegRow>> = HashMap::new();
    for leg in legs {
        by_patrol.entry(leg.patrol).or_default().push(leg);
    }
    let mut tally = Tally::default();
    let mut left_out = Vec::new();
    for patrol in patrols.iter().filter(|patrol| period.contains(patrol.started)) {
        let legs = by_patrol.get(&patrol.id).map_or(&[][..], Vec::as_slice);
        match why_left_out(patrol, legs) {
            Some(why) => left_out.push(LeftOut { patrol: patrol.id, started: patrol.started, why }),
            None => tally.patrol(patrol, legs),
        }
    }
    for engagement in engagements.iter().filter(|engagement| period.contains(engagement.occurred)) {
        tally.engagement(engagement);
    }
    left_out.sort_by_key(|out| (out.started, out.patrol));
    let (lines, totals) = tally.lines(hotspots);
    PatrolSummary { period, zone: ZONE, rule: RULE, lines, totals, left_out }
}

fn why_left_out(patrol: &PatrolRow, legs: &[&LegRow]) -> Option<&'static str> {
    if patrol.voided {
        Some("voided")
    } else if !patrol.finished || legs.is_empty() || legs.iter().any(|leg| leg.to.is_none()) {
        Some("unfinished")
    } else {
        None
    }
}

/// Sums by hotspot id; the empty id stands for "no hotspot".
#[derive(Default)]
struct Tally(BTreeMap<String, (Line, BTreeMap<Activity, u32>)>);

impl Tally {
    fn at(&mut self, hotspot: &str) -> &mut (Line, BTreeMap<Activity, u32>) {
        self.0.entry(hotspot.to_owned()).or_default()
    }

    fn patrol(&mut self, patrol: &PatrolRow, legs: &[&LegRow]) {
        for leg in legs {
            let seconds = leg.to.map_or(0, |to| (to - leg.from).num_seconds());
            let line = &mut self.at(&leg.hotspot).0;
            line.clock_seconds += seconds;
            line.person_seconds += seconds * i64::from(leg.people);
        }
        if let Some(first) = legs.iter().min_by_key(|leg| leg.from) {
            let (line, activities) = self.at(&first.hotspot);
            line.patrols += 1;
            for activity in &patrol.activities {
                *activities.entry(*activity).or_default() += 1;
            }
        }
    }

    fn engagement(&mut self, engagement: &EngagementRow) {
        let line = &mut self.at(engagement.hotspot.as_deref().unwrap_or_default()).0;
        match engagement.kind {
            EngagementKind::Resident => line.resident_engagement += engagement.count,
            EngagementKind::Business => line.business_engagement += engagement.count,
            _ => {}
        }
    }

    fn lines(mut self, hotspots: &[(String, String)]) -> (Vec<Line>, Line) {
        let mut totals = Line { hotspot: "Totals".into(), ..Line::default() };
        let mut all_activities: BTreeMap<Activity, u32> = BTreeMap::new();
        let mut named: Vec<(String, String, _)> = Vec::new();
        for (id, name) in hotspots {
            named.push((id.clone(), name.clone(), self.0.remove(id).unwrap_or_default()));
        }
        for (id, figures) in self.0 {
            let name = name_of_unknown(&id);
            named.push((id, name, figures));
        }
        let lines = named
            .into_iter()
            .map(|(id, hotspot, (line, activities))| {
                totals.clock_seconds += line.clock_seconds;
                totals.person_seconds += line.person_seconds;
                totals.patrols += line.patrols;
                totals.resident_engagement += line.resident_engagement;
                totals.business_engagement += line.business_engagement;
                for (activity, times) in &activities {
                    *all_activities.entry(*activity).or_default() += times;
                }
                Line { id, hotspot, activities: by_frequency(&activities), ..line }
            })
            .collect();
        totals.activities = by_frequency(&all_activities);
        (lines, totals)
    }
}

/// What a hotspot is called that is not in the pack; the empty id stands for "no hotspot".
pub(super) fn name_of_unknown(id: &str) -> String {
    if id.is_empty() { "No hotspot".into() } else { id.to_owned() }
}

fn by_frequency(activities: &BTreeMap<Activity, u32>) -> Vec<Activity> {
    let mut list: Vec<_> = activities.iter().collect();
    list.sort_by_key(|(activity, times)| (std::cmp::Reverse(**times), **activity));
    list.into_iter().map(|(activity, _)| *activity).collect()
}

/// Seconds as `HHH:MM:SS`, hours beyond 24 and beyond 99 written out.
#[must_use]
pub fn hhh_mm_ss(seconds: i64) -> String {
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
