//! The licensing figures of a year can be entered and read back: what ever was, and what is now.

use std::collections::BTreeSet;

use beatbook_hub::reports::counted::CountedReport;
use beatbook_hub::reports::written::Written as _;
use beatbook_records::report::counting::counting;
use beatbook_records::report::period::Period;
use beatbook_records::role::Role;
use beatbook_tests::Carried;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::town;

/// The days of the story.
const YEAR: Period = Period {
    from: NaiveDate::from_ymd_opt(2023, 4, 1).expect("a day"),
    to: NaiveDate::from_ymd_opt(2024, 3, 31).expect("a day"),
};
/// What the year came to.
const EXPECTED: [(&str, i64); 10] = [
    ("inspected", 243),
    ("plans_ever", 130),
    ("plans_now", 68),
    ("improved_closed", 62),
    ("no_works", 92),
    ("no_outcome", 21),
    ("visual_audits", 160),
    ("leads", 301),
    ("leads_open", 96),
    ("applications", 205),
];

#[test]
fn the_figures_of_a_year_are_right_ever_and_now() {
    let town = town();
    let hub = town.serve();
    let mut bela = Carried::enrolled(&town, &hub, "Bela", Role::LicensingOfficer, &["north"]);
    bela.hands_in();
    let mut inspect = |outcomes: &[Value]| {
        let inspection = bela.write("inspection", json!({ "notice_given": "YES", "access": "GIVEN" }));
        for outcome in outcomes {
            bela.update(&inspection, outcome.clone());
        }
    };
    let plan =
        json!({ "outcome": "IMPROVEMENT_PLAN", "outcome_on": "2023-10-02", "plan_made_on": "2023-10-02" });
    let closed = json!({ "outcome": "IMPROVED_CLOSED", "outcome_on": "2023-11-02" });
    let nothing = json!({ "outcome": "NO_WORKS", "outcome_on": "2023-10-02" });
    (0..62).for_each(|_| inspect(&[plan.clone(), closed.clone()]));
    (0..68).for_each(|_| inspect(std::slice::from_ref(&plan)));
    (0..92).for_each(|_| inspect(std::slice::from_ref(&nothing)));
    (0..21).for_each(|_| inspect(&[]));
    for n in 0..160 {
        bela.write("visual_audit", json!({ "street": format!("Street {n}"), "side": "BOTH" }));
    }
    for n in 0..301 {
        let lead = bela.write("lead", json!({ "source": "DOOR_KNOCK", "stage": "OPEN" }));
        if n < 205 {
            bela.update(
                &lead,
                json!({ "stage": "APPLICATION_RECEIVED", "application_ref": format!("L/{n}") }),
            );
        }
        if n < 5 {
            bela.update(&lead, json!({ "stage": "CLOSED_NO_OFFENCE", "closed_reason": "Licensed" }));
        }
    }
    bela.hands_in();
    let records = town.dump().records;
    let standing = records.iter().filter(|(_, (_, _, voided, _))| !voided);
    let licensing = counting("licensing").expect("a report");
    let figures = licensing.count(standing.map(|(id, (kind, values, ..))| (*id, kind.as_str(), values)));
    let counts: Vec<_> = figures.iter().map(|(figure, records)| (*figure, records.len() as i64)).collect();
    assert_eq!(counts, EXPECTED);

    let of = |figure: Option<&str>| {
        CountedReport::of(&town.hub.store(), licensing, YEAR, figure).expect("a report")
    };
    let report = of(None);
    let told: Vec<_> = report.rows.iter().map(|row| (row.code.as_str(), row.count)).collect();
    assert_eq!(told, EXPECTED, "the hub's report is of the same records");
    for (at, (code, records)) in figures.iter().enumerate() {
        let behind = of(Some(code)).rows.swap_remove(at).records.expect("the records were asked for");
        let behind: BTreeSet<_> = behind.iter().map(|record| record.id).collect();
        assert_eq!(behind, records.iter().copied().collect(), "{code}");
    }
    let csv = report.csv();
    assert!(csv.contains("plans_ever,Improvement plans ever made,130\n"), "{csv}");
}
