//! What was promised to those who pay is measured by the very figures of the reports.

use beatbook_hub::reports::targets::{TargetsReport, of};
use beatbook_hub::reports::written::Written as _;
use beatbook_records::report::targets::{Standing, read};
use beatbook_records::role::Role;
use beatbook_tests::{Carried, Town};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::town;

/// A plan of a month in which the story's first day is the second.
fn plan(targets: &Value) -> String {
    let programme = json!({ "name": "Hotspots", "funder": "A fund", "from": "2023-10-01", "to": "2023-10-31", "targets": targets });
    json!({ "programmes": [programme] }).to_string()
}

fn target(name: &str, measure: &str, target: u32) -> Value {
    json!({ "name": name, "measure": measure, "target": target, "budget": 500, "spent": 120 })
}

fn told(town: &Town, now: DateTime<Utc>) -> TargetsReport {
    of(&town.hub.store(), now).expect("a report")
}

/// What is there of each target, its share in percent and how it stands.
fn lines(report: &TargetsReport) -> Vec<(String, u32, Standing)> {
    let targets = report.programmes.iter().flat_map(|programme| &programme.targets);
    targets.map(|target| (target.there(), target.percent, target.standing)).collect()
}

#[test]
fn sam_sees_hours_and_columns_against_what_was_promised_and_clock_hours_are_not_person_hours() {
    let town = town();
    let hub = town.serve();
    let mut asha = Carried::enrolled(&town, &hub, "Asha", Role::EnforcementOfficer, &["north"]);
    asha.hands_in();
    let promised = json!([
        target("Hours on the clock", "clock-hours", 10),
        target("Hours of officers", "person-hours", 100),
        target("Camera columns", "equipment/CCTV_COLUMN", 3),
    ]);
    let promised = read(&plan(&promised)).expect("a plan");
    assert_eq!(told(&town, town.now()).version, 0, "nothing is promised yet");
    assert_eq!(town.hub.store().put_targets(&promised, 0).expect("it is kept"), 1);
    let none = |standing| ("0.0".to_owned(), 0, standing);
    assert_eq!(lines(&told(&town, town.now()))[..2], [none(Standing::Behind), none(Standing::Behind)]);

    asha.call(
        "patrol_start",
        json!({ "hotspot": "h1", "crew": { "ceo": 2 }, "mode": null, "funding_stream": null }),
    );
    asha.waits(90);
    asha.call("patrol_finish", json!({ "note": null, "activities": [] }));
    for n in 0..3 {
        let column = format!("C {n}");
        asha.write(
            "street_asset",
            json!({ "asset_no": column, "asset_type": "CCTV_COLUMN", "state": "INSTALLED" }),
        );
    }
    asha.hands_in();
    let report = told(&town, town.now());
    let expected = [
        ("1.5".to_owned(), 15, Standing::OnPace),
        ("3.0".to_owned(), 3, Standing::Behind),
        ("3".to_owned(), 100, Standing::Reached),
    ];
    assert_eq!(lines(&report), expected, "two days of 31 are over");
    let csv = report.csv();
    assert!(csv.contains(",Hours of officers,person-hours,100,3,3%,Behind,500,120\n"), "{csv}");
    let public = report.public().csv();
    assert!(public.contains(",Camera columns,equipment/CCTV_COLUMN,3,[c],[c],[c],500,120\n"), "{public}");

    let later: DateTime<Utc> = "2023-12-01T12:00:00Z".parse().expect("a time");
    let standing: Vec<_> = lines(&told(&town, later)).into_iter().map(|(.., standing)| standing).collect();
    assert_eq!(standing, [Standing::Missed, Standing::Missed, Standing::Reached]);
    let earlier: DateTime<Utc> = "2023-09-30T12:00:00Z".parse().expect("a time");
    assert!(
        lines(&told(&town, earlier)).iter().all(|(_, percent, _)| *percent == 0),
        "no day of it has come"
    );

    let less = read(&plan(&json!([target("Hours on the clock", "clock-hours", 1)]))).expect("a plan");
    assert_eq!(town.hub.store().put_targets(&less, 1).expect("it is kept"), 2);
    assert_eq!(lines(&told(&town, later)), [("1.5".to_owned(), 150, Standing::Reached)]);
    let kept = town.hub.store().sql().list("SELECT version FROM target_plan", &[], |row| row.get::<u64>(0));
    assert_eq!(kept.expect("plans"), [1, 2], "what was promised before is still there");
}
