//! What the work achieved, counted by hand beside the reports: packs, shops, feeling safe, outreach and partners.

use std::collections::BTreeMap;

use beatbook_hub::reports::counted::{CountedReport, Row};
use beatbook_hub::reports::verify_totals;
use beatbook_hub::reports::written::Written as _;
use beatbook_records::report::counting::counting;
use beatbook_records::report::period::Period;
use beatbook_records::report::suppression::Relation;
use beatbook_records::role::Role;
use beatbook_tests::{Carried, Town, id};
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::town;

/// From some weeks before the story, which begins on 2 October 2023, up to a day.
fn up_to(to: &str) -> Period {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    Period { from: day("2023-08-01"), to: day(to) }
}

/// The figures of a report that are not nought; each is the sum of what its records add, and a recount gives the same.
fn figures(town: &Town, name: &str, period: Period) -> BTreeMap<String, i64> {
    let (store, counting) = (town.hub.store(), counting(name).expect("a report"));
    let report = CountedReport::of(&store, counting, period, None).expect("figures");
    for row in &report.rows {
        let of = CountedReport::of(&store, counting, period, Some(&row.code)).expect("figures");
        let behind = of.rows.into_iter().find_map(|row| row.records).expect("the records were asked for");
        assert_eq!(behind.iter().map(|record| record.adds).sum::<i64>(), row.count, "{}", row.code);
        assert!(counting.has(&row.code), "{}", row.code);
    }
    for Relation { whole, parts, exact } in &report.relations {
        let (whole, parts) =
            (&report.rows[*whole], parts.iter().map(|part| report.rows[*part].count).sum::<i64>());
        assert!(if *exact { whole.count == parts } else { whole.count >= parts }, "{}: {parts}", whole.code);
    }
    assert_eq!(verify_totals(&store).expect("the book can be read"), None);
    store.sql().run("DELETE FROM daily", &[]).expect("totals can be let go of");
    let again = CountedReport::of(&store, counting, period, None).expect("figures");
    assert_eq!(again, report, "a recount gives the same");
    let told = report.rows.into_iter().filter(|row| row.count != 0);
    told.map(|Row { code, count, .. }| (code, count)).collect()
}

#[track_caller]
fn same(figures: &BTreeMap<String, i64>, by_hand: &[(&str, i64)]) {
    let by_hand: BTreeMap<String, i64> = by_hand.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect();
    assert_eq!(*figures, by_hand);
}

/// Something that happened on an earlier day and is written down now.
fn wrote_of(who: &mut Carried, day: &str, kind: &str, values: Value) -> String {
    let happened = format!("{day}T10:00:00.000Z");
    let input = json!({ "kind": kind, "values": values, "record": null, "happened": happened, "reason": "No signal", "draft": null });
    id(&who.call("record_write", input)["record"])
}

fn fits(sana: &mut Carried, visit: &str, item: &str, result: &str, why: Option<&str>) -> String {
    let values =
        json!({ "installation": visit, "item": item, "quantity": 2, "result": result, "could_not_fit": why });
    sana.write("fitted_item", values)
}

#[test]
fn packs_are_told_by_area_by_what_was_fitted_together_by_why_not_and_by_what_was_said_later() {
    let town = town();
    let hub = town.serve();
    let mut sana = Carried::enrolled(&town, &hub, "Sana", Role::Supervisor, &["north"]);
    sana.hands_in();
    let mut visit = |pack: &str, status: &str| {
        let values = json!({ "pack_no": pack, "status": status });
        wrote_of(&mut sana, "2023-08-21", "installation", values)
    };
    let (whole, part, refused) =
        (visit("P-1", "INSTALLED"), visit("P-2", "PART_INSTALLED"), visit("P-3", "REFUSED"));
    sana.hands_in();
    let before = figures(&town, "hardening", up_to("2023-10-02"));
    same(
        &before,
        &[
            ("visits", 3),
            ("fitted", 1),
            ("part_fitted", 1),
            ("refused", 1),
            ("areas/north/fitted", 1),
            ("areas/north/part_fitted", 1),
            ("areas/north/refused", 1),
            ("followups/WEEKS_4/due", 2),
            ("followups/WEEKS_4/not_made", 2),
        ],
    );

    // Six weeks later the items and the follow-ups arrive: they count with their visit, on its day.
    fits(&mut sana, &whole, "SOLAR", "FITTED", None);
    fits(&mut sana, &whole, "WLOCK", "LEFT_WITH_RESIDENT", None);
    fits(&mut sana, &part, "WLOCK", "FITTED", None);
    let light = fits(&mut sana, &part, "SOLAR", "COULD_NOT_FIT", Some("NO_POWER"));
    fits(&mut sana, &part, "DBCAM", "COULD_NOT_FIT", Some("NO_POWER"));
    fits(&mut sana, &refused, "SOLAR", "REFUSED", None);
    let said = json!({ "installation": whole, "due": "WEEKS_4", "still_fitted": "YES", "works": "YES", "used": "NO",
        "feels_safe_before": 2, "feels_safe_after": 4, "revictimised": "NO" });
    sana.write("hardening_followup", said);
    sana.hands_in();
    let august = Period { to: "2023-09-17".parse().expect("a day"), ..up_to("2023-10-02") };
    let fitted = [
        ("visits", 3),
        ("fitted", 1),
        ("part_fitted", 1),
        ("refused", 1),
        ("areas/north/fitted", 1),
        ("areas/north/part_fitted", 1),
        ("areas/north/refused", 1),
        ("together/WLOCK+SOLAR/visits", 1),
        ("together/WLOCK/visits", 1),
        ("reasons/NO_POWER/visits", 1),
        ("reasons/NO_POWER/items", 4),
    ];
    same(&figures(&town, "hardening", august), &fitted);
    let told = [
        ("followed_up", 1),
        ("still_fitted", 1),
        ("works", 1),
        ("followups/WEEKS_4/due", 2),
        ("followups/WEEKS_4/made", 1),
        ("followups/WEEKS_4/not_made", 1),
        ("followups/WEEKS_4/still_fitted", 1),
        ("followups/WEEKS_4/works", 1),
        ("followups/WEEKS_4/feels_safer", 1),
    ];
    same(&figures(&town, "hardening", up_to("2023-10-02")), &[fitted.as_slice(), &told].concat());
    let later = figures(&town, "hardening", up_to("2024-02-21"));
    assert_eq!((later["followups/MONTHS_6/due"], later["followups/MONTHS_6/not_made"]), (2, 2));

    // An item below the visit that is taken back changes the visit's day, though it was written on another.
    sana.call("record_void", json!({ "record": light, "reason": "Another home" }));
    sana.hands_in();
    assert_eq!(figures(&town, "hardening", august)["reasons/NO_POWER/items"], 2);
}

#[test]
fn the_ledger_tells_where_every_item_is_on_the_last_day_and_says_what_is_missing() {
    let town = town();
    let hub = town.serve();
    let mut sana = Carried::enrolled(&town, &hub, "Sana", Role::Supervisor, &["north"]);
    sana.hands_in();
    let moves = |sana: &mut Carried, day: &str, movement: &str, quantity: u32| {
        let values = json!({ "movement": movement, "quantity": quantity, "item": "SOLAR" });
        wrote_of(sana, day, "stock_movement", values)
    };
    moves(&mut sana, "2023-07-03", "BOUGHT", 20);
    moves(&mut sana, "2023-08-07", "TO_INSTALLER", 6);
    moves(&mut sana, "2023-09-01", "LOST", 1);
    let visit = sana.write("installation", json!({ "pack_no": "P-1", "status": "INSTALLED" }));
    fits(&mut sana, &visit, "SOLAR", "FITTED", None);
    sana.hands_in();

    // Bought before the first day of the period, and there all the same.
    let line =
        [("ledger/SOLAR/bought", 20), ("ledger/SOLAR/in_store", 14), ("ledger/SOLAR/with_installers", 6)];
    same(&figures(&town, "packs", up_to("2023-08-31")), &line);
    let line = [
        ("ledger/SOLAR/bought", 20),
        ("ledger/SOLAR/in_store", 13),
        ("ledger/SOLAR/with_installers", 4),
        ("ledger/SOLAR/fitted", 2),
        ("ledger/SOLAR/lost", 1),
    ];
    same(&figures(&town, "packs", up_to("2023-10-02")), &line);
    let findings = |town: &Town| {
        let packs = counting("packs").expect("a report");
        CountedReport::of(&town.hub.store(), packs, up_to("2023-10-02"), None).expect("figures").findings
    };
    assert_eq!(findings(&town), ["Every item that was bought is somewhere."]);

    // More fitted than installers ever had: the ledger says so.
    (0..3).for_each(|_| drop(fits(&mut sana, &visit, "SOLAR", "FITTED", None)));
    sana.hands_in();
    let [wrong] = findings(&town).try_into().expect("one sentence");
    assert!(
        wrong.starts_with("Solar motion light: the book says 13 in the store, -2 with installers"),
        "{wrong}"
    );
}

#[test]
fn shops_with_six_offences_are_told_with_their_plans_and_their_names_to_those_who_may_know_them() {
    let town = town();
    let hub = town.serve();
    let mut asha = Carried::enrolled(&town, &hub, "Asha", Role::EnforcementOfficer, &["north"]);
    asha.hands_in();
    let mut shop = |name: &str, offences: Option<u32>, review: Option<&str>| {
        asha.write(
            "shop_problem",
            json!({ "business": name, "offences_12m": offences, "problems": ["SHOP_THEFT", "ABUSE"],
            "contact": "The owner", "plan": "A radio, and a call on Fridays", "review_on": review }),
        )
    };
    let corner = shop("Corner Shop", Some(6), Some("2023-10-09"));
    shop("Baker", Some(5), Some("2023-10-09"));
    shop("Chemist", None, None);
    shop("Grocer", Some(40), None);
    let butcher = shop("Butcher", Some(7), Some("2023-10-09"));
    asha.update(&butcher, json!({ "result": "The group moved on" }));
    asha.hands_in();
    let many = [
        ("shops", 5),
        ("six_or_more", 3),
        ("areas/north/shops", 3),
        ("problems/SHOP_THEFT/shops", 3),
        ("problems/ABUSE/shops", 3),
        ("plans/RESULT/shops", 1),
        ("plans/UNDATED/shops", 1),
    ];
    let on = |state: &'static str| [many.as_slice(), &[(state, 1)]].concat();
    same(&figures(&town, "shops", up_to("2023-10-09")), &on("plans/AGREED/shops"));
    same(&figures(&town, "shops", up_to("2023-10-10")), &on("plans/OVERDUE/shops"));

    let behind = |role, figure| {
        let shops = counting("shops").expect("a report");
        let asked = (Some(figure), role);
        let report = CountedReport::told_to(&town.hub.store(), shops, up_to("2023-10-10"), asked);
        report.expect("figures").rows.into_iter().find_map(|row| row.records).expect("its records")
    };
    let [late] = behind(Role::Supervisor, "plans/OVERDUE/shops").try_into().expect("one shop");
    assert_eq!((late.id.to_string(), &late.says["business"]), (corner.clone(), &json!("Corner Shop")));
    assert!(!late.says.contains_key("contact"), "no person is told: {late:?}");
    let [late] = behind(Role::Analyst, "plans/OVERDUE/shops").try_into().expect("one shop");
    assert_eq!((late.id.to_string(), late.says.is_empty()), (corner, true));
    let shops = counting("shops").expect("a report");
    let report =
        CountedReport::of(&town.hub.store(), shops, up_to("2023-10-10"), Some("shops")).expect("figures");
    let public = serde_json::to_string(&report.public()).expect("JSON");
    assert!(public.contains("[c]") && !public.contains("Corner") && !public.contains(&butcher), "{public}");
}

#[test]
fn a_place_that_feels_unsafe_and_has_few_incidents_is_found_among_what_asha_heard_and_saw() {
    let town = town();
    let hub = town.serve();
    let mut asha = Carried::enrolled(&town, &hub, "Asha", Role::EnforcementOfficer, &["north"]);
    asha.hands_in();
    let mut hears = |hotspot: &str, feels: u32, times: usize| {
        for _ in 0..times {
            let values = json!({ "area": "north", "kind": "RESIDENT", "count": 1, "hotspot": hotspot, "feels_safe": feels,
                "place_unsafe": (feels == 1).then_some("The underpass") });
            asha.write("engagement", values);
        }
    };
    hears("h1", 1, 3);
    hears("h1", 2, 1);
    hears("h1", 3, 2);
    hears("h2", 2, 2);
    hears("h2", 5, 18);
    for n in 0..7 {
        let hotspot = if n == 0 { "h1" } else { "h2" };
        asha.write("observation", json!({ "asb_type": "DRINK", "hotspot": hotspot }));
    }
    asha.hands_in();
    let by_hand = [
        ("asked", 26),
        ("unsafe", 6),
        ("place_named", 3),
        ("incidents", 7),
        ("hotspots/h1/asked", 6),
        ("hotspots/h1/unsafe", 4),
        ("hotspots/h1/incidents", 1),
        ("hotspots/h2/asked", 20),
        ("hotspots/h2/unsafe", 2),
        ("hotspots/h2/incidents", 6),
        ("areas/north/asked", 26),
        ("areas/north/unsafe", 6),
        ("areas/north/incidents", 7),
    ];
    same(&figures(&town, "perception", up_to("2023-10-02")), &by_hand);
    let perception = counting("perception").expect("a report");
    let report =
        CountedReport::of(&town.hub.store(), perception, up_to("2023-10-02"), None).expect("figures");
    assert_eq!(
        report.findings,
        [
            "Feels unsafe, few incidents: in Trinity 4 of 6 people asked feel unsafe (67%; 23% over all hotspots), and 1 \
             incident was seen there, against 3.5 in a hotspot on average.",
            "Fewer than 20 people were asked in Trinity: too few to rest a decision on.",
        ]
    );
    assert!(!report.public().table().contains("underpass") && !report.public().table().contains("4 of 6"));
    // A week before, nobody was asked.
    let before =
        CountedReport::of(&town.hub.store(), perception, up_to("2023-09-25"), None).expect("figures");
    assert_eq!(before.findings, ["Nobody was asked in a hotspot how safe they feel."]);
}

#[test]
fn sessions_and_who_came_and_shifts_with_partners_are_counted_as_they_were_written() {
    let town = town();
    let hub = town.serve();
    let mut asha = Carried::enrolled(&town, &hub, "Asha", Role::EnforcementOfficer, &["north"]);
    asha.hands_in();
    let mut session = |kind: &str, came: u32, young: Option<u32>, partner: Option<&str>| {
        let values = json!({ "session_type": kind, "held_on": "2023-10-02", "attendance": came, "under_18": young,
            "minutes": 45, "partner": partner });
        asha.write("outreach_session", values)
    };
    session("SCHOOL", 120, Some(118), Some("A youth service"));
    session("SCHOOL", 30, None, None);
    let again = session("CLUB", 12, Some(12), None);
    let mut shift = |partners: Value, day_of_action: bool, ended: Option<&str>| {
        let values = json!({ "started": "2023-10-02T06:00:00.000Z", "ended": ended, "partners": partners,
            "day_of_action": day_of_action });
        asha.write("shift", values);
    };
    shift(json!(["POLICE", "CGL"]), true, Some("2023-10-02T08:30:00.000Z"));
    shift(json!(["POLICE"]), false, None);
    shift(Value::Null, false, Some("2023-10-02T07:00:00.000Z"));
    asha.hands_in();
    let sessions = [
        ("sessions", 3),
        ("with_partner", 1),
        ("kinds/SCHOOL/sessions", 2),
        ("kinds/SCHOOL/attendance", 150),
        ("kinds/SCHOOL/under_18", 118),
        ("kinds/SCHOOL/minutes", 90),
        ("kinds/CLUB/sessions", 1),
        ("kinds/CLUB/attendance", 12),
        ("kinds/CLUB/under_18", 12),
        ("kinds/CLUB/minutes", 45),
        ("areas/north/sessions", 3),
        ("areas/north/attendance", 162),
        ("areas/north/under_18", 130),
        ("areas/north/minutes", 135),
    ];
    same(&figures(&town, "outreach", up_to("2023-10-02")), &sessions);
    let shifts = [
        ("shifts", 3),
        ("with_partners", 2),
        ("days_of_action", 1),
        ("partners/POLICE/shifts", 2),
        ("partners/POLICE/days_of_action", 1),
        ("partners/POLICE/minutes", 150),
        ("partners/CGL/shifts", 1),
        ("partners/CGL/days_of_action", 1),
        ("partners/CGL/minutes", 150),
    ];
    same(&figures(&town, "partners", up_to("2023-10-02")), &shifts);
    let partners = counting("partners").expect("a report");
    let report = CountedReport::of(&town.hub.store(), partners, up_to("2023-10-02"), None).expect("figures");
    assert!(report.public().csv().contains("Shifts by partner: Police: minutes of finished shifts,[c]\n"));

    asha.call("record_void", json!({ "record": again, "reason": "It was called off" }));
    asha.hands_in();
    assert!(!figures(&town, "outreach", up_to("2023-10-02")).contains_key("kinds/CLUB/sessions"));
}
