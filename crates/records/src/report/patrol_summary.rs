//! The patrol summary: hours, patrols and engagements per hotspot.
//!
//! Clock time is the sum of the legs in UTC seconds, pauses excluded; person time is each leg times
//! its crew. Hours go to each leg's hotspot; a patrol counts once, at its first. It belongs whole to
//! the London date of its start. Engagements count by their own hotspot and date. Unfinished and
//! voided patrols are listed beside the table and not summed.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::period::{Period, ZONE, london_date};
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

/// Why a patrol is not in the sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It was not finished, or a leg of it is open.
    Unfinished,
    /// It was voided.
    Voided,
}

impl Why {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unfinished => "unfinished",
            Self::Voided => "voided",
        }
    }
}

/// A patrol that is not in the sums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The patrol.
    pub patrol: Uuid,
    /// When it began.
    pub started: DateTime<Utc>,
    /// Why.
    pub why: Why,
}

/// What a day adds to the figures of one hotspot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    clock_seconds: i64,
    person_seconds: i64,
    patrols: u32,
    residents: u32,
    businesses: u32,
    activities: BTreeMap<Activity, u32>,
}

/// What a day adds to the report. The report of a period is the sum of its days: a patrol and an engagement each belong
/// whole to one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// By hotspot id; the empty one stands for "no hotspot".
    hotspots: BTreeMap<String, Sums>,
    left_out: Vec<LeftOut>,
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
    summed(period, hotspots, days(period, patrols, legs, engagements).into_values())
}

/// What each day of the period adds, from the same rows.
#[must_use]
pub fn days(
    period: Period,
    patrols: &[PatrolRow],
    legs: &[LegRow],
    engagements: &[EngagementRow],
) -> BTreeMap<NaiveDate, Day> {
    let mut by_patrol: HashMap<Uuid, Vec<&LegRow>> = HashMap::new();
    for leg in legs {
        by_patrol.entry(leg.patrol).or_default().push(leg);
    }
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for patrol in patrols.iter().filter(|patrol| period.contains(patrol.started)) {
        let legs = by_patrol.get(&patrol.id).map_or(&[][..], Vec::as_slice);
        days.entry(london_date(patrol.started)).or_default().patrol(patrol, legs);
    }
    for engagement in engagements.iter().filter(|engagement| period.contains(engagement.occurred)) {
        days.entry(london_date(engagement.occurred)).or_default().engagement(engagement);
    }
    days
}

/// The report of a period from what its days add.
#[must_use]
pub fn summed(
    period: Period,
    hotspots: &[(String, String)],
    days: impl IntoIterator<Item = Day>,
) -> PatrolSummary {
    let mut sum = Day::default();
    days.into_iter().for_each(|day| sum.add(day));
    sum.left_out.sort_by_key(|out| (out.started, out.patrol));
    let (lines, totals) = lines(sum.hotspots, hotspots);
    PatrolSummary { period, zone: ZONE, rule: RULE, lines, totals, left_out: sum.left_out }
}

fn why_left_out(patrol: &PatrolRow, legs: &[&LegRow]) -> Option<Why> {
    if patrol.voided {
        Some(Why::Voided)
    } else if !patrol.finished || legs.is_empty() || legs.iter().any(|leg| leg.to.is_none()) {
        Some(Why::Unfinished)
    } else {
        None
    }
}

impl Day {
    fn at(&mut self, hotspot: &str) -> &mut Sums {
        self.hotspots.entry(hotspot.to_owned()).or_default()
    }

    fn patrol(&mut self, patrol: &PatrolRow, legs: &[&LegRow]) {
        if let Some(why) = why_left_out(patrol, legs) {
            return self.left_out.push(LeftOut { patrol: patrol.id, started: patrol.started, why });
        }
        for leg in legs {
            let seconds = leg.to.map_or(0, |to| (to - leg.from).num_seconds());
            let sums = self.at(&leg.hotspot);
            sums.clock_seconds += seconds;
            sums.person_seconds += seconds * i64::from(leg.people);
        }
        if let Some(first) = legs.iter().min_by_key(|leg| leg.from) {
            let sums = self.at(&first.hotspot);
            sums.patrols += 1;
            for activity in &patrol.activities {
                *sums.activities.entry(*activity).or_default() += 1;
            }
        }
    }

    fn engagement(&mut self, engagement: &EngagementRow) {
        let sums = self.at(engagement.hotspot.as_deref().unwrap_or_default());
        match engagement.kind {
            EngagementKind::Resident => sums.residents += engagement.count,
            EngagementKind::Business => sums.businesses += engagement.count,
            _ => {}
        }
    }

    fn add(&mut self, other: Self) {
        for (hotspot, sums) in other.hotspots {
            self.hotspots.entry(hotspot).or_default().add(&sums);
        }
        self.left_out.extend(other.left_out);
    }
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.clock_seconds += other.clock_seconds;
        self.person_seconds += other.person_seconds;
        self.patrols += other.patrols;
        self.residents += other.residents;
        self.businesses += other.businesses;
        for (activity, times) in &other.activities {
            *self.activities.entry(*activity).or_default() += times;
        }
    }

    fn line(&self, id: String, hotspot: String) -> Line {
        Line {
            id,
            hotspot,
            clock_seconds: self.clock_seconds,
            person_seconds: self.person_seconds,
            patrols: self.patrols,
            resident_engagement: self.residents,
            business_engagement: self.businesses,
            activities: by_frequency(&self.activities),
        }
    }
}

/// A line for each hotspot of the pack, for each that it does not know, and for all of them.
fn lines(mut sums: BTreeMap<String, Sums>, hotspots: &[(String, String)]) -> (Vec<Line>, Line) {
    let mut named: Vec<(String, String, Sums)> = Vec::new();
    for (id, name) in hotspots {
        named.push((id.clone(), name.clone(), sums.remove(id).unwrap_or_default()));
    }
    named.extend(sums.into_iter().map(|(id, sums)| (id.clone(), name_of_unknown(&id), sums)));
    let mut totals = Sums::default();
    let lines = named.into_iter().map(|(id, name, sums)| {
        totals.add(&sums);
        sums.line(id, name)
    });
    let lines = lines.collect();
    (lines, totals.line(String::new(), "Totals".into()))
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
