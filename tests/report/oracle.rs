//! The patrol summary worked out in the plainest way: second by second, with a calendar of its own.
//!
//! Rule: it must not know `records`: neither its report, nor its zone, nor its rows.

use std::collections::BTreeMap;

/// The codes of activities in menu order.
pub const ACTIVITIES: [&str; 8] = [
    "REASSURANCE",
    "INFO_SHARING",
    "WARNING_LETTER",
    "PSPO",
    "ASB_INTERVENTION",
    "PROBLEM_SOLVING",
    "CRIME_PREVENTION",
    "WELFARE",
];

/// A patrol; times are Unix milliseconds.
#[derive(Debug, Clone)]
pub struct Patrol {
    pub id: u128,
    pub started: i64,
    pub finished: bool,
    pub voided: bool,
    pub activities: Vec<&'static str>,
    pub legs: Vec<Leg>,
}

/// A leg of a patrol.
#[derive(Debug, Clone)]
pub struct Leg {
    pub hotspot: &'static str,
    pub from: i64,
    pub to: Option<i64>,
    pub people: i64,
}

/// A conversation.
#[derive(Debug, Clone)]
pub struct Talk {
    pub hotspot: Option<&'static str>,
    pub at: i64,
    pub kind: &'static str,
    pub count: i64,
}

/// The figures of one hotspot, or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    pub clock_seconds: i64,
    pub person_seconds: i64,
    pub patrols: i64,
    pub residents: i64,
    pub businesses: i64,
    pub activities: Vec<&'static str>,
}

/// The whole table: by hotspot id (empty for none), and over all.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub hotspots: BTreeMap<String, Figures>,
    pub totals: Figures,
    /// Patrols of the period that are not in the sums.
    pub left_out: Vec<(u128, &'static str)>,
}

/// The table of a period of days, both ends included; days are numbers since 1970.
pub fn table(from_day: i64, to_day: i64, patrols: &[Patrol], talks: &[Talk]) -> Table {
    let inside = |ms: i64| (from_day..=to_day).contains(&london_day(ms));
    let mut named: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    let mut table = Table::default();
    for patrol in patrols.iter().filter(|patrol| inside(patrol.started)) {
        if let Some(why) = why_not(patrol) {
            table.left_out.push((patrol.id, why));
            continue;
        }
        for leg in &patrol.legs {
            let seconds = whole_seconds(leg.from, leg.to.unwrap_or(leg.from));
            let line = table.hotspots.entry(leg.hotspot.into()).or_default();
            line.clock_seconds += seconds;
            for _person in 0..leg.people {
                line.person_seconds += seconds;
            }
        }
        let first = first_leg(&patrol.legs);
        table.hotspots.entry(first.into()).or_default().patrols += 1;
        named.entry(first.into()).or_default().extend(&patrol.activities);
    }
    for talk in talks.iter().filter(|talk| inside(talk.at)) {
        let line = table.hotspots.entry(talk.hotspot.unwrap_or_default().into()).or_default();
        match talk.kind {
            "RESIDENT" => line.residents += talk.count,
            "BUSINESS" => line.businesses += talk.count,
            _ => {}
        }
    }
    for line in table.hotspots.values() {
        table.totals.clock_seconds += line.clock_seconds;
        table.totals.person_seconds += line.person_seconds;
        table.totals.patrols += line.patrols;
        table.totals.residents += line.residents;
        table.totals.businesses += line.businesses;
    }
    table.totals.activities = most_named_first(&named.values().flatten().copied().collect::<Vec<_>>());
    for (hotspot, activities) in named {
        table.hotspots.entry(hotspot).or_default().activities = most_named_first(&activities);
    }
    table
}

fn why_not(patrol: &Patrol) -> Option<&'static str> {
    if patrol.voided {
        return Some("voided");
    }
    let open = patrol.legs.iter().any(|leg| leg.to.is_none());
    (!patrol.finished || open || patrol.legs.is_empty()).then_some("unfinished")
}

fn first_leg(legs: &[Leg]) -> &'static str {
    let mut first = &legs[0];
    for leg in legs {
        if leg.from < first.from {
            first = leg;
        }
    }
    first.hotspot
}

/// Seconds that pass wholly between two moments, counted one by one.
fn whole_seconds(from: i64, to: i64) -> i64 {
    let (mut at, mut seconds) = (from, 0);
    while at + 1000 <= to {
        at += 1000;
        seconds += 1;
    }
    seconds
}

fn most_named_first(named: &[&'static str]) -> Vec<&'static str> {
    let times = |activity: &str| named.iter().filter(|name| **name == activity).count();
    let mut list: Vec<&'static str> = ACTIVITIES.into_iter().filter(|activity| times(activity) > 0).collect();
    list.sort_by_key(|activity| usize::MAX - times(activity));
    list
}

/// The day in London, counted from 1 January 1970.
pub fn london_day(ms: i64) -> i64 {
    let hour = ms.div_euclid(3_600_000);
    let (year, _, _) = date(hour.div_euclid(24));
    let changes = |month: i64| last_sunday(year, month) * 24 + 1;
    let summer = hour >= changes(3) && hour < changes(10);
    (hour + i64::from(summer)).div_euclid(24)
}

/// Year, month and day of a day number, by walking there.
fn date(mut day: i64) -> (i64, i64, i64) {
    let mut year = 1970;
    while day >= year_days(year) {
        day -= year_days(year);
        year += 1;
    }
    let mut month = 1;
    while day >= month_days(year, month) {
        day -= month_days(year, month);
        month += 1;
    }
    (year, month, day + 1)
}

/// The number of a date's day.
pub fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let years: i64 = (1970..year).map(year_days).sum();
    let months: i64 = (1..month).map(|month| month_days(year, month)).sum();
    years + months + day - 1
}

/// The last Sunday of a month; 1 January 1970 was a Thursday.
fn last_sunday(year: i64, month: i64) -> i64 {
    let last = day_number(year, month, month_days(year, month));
    last - (last + 4).rem_euclid(7)
}

fn year_days(year: i64) -> i64 {
    if month_days(year, 2) == 29 { 366 } else { 365 }
}

fn month_days(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
