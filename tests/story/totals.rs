//! Totals are kept day by day, and stay what a recount gives, whatever arrives, changes or goes.

use beatbook_hub::reports::counted::CountedReport;
use beatbook_hub::reports::{WrongTotals, patrol_summary, verify_totals};
use beatbook_records::report::counting::counting;
use beatbook_records::report::patrol_summary::PatrolSummary;
use beatbook_records::report::period::Period;
use beatbook_records::role::Role;
use beatbook_tests::{Carried, Town, id};
use chrono::NaiveDate;
use serde_json::json;

use super::town;

/// Ten weeks around the story, which begins on 2 October 2023.
const WEEKS: Period = Period {
    from: NaiveDate::from_ymd_opt(2023, 9, 1).expect("a day"),
    to: NaiveDate::from_ymd_opt(2023, 11, 12).expect("a day"),
};

/// The figures as they are kept; they are what a recount gives.
fn figures(town: &Town) -> PatrolSummary {
    let store = town.hub.store();
    let kept = patrol_summary::of(&store, WEEKS).expect("a report");
    assert_eq!(verify_totals(&store).expect("the book can be read"), None);
    store.sql().run("DELETE FROM daily", &[]).expect("totals can be let go of");
    assert_eq!(patrol_summary::of(&store, WEEKS).expect("a report"), kept, "a recount gives the same");
    kept
}

/// The seconds walked in Trinity.
fn seconds(figures: &PatrolSummary) -> i64 {
    figures.lines.iter().find(|line| line.hotspot == "Trinity").expect("the hotspot").clock_seconds
}

/// A patrol of an hour with two residents and a business; its id, its leg's, and those of the talks.
fn patrols(asha: &mut Carried) -> (String, Vec<String>) {
    let patrol = asha
        .call("patrol_start", json!({ "hotspot": "h1", "crew": null, "mode": null, "funding_stream": null }));
    asha.waits(20);
    let talks = ["RESIDENT", "RESIDENT", "BUSINESS"]
        .map(|kind| id(&asha.call("engagement_count", json!({ "kind": kind }))["tap"]));
    asha.waits(40);
    asha.call("patrol_finish", json!({ "note": null, "activities": ["PSPO"] }));
    (id(&patrol["id"]), talks.into())
}

#[test]
fn what_asha_hands_in_corrects_and_takes_back_is_in_the_totals_of_its_day_as_a_recount_has_it() {
    let town = town();
    let hub = town.serve();
    let mut asha = Carried::enrolled(&town, &hub, "Asha", Role::EnforcementOfficer, &["north"]);
    asha.hands_in();
    assert_eq!(figures(&town).totals.patrols, 0);

    let (patrol, talks) = patrols(&mut asha);
    asha.hands_in();
    let first = figures(&town);
    assert_eq!((first.totals.patrols, seconds(&first)), (1, 3600));
    assert_eq!((first.totals.resident_engagement, first.totals.business_engagement), (2, 1));

    // A talk that was none; and a leg that ended a minute later than she had said.
    asha.call("record_void", json!({ "record": talks[0], "reason": "Counted twice" }));
    let leg = asha.call("record_list", json!({ "kind": "patrol_leg", "before": null, "limit": 1 }));
    let leg = asha.read(&id(&leg[0]["id"]));
    let to: chrono::DateTime<chrono::Utc> =
        leg["values"]["to"].as_str().and_then(|to| to.parse().ok()).expect("a time");
    let later = json!({ "to": to + chrono::TimeDelta::minutes(1) });
    asha.call(
        "record_correct",
        json!({ "record": leg["row"]["id"], "values": later, "reason": "The stop came late", "seen": leg["seen"] }),
    );
    asha.hands_in();
    let second = figures(&town);
    assert_eq!((second.totals.resident_engagement, seconds(&second)), (1, 3660));

    // The clock was a week wrong: the patrol goes to another day, and leaves the one where it was.
    let one = |day: NaiveDate| {
        let report = patrol_summary::of(&town.hub.store(), Period { from: day, to: day }).expect("a report");
        report.totals.patrols
    };
    let (day, before) = (NaiveDate::from_ymd_opt(2023, 10, 2), NaiveDate::from_ymd_opt(2023, 9, 25));
    let (day, before) = (day.expect("a day"), before.expect("a day"));
    assert_eq!((one(before), one(day)), (0, 1));
    let read = asha.read(&patrol);
    let started: chrono::DateTime<chrono::Utc> =
        read["values"]["started"].as_str().and_then(|at| at.parse().ok()).expect("a time");
    let week =
        json!({ "started": started - chrono::TimeDelta::days(7), "finished": read["values"]["finished"] });
    asha.call(
        "record_correct",
        json!({ "record": patrol, "values": week, "reason": "The clock was wrong", "seen": read["seen"] }),
    );
    asha.hands_in();
    assert_eq!((one(before), one(day)), (1, 0));
    figures(&town);

    let gone = town.hub.store().erase(talks[2].parse().expect("an id"), "asked for", 0);
    assert!(gone.expect("it can be erased").is_some());
    assert_eq!(figures(&town).totals.business_engagement, 0);
}

#[test]
fn totals_that_somebody_changed_or_that_missed_a_change_are_found_out_and_counted_again() {
    let town = town();
    let hub = town.serve();
    let mut asha = Carried::enrolled(&town, &hub, "Asha", Role::EnforcementOfficer, &["north"]);
    asha.hands_in();
    patrols(&mut asha);
    asha.write(
        "street_asset",
        json!({ "asset_no": "C 12", "asset_type": "CCTV_COLUMN", "state": "FAULTY", "fault": "Hangs" }),
    );
    asha.hands_in();
    let (right, store) = (figures(&town), town.hub.store());
    let equipment = counting("equipment").expect("a report");
    let standing = |figure| CountedReport::of(&store, equipment, WEEKS, figure).expect("a report");
    let columns = |report: CountedReport| report.rows.iter().map(|row| row.count).sum::<i64>();
    assert_eq!(columns(standing(None)), 1);

    let changed = "UPDATE daily SET figures = '{}' WHERE report = 'equipment'";
    assert_eq!(store.sql().run(changed, &[]).expect("somebody may"), 1);
    assert_eq!(columns(standing(None)), 0, "the report believes what is kept");
    let day = NaiveDate::from_ymd_opt(2023, 10, 2).expect("a day");
    let wrong = |report: &str| Some(WrongTotals { report: report.to_owned(), day });
    assert_eq!(verify_totals(&store).expect("the book can be read"), wrong("equipment"));
    let again = standing(Some("CCTV_COLUMN"));
    let row = again.rows.iter().find(|row| row.code == "CCTV_COLUMN").expect("a figure");
    assert_eq!((row.count, row.records.as_ref().map(Vec::len)), (1, Some(1)));

    // A hand-in that did not say which day it changed.
    drop(store);
    patrols(&mut asha);
    patrol_summary::of(&town.hub.store(), WEEKS).expect("a report");
    asha.hands_in();
    let store = town.hub.store();
    store.sql().run("UPDATE day_changed SET n = 0", &[]).expect("somebody may");
    let stale = patrol_summary::of(&store, WEEKS).expect("a report");
    assert_eq!(stale.totals, right.totals);
    assert_eq!(verify_totals(&store).expect("the book can be read"), wrong("patrol-summary"));
    let counted = patrol_summary::of(&store, WEEKS).expect("a report");
    assert_eq!(counted.totals.patrols, right.totals.patrols + 1);
}
