//! The patrol summary on fixed cases: midnight, both clock changes, crews, pauses, period edges.

use beatbook_records::codes::{Activity, EngagementKind};
use beatbook_records::report::patrol_summary::{
    EngagementRow, LegRow, Line, PatrolRow, PatrolSummary, hhh_mm_ss, patrol_summary,
};
use beatbook_records::report::period::{Period, london_date};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn period(from: &str, to: &str) -> Period {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
    Period { from: day(from), to: day(to) }
}

/// The rows of a small town: two hotspots, patrols told by number.
#[derive(Default)]
struct Town {
    patrols: Vec<PatrolRow>,
    legs: Vec<LegRow>,
    engagements: Vec<EngagementRow>,
}

impl Town {
    /// A finished patrol with these legs: hotspot, from, to, people.
    fn patrol(&mut self, legs: &[(&str, &str, &str, u32)]) -> &mut PatrolRow {
        let id = Uuid::from_u128(self.patrols.len() as u128 + 1);
        self.legs.extend(legs.iter().map(|(hotspot, from, to, people)| LegRow {
            id: Uuid::nil(),
            patrol: id,
            hotspot: (*hotspot).into(),
            from: utc(from),
            to: (!to.is_empty()).then(|| utc(to)),
            people: *people,
        }));
        let started = utc(legs.first().map_or("2024-04-01T00:00:00Z", |leg| leg.1));
        self.patrols.push(PatrolRow { id, started, finished: true, voided: false, activities: Vec::new() });
        self.patrols.last_mut().expect("just pushed")
    }

    fn talk(&mut self, hotspot: Option<&str>, at: &str, kind: EngagementKind, count: u32) {
        let hotspot = hotspot.map(Into::into);
        self.engagements.push(EngagementRow { id: Uuid::nil(), hotspot, occurred: utc(at), kind, count });
    }

    fn report(&self, from: &str, to: &str) -> PatrolSummary {
        let hotspots = [("stockton".into(), "Stockton".into()), ("thornaby".into(), "Thornaby".into())];
        patrol_summary(period(from, to), &hotspots, &self.patrols, &self.legs, &self.engagements)
    }

    fn totals(&self, from: &str, to: &str) -> Line {
        self.report(from, to).totals
    }
}

#[test]
fn a_patrol_through_midnight_belongs_whole_to_the_date_of_its_start() {
    let mut town = Town::default();
    // 31 March 2025, 23:00 to 02:30 on the clock on the wall, which is summer time.
    town.patrol(&[("stockton", "2025-03-31T22:00:00Z", "2025-04-01T01:30:00Z", 2)]);
    assert_eq!(town.totals("2025-03-31", "2025-03-31").clock_seconds, 3 * 3600 + 1800);
    assert_eq!(town.totals("2025-04-01", "2025-04-01"), Line { hotspot: "Totals".into(), ..Line::default() });
}

#[test]
fn in_summer_the_hour_before_midnight_utc_is_already_the_next_day() {
    let mut town = Town::default();
    town.patrol(&[("stockton", "2024-06-30T23:00:00Z", "2024-06-30T23:30:00Z", 1)]);
    assert_eq!(town.totals("2024-06-30", "2024-06-30").patrols, 0);
    assert_eq!(town.totals("2024-07-01", "2024-07-01").patrols, 1);
}

#[test]
fn the_night_the_clocks_go_forward_has_three_hours_from_23_to_3() {
    let mut town = Town::default();
    // 30 March 2024 23:00 GMT to 31 March 03:00 BST.
    town.patrol(&[("stockton", "2024-03-30T23:00:00Z", "2024-03-31T02:00:00Z", 2)]);
    let line = town.totals("2024-03-30", "2024-03-30");
    assert_eq!((line.clock_seconds, line.person_seconds), (3 * 3600, 6 * 3600));
}

#[test]
fn the_night_the_clocks_go_back_has_five_hours_from_23_to_3() {
    let mut town = Town::default();
    // 26 October 2024 23:00 BST to 27 October 03:00 GMT.
    town.patrol(&[("stockton", "2024-10-26T22:00:00Z", "2024-10-27T03:00:00Z", 1)]);
    assert_eq!(town.totals("2024-10-26", "2024-10-26").clock_seconds, 5 * 3600);
    assert_eq!(
        london_date(utc("2024-10-26T22:59:59Z")),
        NaiveDate::from_ymd_opt(2024, 10, 26).expect("a date")
    );
    assert_eq!(
        london_date(utc("2024-10-26T23:00:00Z")),
        NaiveDate::from_ymd_opt(2024, 10, 27).expect("a date")
    );
}

#[test]
fn a_crew_of_two_then_three_then_one_gives_each_leg_its_people() {
    let mut town = Town::default();
    town.patrol(&[
        ("stockton", "2023-08-01T10:00:00Z", "2023-08-01T10:20:00Z", 2),
        ("stockton", "2023-08-01T10:20:00Z", "2023-08-01T10:50:00Z", 3),
        ("stockton", "2023-08-01T10:50:00Z", "2023-08-01T11:00:00Z", 1),
    ]);
    let line = town.totals("2023-08-01", "2023-08-01");
    assert_eq!((line.clock_seconds, line.person_seconds), (3600, 20 * 60 * 2 + 30 * 60 * 3 + 10 * 60));
}

#[test]
fn a_pause_between_legs_does_not_count() {
    let mut town = Town::default();
    town.patrol(&[
        ("stockton", "2023-08-01T10:00:00Z", "2023-08-01T10:20:00Z", 1),
        ("stockton", "2023-08-01T10:50:00Z", "2023-08-01T11:00:01Z", 1),
    ]);
    assert_eq!(town.totals("2023-08-01", "2023-08-01").clock_seconds, 30 * 60 + 1);
}

#[test]
fn hours_go_to_each_legs_hotspot_and_the_patrol_to_its_first() {
    let mut town = Town::default();
    town.patrol(&[
        ("thornaby", "2023-08-01T10:40:00Z", "2023-08-01T11:00:00Z", 1),
        ("stockton", "2023-08-01T10:00:00Z", "2023-08-01T10:40:00Z", 1),
    ])
    .activities = vec![Activity::Pspo];
    let [stockton, thornaby] = &town.report("2023-08-01", "2023-08-01").lines[..] else {
        panic!("two lines")
    };
    assert_eq!((stockton.clock_seconds, stockton.patrols, stockton.activities.len()), (2400, 1, 1));
    assert_eq!((thornaby.clock_seconds, thornaby.patrols, thornaby.activities.len()), (1200, 0, 0));
}

#[test]
fn both_ends_of_the_period_are_included() {
    let mut town = Town::default();
    for day in ["2023-07-31", "2023-08-01", "2024-06-30", "2024-07-01"] {
        let noon = format!("{day}T11:00:00Z");
        town.patrol(&[("stockton", &noon, &format!("{day}T12:00:00Z"), 1)]);
        town.talk(Some("stockton"), &noon, EngagementKind::Resident, 1);
    }
    let totals = town.totals("2023-08-01", "2024-06-30");
    assert_eq!((totals.patrols, totals.clock_seconds, totals.resident_engagement), (2, 7200, 2));
}

#[test]
fn engagements_count_by_their_own_hotspot_and_date() {
    let mut town = Town::default();
    town.patrol(&[("stockton", "2023-08-01T22:00:00Z", "2023-08-02T01:00:00Z", 1)]);
    town.talk(Some("thornaby"), "2023-08-01T22:30:00Z", EngagementKind::Resident, 3);
    town.talk(Some("stockton"), "2023-08-01T23:30:00Z", EngagementKind::Business, 1);
    town.talk(None, "2023-08-01T12:00:00Z", EngagementKind::Business, 2);
    town.talk(Some("stockton"), "2023-08-01T12:00:00Z", EngagementKind::Young, 9);
    let report = town.report("2023-08-01", "2023-08-01");
    let by_name = |name: &str| report.lines.iter().find(|line| line.hotspot == name).expect("a line").clone();
    assert_eq!(by_name("Thornaby").resident_engagement, 3);
    assert_eq!(by_name("Stockton").business_engagement, 0, "half past midnight in London is the next day");
    assert_eq!(by_name("No hotspot").business_engagement, 2);
    assert_eq!((report.totals.resident_engagement, report.totals.business_engagement), (3, 2));
}

#[test]
fn unfinished_and_voided_patrols_are_listed_and_not_summed() {
    let mut town = Town::default();
    town.patrol(&[("stockton", "2023-08-01T10:00:00Z", "2023-08-01T11:00:00Z", 1)]);
    town.patrol(&[("stockton", "2023-08-01T11:00:00Z", "2023-08-01T12:00:00Z", 1)]).voided = true;
    town.patrol(&[("stockton", "2023-08-01T09:00:00Z", "2023-08-01T12:00:00Z", 1)]).finished = false;
    town.patrol(&[("stockton", "2023-08-01T12:00:00Z", "", 1)]);
    town.patrol(&[("stockton", "2023-07-01T12:00:00Z", "", 1)]);
    let report = town.report("2023-08-01", "2023-08-31");
    assert_eq!((report.totals.patrols, report.totals.clock_seconds), (1, 3600));
    let left_out: Vec<_> = report.left_out.iter().map(|out| (out.patrol.as_u128(), out.why.word())).collect();
    assert_eq!(
        left_out,
        [(3, "unfinished"), (2, "voided"), (4, "unfinished")],
        "by start, in the period only"
    );
}

#[test]
fn a_hotspot_that_left_the_pack_keeps_its_figures() {
    let mut town = Town::default();
    town.patrol(&[("norton", "2023-08-01T10:00:00Z", "2023-08-01T11:00:00Z", 1)]);
    let report = town.report("2023-08-01", "2023-08-01");
    let names: Vec<&str> = report.lines.iter().map(|line| line.hotspot.as_str()).collect();
    assert_eq!(names, ["Stockton", "Thornaby", "norton"]);
    assert_eq!(report.totals.clock_seconds, 3600);
}

#[test]
fn activities_come_by_how_often_they_were_named() {
    let mut town = Town::default();
    for (day, activities) in [
        ("2023-08-01", vec![Activity::Pspo, Activity::Welfare]),
        ("2023-08-02", vec![Activity::Welfare]),
        ("2023-08-03", vec![Activity::Reassurance, Activity::Welfare]),
    ] {
        let (from, to) = (format!("{day}T10:00:00Z"), format!("{day}T11:00:00Z"));
        town.patrol(&[("stockton", &from, &to, 1)]).activities = activities;
    }
    let expected = [Activity::Welfare, Activity::Reassurance, Activity::Pspo];
    assert_eq!(town.totals("2023-08-01", "2023-08-31").activities, expected);
}

#[test]
fn hours_are_written_out_beyond_a_day_and_beyond_a_hundred() {
    for (seconds, text) in [
        (0, "0:00:00"),
        (59, "0:00:59"),
        (3_600, "1:00:00"),
        (90_061, "25:01:01"),
        (22_406 * 60, "373:26:00"),
        (63_626 * 60, "1060:26:00"),
        (63_626 * 60 + 61, "1060:27:01"),
    ] {
        assert_eq!(hhh_mm_ss(seconds), text);
    }
}
