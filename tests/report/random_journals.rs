//! Random patrols give the same figures by the report and by the oracle.

use beatbook_records::codes::{Activity, EngagementKind};
use beatbook_records::report::patrol_summary::{
    EngagementRow, LegRow, Line, PatrolRow, PatrolSummary, patrol_summary,
};
use beatbook_records::report::period::Period;
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use crate::oracle::{ACTIVITIES, Figures, Leg, Patrol, Table, Talk, day_number, london_day, table};

/// The hotspots of the pack; `gone` is in the records and in no pack.
const PACK: [&str; 3] = ["stockton", "billingham", "thornaby"];
const PLACES: [&str; 4] = ["stockton", "billingham", "thornaby", "gone"];
const HOUR_MS: i64 = 3_600_000;

/// Moments where days, periods and clocks change, as well as any.
fn moments() -> impl Strategy<Value = i64> {
    let near = |year, month, day| {
        let midnight = day_number(year, month, day) * 24 * HOUR_MS;
        (midnight - 4 * HOUR_MS)..(midnight + 4 * HOUR_MS)
    };
    prop_oneof![
        near(2023, 8, 1),
        near(2024, 7, 1),
        near(2024, 3, 31),
        near(2023, 10, 29),
        near(2024, 1, 1),
        day_number(2023, 7, 1) * 24 * HOUR_MS..day_number(2024, 8, 1) * 24 * HOUR_MS,
    ]
}

/// A leg as what happens before it and how long it takes, in milliseconds.
fn legs() -> impl Strategy<Value = Vec<(usize, i64, i64, i64, bool)>> {
    let leg = (0..PLACES.len(), 0..HOUR_MS, 0..3 * HOUR_MS, 0..5i64, prop::bool::weighted(0.05));
    prop::collection::vec(leg, 0..4)
}

fn patrols() -> impl Strategy<Value = Vec<Patrol>> {
    let activities = prop::sample::subsequence(ACTIVITIES.to_vec(), 0..4);
    let patrol = (moments(), prop::bool::weighted(0.9), prop::bool::weighted(0.1), activities, legs())
        .prop_map(|(started, finished, voided, activities, legs)| {
            let mut at = started;
            let legs = legs.into_iter().map(|(place, pause, takes, people, open)| {
                let from = at;
                at = from + takes + pause;
                Leg { hotspot: PLACES[place], from, to: (!open).then_some(from + takes), people }
            });
            Patrol { id: 0, started, finished, voided, activities, legs: legs.collect() }
        });
    let numbered = |patrols: Vec<Patrol>| (1..).zip(patrols).map(|(id, p)| Patrol { id, ..p }).collect();
    prop::collection::vec(patrol, 0..12).prop_map(numbered)
}

fn talks() -> impl Strategy<Value = Vec<Talk>> {
    let hotspot = prop::option::weighted(0.9, prop::sample::select(PLACES.to_vec()));
    let kind = prop::sample::select(vec!["RESIDENT", "BUSINESS", "YOUNG"]);
    let talk = (hotspot, moments(), kind, 1..4i64).prop_map(|(hotspot, at, kind, count)| Talk {
        hotspot,
        at,
        kind,
        count,
    });
    prop::collection::vec(talk, 0..20)
}

fn utc(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).expect("a moment of our days")
}

fn day(number: i64) -> NaiveDate {
    utc(number * 24 * HOUR_MS).date_naive()
}

/// The report over the same facts. Legs come in reverse: their order must not matter.
fn report(from: i64, to: i64, patrols: &[Patrol], talks: &[Talk]) -> PatrolSummary {
    let rows: Vec<_> = patrols
        .iter()
        .map(|p| PatrolRow {
            id: Uuid::from_u128(p.id),
            started: utc(p.started),
            finished: p.finished,
            voided: p.voided,
            activities: p.activities.iter().filter_map(|code| Activity::from_code(code)).collect(),
        })
        .collect();
    let legs: Vec<_> = patrols
        .iter()
        .flat_map(|p| p.legs.iter().rev().map(|leg| (p.id, leg)))
        .map(|(patrol, leg)| LegRow {
            id: Uuid::nil(),
            patrol: Uuid::from_u128(patrol),
            hotspot: leg.hotspot.into(),
            from: utc(leg.from),
            to: leg.to.map(utc),
            people: u32::try_from(leg.people).expect("few people"),
        })
        .collect();
    let engagements: Vec<_> = talks
        .iter()
        .map(|talk| EngagementRow {
            id: Uuid::nil(),
            hotspot: talk.hotspot.map(Into::into),
            occurred: utc(talk.at),
            kind: EngagementKind::from_code(talk.kind).expect("a kind"),
            count: u32::try_from(talk.count).expect("few people"),
        })
        .collect();
    let hotspots: Vec<_> = PACK.iter().map(|id| ((*id).to_owned(), (*id).to_owned())).collect();
    patrol_summary(Period { from: day(from), to: day(to) }, &hotspots, &rows, &legs, &engagements)
}

fn figures(line: &Line) -> Figures {
    Figures {
        clock_seconds: line.clock_seconds,
        person_seconds: line.person_seconds,
        patrols: line.patrols.into(),
        residents: line.resident_engagement.into(),
        businesses: line.business_engagement.into(),
        activities: line.activities.iter().map(|activity| activity.code()).collect(),
    }
}

/// The report in the oracle's shape, hotspots without figures left out on both sides.
fn in_oracle_shape(report: &PatrolSummary) -> Table {
    let id = |name: &str| if name == "No hotspot" { String::new() } else { name.to_owned() };
    let hotspots = report.lines.iter().map(|line| (id(&line.hotspot), figures(line)));
    let mut left_out: Vec<_> =
        report.left_out.iter().map(|out| (out.patrol.as_u128(), out.why.word())).collect();
    left_out.sort_unstable();
    without_empty(Table { hotspots: hotspots.collect(), totals: figures(&report.totals), left_out })
}

fn without_empty(mut table: Table) -> Table {
    table.hotspots.retain(|_, figures| *figures != Figures::default());
    table
}

/// Legs that begin at the same moment: which of them is first is not defined.
fn has_tied_first_legs(patrols: &[Patrol]) -> bool {
    let first = |p: &Patrol| p.legs.iter().map(|leg| leg.from).min();
    patrols.iter().any(|p| p.legs.iter().filter(|leg| Some(leg.from) == first(p)).count() > 1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_journals_give_the_same_report_as_the_oracle(
        patrols in patrols(), talks in talks(), edge in moments(), days in 0..400i64,
    ) {
        prop_assume!(!has_tied_first_legs(&patrols));
        let from = london_day(edge);
        let report = report(from, from + days, &patrols, &talks);
        let expected = without_empty(table(from, from + days, &patrols, &talks));
        prop_assert_eq!(in_oracle_shape(&report), expected);
    }
}

#[test]
fn the_oracle_notices_one_second_one_person_and_one_hour_of_summer_time() {
    let leg = Leg { hotspot: "stockton", from: day_number(2024, 6, 30) * 24 * HOUR_MS, to: None, people: 2 };
    let closed = |ms: i64| Leg { to: Some(leg.from + ms), ..leg.clone() };
    let patrol = |leg: Leg| Patrol {
        id: 1,
        started: leg.from,
        finished: true,
        voided: false,
        activities: vec![],
        legs: vec![leg],
    };
    let day = london_day(leg.from);
    let truth = |leg: Leg| table(day, day, &[patrol(leg)], &[]);
    let shown = |leg: Leg| without_empty(in_oracle_shape(&report(day, day, &[patrol(leg)], &[])));
    assert_eq!(shown(closed(60_000)), truth(closed(60_000)));
    assert_ne!(shown(closed(61_000)), truth(closed(60_000)));
    assert_ne!(shown(Leg { people: 3, ..closed(60_000) }), truth(closed(60_000)));
    let night = day_number(2024, 6, 30) * 24 * HOUR_MS + 23 * HOUR_MS;
    assert_eq!(london_day(night), day_number(2024, 7, 1), "summer time");
    assert_eq!(london_day(night + 184 * 24 * HOUR_MS), day_number(2024, 12, 31), "winter time");
}
