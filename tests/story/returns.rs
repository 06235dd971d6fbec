//! What funders were told of August stays as it was told, and what a phone that was away hands in later is told beside it.

use beatbook_core::Env as _;
use beatbook_hub::reports::freeze::{ReturnError, freeze};
use beatbook_hub::reports::hotspot_return::{Recount, ReturnReport, State};
use beatbook_hub::reports::patrol_summary;
use beatbook_hub::reports::written::Written as _;
use beatbook_hub::store::verify;
use beatbook_records::entry::Hash;
use beatbook_records::report::return_period::ReturnPeriod;
use beatbook_records::role::Role;
use beatbook_tests::{Carried, Serving, Town, id};
use chrono::{SecondsFormat, TimeDelta};
use reqwest::StatusCode;
use serde_json::json;

use super::reader::Reader;
use super::town;

fn august() -> ReturnPeriod {
    "2024-08".parse().expect("a month")
}

impl Reader<'_> {
    fn report(&self) -> ReturnReport {
        ReturnReport::of(&self.town.hub.store(), august(), self.town.now()).expect("a return")
    }
}

/// A town on 1 August 2024, with two officers' phones.
fn august_begins() -> (Town, Serving) {
    let town = town();
    town.advance(TimeDelta::days(304));
    let served = town.serve();
    (town, served)
}

fn officer(town: &Town, served: &Serving, name: &str) -> Carried {
    Carried::enrolled(town, served, name, Role::EnforcementOfficer, &["north"])
}

/// A patrol of so many minutes; what was done on it is written meanwhile. Its id.
fn patrols(phone: &mut Carried, minutes: i64, meanwhile: impl FnOnce(&mut Carried, &str)) -> String {
    let start = json!({ "hotspot": "h1", "crew": { "warden": 2 }, "mode": null, "funding_stream": null });
    let patrol = id(&phone.call("patrol_start", start)["id"]);
    meanwhile(phone, &patrol);
    phone.waits(minutes);
    phone.call("patrol_finish", json!({ "note": null, "activities": [] }));
    patrol
}

/// A talk, a visit and a warning.
fn works(phone: &mut Carried, patrol: &str) {
    phone.call("engagement_count", json!({ "kind": "RESIDENT" }));
    let entered = phone.env.now().to_rfc3339_opts(SecondsFormat::Millis, true);
    let visit = json!({ "patrol": patrol, "hotspot": "h1", "entered": entered, "dose_band": "FULL", "time_source": "MANUAL" });
    phone.write("visit", visit);
    phone.write("action", json!({ "code": "VW" }));
}

/// August is over: it is 3 September for everybody.
fn september_begins(town: &Town, phones: &[&Carried]) {
    town.advance(TimeDelta::days(33));
    for phone in phones {
        phone.env.set(town.now());
    }
}

/// Bela freezes August once it is over, and is told what Asha handed in.
fn august_is_frozen(bela: &Reader<'_>, phones: &[&Carried]) -> ReturnReport {
    let (status, page) = bela.sends("/returns/2024-08/freeze", "narrative", "");
    assert_eq!(status, StatusCode::CONFLICT, "{page}");
    assert!(page.contains("August 2024 has not ended: freeze it after 31 August 2024."), "{page}");
    september_begins(bela.town, phones);
    let summary = patrol_summary::of(&bela.town.hub.store(), august().days()).expect("a summary");
    let (status, _) = bela.sends("/returns/2024-08/freeze", "narrative", "A quiet month.\r\nOne warning.");
    assert_eq!(status, StatusCode::SEE_OTHER);
    let frozen = bela.report();
    assert_eq!(
        (frozen.state, frozen.recount.as_ref().map(|recount| recount.same)),
        (State::Frozen, Some(true))
    );
    let line = &frozen.figures.totals;
    assert_eq!((line.patrols, line.clock_seconds, line.person_seconds), (1, 3600, 7200));
    let codes = json!([line.visits, line.engagements, line.actions]);
    assert_eq!(codes, json!([{ "FULL": 1 }, { "RESIDENT": 1 }, { "VW": 1 }]));
    assert_eq!(summary.totals.clock_seconds, line.clock_seconds);
    assert_eq!(summary.totals.person_seconds, line.person_seconds);
    assert_eq!((summary.totals.patrols, summary.totals.resident_engagement), (line.patrols, 1));
    let hash = frozen.kept[0].hash;
    assert_eq!(hash, Hash::of(&[frozen.kept[0].canonical.as_bytes()]));
    assert!(bela.reads("/returns/2024-08").contains(&hash.to_string()));
    frozen
}

/// Bela restates August: what was frozen stands, and what came since is kept with its date.
fn is_restated(bela: &Reader<'_>, frozen: &ReturnReport, recount: &Recount, late: &str) {
    bela.town.advance(TimeDelta::days(1));
    let hash = frozen.kept[0].hash;
    let (status, _) = bela.sends("/returns/2024-08/restate", "narrative", "Cem was away.");
    assert_eq!(status, StatusCode::SEE_OTHER);
    let restated = bela.report();
    assert_eq!((restated.state, &restated.figures), (State::Restated, &frozen.figures));
    let [first, second] = &restated.kept[..] else { panic!("{:?}", restated.kept) };
    assert_eq!((first, second.previous), (&frozen.kept[0], Some(hash)));
    assert_eq!((&second.differences, &second.records), (&recount.differences, &recount.records));
    assert_eq!(second.hash, Hash::of(&[second.canonical.as_bytes()]));
    let now = patrol_summary::of(&bela.town.hub.store(), august().days()).expect("a summary").totals;
    let totals = &second.figures.totals;
    assert_eq!(
        (totals.patrols, totals.clock_seconds, totals.person_seconds),
        (2, now.clock_seconds, now.person_seconds)
    );
    let page = bela.reads("/returns/2024-08");
    for words in [
        "Restated on 4 September 2024",
        "Cem was away.",
        late,
        &hash.to_string(),
        "1:00:00",
        "2:30:00",
        "A recount gives the same figures as the last restatement.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let csv = restated.csv();
    assert!(csv.contains("frozen 2024-09-03T") && csv.contains(",Totals,1,1:00:00,2:00:00,"), "{csv}");
    assert!(csv.contains("restated 2024-09-04T") && csv.contains(",Totals,2,2:30:00,5:00:00,"), "{csv}");
}

#[test]
fn what_bela_froze_of_august_stays_and_cems_late_patrol_is_a_dated_restatement() {
    let (town, served) = august_begins();
    let mut asha = officer(&town, &served, "Asha");
    let mut cem = officer(&town, &served, "Cem");
    let bela = Reader::of(&town, &served, "Bela", Role::Supervisor);
    asha.hands_in();
    cem.hands_in();
    patrols(&mut asha, 60, works);
    asha.hands_in();
    cem.waits(5 * 24 * 60);
    let late = patrols(&mut cem, 90, |_, _| ());

    let frozen = august_is_frozen(&bela, &[&asha, &cem]);
    town.advance(TimeDelta::hours(1));
    cem.waits(60);
    cem.hands_in();
    assert!(bela.reads("/returns").contains("Frozen, and records arrived since"));
    let since = bela.report();
    assert_eq!(
        (since.state, &since.figures, &since.kept),
        (State::FrozenLate, &frozen.figures, &frozen.kept)
    );
    let recount = since.recount.expect("a recount");
    let records: Vec<_> = recount.records.iter().map(|one| (one.id.to_string(), one.kind.as_str())).collect();
    assert_eq!(records, [(late.clone(), "patrol")]);
    assert_eq!(recount.records[0].on.to_string(), "2024-08-06");
    assert_eq!(recount.records[0].taken_in, Some(town.now()));
    let told: Vec<_> =
        recount.differences.iter().map(|one| (one.name.as_str(), one.words(), one.told())).collect();
    let told = json!(told);
    let expected = json!([
        ["Trinity", "Clock hours", ["1:00:00", "2:30:00"]],
        ["Trinity", "Patrols", ["1", "2"]],
        ["Trinity", "Person hours", ["2:00:00", "5:00:00"]],
    ]);
    assert_eq!(told, expected);

    is_restated(&bela, &frozen, &recount, &late);
}

#[test]
fn where_nothing_comes_late_a_recount_gives_the_same_hash_and_there_is_nothing_to_restate() {
    let (town, served) = august_begins();
    let mut asha = officer(&town, &served, "Asha");
    let bela = Reader::of(&town, &served, "Bela", Role::RecordsManager);
    asha.hands_in();
    let patrol = patrols(&mut asha, 60, works);
    asha.hands_in();
    september_begins(&town, &[&asha]);
    assert_eq!(bela.sends("/returns/2024-08/freeze", "narrative", "").0, StatusCode::SEE_OTHER);

    patrols(&mut asha, 30, works);
    let seen = asha.read(&patrol)["seen"].clone();
    let correction =
        json!({ "record": patrol, "values": { "weather": "Rain" }, "reason": "Left out", "seen": seen });
    asha.call("record_correct", correction);
    asha.hands_in();
    let report = bela.report();
    let recount = report.recount.as_ref().expect("a recount");
    assert_eq!(
        (report.state, recount.hash),
        (State::Frozen, report.kept[0].hash),
        "September, and the weather"
    );
    assert_eq!((&recount.differences[..], &recount.records[..]), (&[][..], &[][..]));
    let (status, page) = bela.sends("/returns/2024-08/restate", "narrative", "Again");
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("There is nothing to restate for August 2024"), "{page}");
    let (status, page) = bela.sends("/returns/2024-08/freeze", "narrative", "Again");
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(page.contains("The return for August 2024 is frozen already"), "{page}");
    assert_eq!(bela.report().kept, report.kept, "nothing was added");
}

#[test]
fn a_patrol_that_is_voided_later_is_told_as_one_that_counts_no_more() {
    let (town, served) = august_begins();
    let mut asha = officer(&town, &served, "Asha");
    let bela = Reader::of(&town, &served, "Bela", Role::Supervisor);
    asha.hands_in();
    let patrol = patrols(&mut asha, 60, |_, _| ());
    asha.hands_in();
    september_begins(&town, &[&asha]);
    freeze(&town.hub.store(), august(), "Bela", "", town.now()).expect("it is frozen");
    asha.call("record_void", json!({ "record": patrol, "reason": "Counted twice" }));
    asha.hands_in();
    let recount = bela.report().recount.expect("a recount");
    let records: Vec<_> =
        recount.records.iter().map(|one| (one.id.to_string(), one.on.to_string())).collect();
    assert_eq!(records, [(patrol, "2024-08-01".to_owned())]);
    let patrols = recount.differences.iter().find(|one| one.figure == "patrols").expect("a difference");
    assert_eq!((patrols.from, patrols.to), (1, 0));
}

#[test]
fn an_analyst_reads_returns_and_cannot_freeze_them_nor_can_a_form_of_somewhere_else() {
    let (town, served) = august_begins();
    officer(&town, &served, "Asha").hands_in();
    let priya = Reader::of(&town, &served, "Priya", Role::Analyst);
    let bela = Reader::of(&town, &served, "Bela", Role::Supervisor);
    let july: ReturnPeriod = "2024-07".parse().expect("a month");
    assert!(bela.reads("/returns/2024-07").contains("Freeze this return"));
    assert!(!priya.reads("/returns/2024-07").contains("Freeze this return"));
    assert!(priya.reads("/v1/returns/2024-07?format=csv").starts_with("version,hotspot,patrols,"));
    assert_eq!(priya.sends("/returns/2024-07/freeze", "narrative", "").0, StatusCode::FORBIDDEN);
    assert_eq!(
        bela.sends_with(&bela.signs_in(), "/returns/2024-07/freeze", ("narrative", ""), "0123").0,
        StatusCode::FORBIDDEN
    );
    let kept = || ReturnReport::of(&town.hub.store(), july, town.now()).expect("a return").kept.len();
    assert_eq!(kept(), 0);
    assert_eq!(
        bela.sends("/returns/2024-07/freeze", "narrative", "").0,
        StatusCode::SEE_OTHER,
        "the control"
    );
    assert_eq!(kept(), 1);
    let long = freeze(
        &town.hub.store(),
        "2024-06".parse().expect("a month"),
        "Bela",
        &"x".repeat(2_001),
        town.now(),
    );
    assert!(matches!(long, Err(ReturnError::TooLong)));
    let nobody = freeze(&town.hub.store(), "2024-06".parse().expect("a month"), " ", "", town.now());
    assert!(matches!(nobody, Err(ReturnError::NoName)));
}

#[test]
fn figures_that_were_changed_past_the_hub_are_not_told_as_what_was_frozen() {
    let (town, _served) = august_begins();
    let july: ReturnPeriod = "2024-07".parse().expect("a month");
    freeze(&town.hub.store(), july, "Bela", "", town.now()).expect("it is frozen");
    let told = || ReturnReport::of(&town.hub.store(), july, town.now());
    assert!(told().is_ok());
    verify::verify(town.hub.store().sql()).expect("the book verifies");
    let text = "UPDATE hotspot_return SET figures = replace(figures, '\"patrols\":0', '\"patrols\":9')";
    assert_eq!(town.connection().execute(text, []).expect("a change"), 1);
    assert!(told().is_err());
    assert!(matches!(verify::verify(town.hub.store().sql()), Err(verify::Fault::Return)));
}
