//! The hotspot return: each figure by hotspot, the hours of the patrol summary, and what a late record changes.

use beatbook_records::codes::EngagementKind;
use beatbook_records::entry::Hash;
use beatbook_records::report::hotspot_return::{
    ActionRow, ByCode, Difference, HotspotReturn, ReturnRows, VisitRow, count, differences,
};
use beatbook_records::report::patrol_summary::{EngagementRow, LegRow, PatrolRow, patrol_summary};
use beatbook_records::report::return_period::ReturnPeriod;
use beatbook_records::report::return_records::{CountedRecords, changed_records, counted_records};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn august() -> ReturnPeriod {
    "2023-08".parse().expect("a month")
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// A patrol of an hour, of two people, with the leg's number one higher than its own.
fn patrol(rows: &mut ReturnRows, n: u128, hotspot: &str, started: &str) {
    let started = utc(started);
    rows.patrols.push(PatrolRow {
        id: id(n),
        started,
        finished: true,
        voided: false,
        activities: Vec::new(),
    });
    let to = Some(started + TimeDelta::hours(1));
    rows.legs.push(LegRow {
        id: id(n + 1),
        patrol: id(n),
        hotspot: hotspot.into(),
        from: started,
        to,
        people: 2,
    });
}

/// Patrols in two hotspots of the pack and one that is in none, talks, visits and actions of August, and some of July.
fn rows() -> ReturnRows {
    let hotspots =
        [("b", "Billingham"), ("a", "Stockton")].map(|(id, name)| (id.to_owned(), name.to_owned()));
    let mut rows = ReturnRows { hotspots: hotspots.into(), ..ReturnRows::default() };
    patrol(&mut rows, 10, "a", "2023-08-31T22:30:00Z");
    patrol(&mut rows, 20, "gone", "2023-08-02T10:00:00Z");
    patrol(&mut rows, 30, "a", "2023-07-31T22:30:00Z");
    let mut talk = |n, hotspot: Option<&str>, at, kind, count| {
        let hotspot = hotspot.map(Into::into);
        rows.engagements.push(EngagementRow { id: id(n), hotspot, occurred: utc(at), kind, count });
    };
    talk(41, Some("a"), "2023-08-02T10:00:00Z", EngagementKind::Resident, 3);
    talk(42, Some("a"), "2023-08-02T10:05:00Z", EngagementKind::StreetPop, 1);
    talk(43, None, "2023-08-02T10:06:00Z", EngagementKind::Business, 1);
    talk(44, Some("a"), "2023-07-02T10:06:00Z", EngagementKind::Business, 1);
    for (n, seconds, band) in [
        (51, Some(299), None),
        (52, Some(300), None),
        (53, Some(599), None),
        (54, Some(600), None),
        (55, Some(1200), None),
        (56, Some(1201), None),
        (57, Some(60), Some("OVER")),
        (58, None, None),
    ] {
        let entered = utc("2023-08-03T10:00:00Z");
        let left = seconds.map(|seconds| entered + TimeDelta::seconds(seconds));
        let band = band.map(Into::into);
        rows.visits.push(VisitRow { id: id(n), hotspot: "b".into(), entered, left, band });
    }
    for (n, code, at) in [
        (61, "ADV", "2023-08-03T10:00:00Z"),
        (62, "ADV", "2023-08-04T10:00:00Z"),
        (63, "CPW", "2023-09-04T10:00:00Z"),
    ] {
        let (hotspot, occurred, code) = (Some("b".into()), utc(at), code.into());
        rows.actions.push(ActionRow { id: id(n), hotspot, occurred, code });
    }
    rows
}

fn counted(rows: &ReturnRows) -> (HotspotReturn, CountedRecords) {
    let (counted, summary) = count(august(), 4, rows, "Quiet.");
    let records = counted_records(august(), rows, &summary);
    (counted, records)
}

fn codes(codes: &[(&str, u32)]) -> ByCode {
    codes.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect()
}

#[test]
fn each_figure_counts_at_its_hotspot_and_only_of_the_month() {
    let (august, records) = counted(&rows());
    let names: Vec<_> = august.lines.iter().map(|line| (line.hotspot.as_str(), line.name.as_str())).collect();
    assert_eq!(names, [("b", "Billingham"), ("a", "Stockton"), ("", "No hotspot"), ("gone", "gone")]);
    let [billingham, stockton, none, gone] = &august.lines[..] else { panic!("four lines") };
    assert_eq!((stockton.patrols, stockton.clock_seconds, stockton.person_seconds), (1, 3600, 7200));
    assert_eq!((gone.patrols, gone.clock_seconds, none.patrols), (1, 3600, 0));
    assert_eq!(stockton.engagements, codes(&[("RESIDENT", 3), ("STREET_POP", 1)]));
    assert_eq!(none.engagements, codes(&[("BUSINESS", 1)]));
    let bands = [("FULL", 2), ("OVER", 2), ("PART", 2), ("PASS_THROUGH", 1), ("UNKNOWN", 1)];
    assert_eq!(billingham.visits, codes(&bands), "at each end of each band, as written, and of no known end");
    assert_eq!(billingham.actions, codes(&[("ADV", 2)]));
    let totals = &august.totals;
    assert_eq!((totals.name.as_str(), totals.patrols, totals.person_seconds), ("Totals", 2, 14_400));
    assert_eq!(totals.engagements, codes(&[("BUSINESS", 1), ("RESIDENT", 3), ("STREET_POP", 1)]));
    assert_eq!(records.len(), 4 + 3 + 8 + 2, "two patrols with a leg each, talks, visits, actions");
}

#[test]
fn hours_and_patrols_are_those_of_the_patrol_summary() {
    let rows = rows();
    let days = august().days();
    let summary = patrol_summary(days, &rows.hotspots, &rows.patrols, &rows.legs, &rows.engagements);
    let (august, _) = counted(&rows);
    for line in &summary.lines {
        let own = august.lines.iter().find(|own| own.name == line.hotspot).expect("a line");
        assert_eq!(
            (own.patrols, own.clock_seconds, own.person_seconds),
            (line.patrols, line.clock_seconds, line.person_seconds)
        );
        assert_eq!(own.engagements.get("RESIDENT").copied().unwrap_or(0), line.resident_engagement);
        assert_eq!(own.engagements.get("BUSINESS").copied().unwrap_or(0), line.business_engagement);
    }
    assert_eq!(august.totals.clock_seconds, summary.totals.clock_seconds);
}

#[test]
fn the_canonical_form_reads_back_and_its_hash_is_the_sha_256_of_it() {
    let (august, _) = counted(&rows());
    let text = august.canonical();
    assert!(text.starts_with(r#"{"period":"2023-08","from":"2023-08-01","to":"2023-08-31","hotspots_version":4,"lines":[{"hotspot":"b","#), "{text}");
    let read: HotspotReturn = serde_json::from_str(&text).expect("a return");
    assert_eq!((read.canonical(), read.hash()), (text.clone(), august.hash()));
    assert_eq!(august.hash(), Hash::of(&[text.as_bytes()]));
    assert_ne!(HotspotReturn { narrative: "Busy.".into(), ..read }.hash(), august.hash());
}

#[test]
fn a_late_patrol_changes_its_hotspots_figures_and_is_named_with_its_leg() {
    let (was, then) = counted(&rows());
    assert_eq!(differences(&was, &counted(&rows()).0), []);
    let mut later = rows();
    patrol(&mut later, 90, "b", "2023-08-20T10:00:00Z");
    let (is, now) = counted(&later);
    let told = |difference: &Difference| (difference.name.clone(), difference.words(), difference.told());
    let of = |figure: &str, from: &str, to: &str| {
        ("Billingham".to_owned(), figure.to_owned(), (from.to_owned(), to.to_owned()))
    };
    let expected = [
        of("Clock hours", "0:00:00", "1:00:00"),
        of("Patrols", "0", "1"),
        of("Person hours", "0:00:00", "2:00:00"),
    ];
    assert_eq!(differences(&was, &is).iter().map(told).collect::<Vec<_>>(), expected);
    let changed = changed_records(&then, &now);
    let named: Vec<_> =
        changed.iter().map(|(id, record)| (*id, record.kind.as_str(), record.patrol)).collect();
    assert_eq!(named, [(id(90), "patrol", None), (id(91), "patrol_leg", Some(id(90)))]);
}

#[test]
fn what_no_longer_counts_or_counts_elsewhere_is_named_and_a_word_of_the_weather_is_not() {
    let (was, then) = counted(&rows());
    let mut later = rows();
    later.engagements.retain(|row| row.id != id(41));
    later.legs[1].hotspot = "b".into();
    later.visits[1].left = later.visits[2].left;
    later.patrols[0].activities.push(beatbook_records::codes::Activity::ALL[0]);
    let (is, now) = counted(&later);
    let changed: Vec<_> = changed_records(&then, &now).into_keys().collect();
    assert_eq!(changed, [id(21), id(41)], "the visit is in the same band as before");
    let words: Vec<_> =
        differences(&was, &is).iter().map(|one| format!("{} {}", one.name, one.figure)).collect();
    assert!(
        words.contains(&"gone patrols".to_owned()) && words.contains(&"Billingham patrols".to_owned()),
        "{words:?}"
    );
    assert!(words.contains(&"Stockton engagements.RESIDENT".to_owned()), "{words:?}");
}

#[test]
fn unfinished_and_voided_patrols_are_not_among_the_records_that_count() {
    let mut rows = rows();
    rows.patrols[0].finished = false;
    rows.patrols[1].voided = true;
    let (august, records) = counted(&rows);
    assert_eq!((august.totals.patrols, august.totals.clock_seconds), (0, 0));
    assert!(records.values().all(|record| !record.kind.starts_with("patrol")), "{records:?}");
}
