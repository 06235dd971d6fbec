//! Returns over a database that several councils share: the same as on the embedded one, each its own, and in every copy.

use beatbook_core::Env as _;
use beatbook_hub::config::Database;
use beatbook_hub::reports::freeze::{ReturnError, freeze, restate};
use beatbook_hub::reports::hotspot_return::{ReturnReport, State, list};
use beatbook_hub::store::{Store, copy};
use beatbook_records::entry::Act;
use beatbook_records::report::return_period::ReturnPeriod;
use beatbook_tests::{Officer, Town};
use chrono::{SecondsFormat, TimeDelta};
use serde_json::json;

use super::cluster;

fn october() -> ReturnPeriod {
    "2023-10".parse().expect("a month")
}

/// An hour's patrol of two wardens, a talk, a visit and a warning.
fn patrols(officer: &Officer) {
    let at = |minutes| {
        (officer.env.now() + TimeDelta::minutes(minutes)).to_rfc3339_opts(SecondsFormat::Millis, true)
    };
    let (from, to) = (at(0), at(60));
    let write = |kind: &str, values| officer.try_write(Act::Create, kind, None, values).expect("it is saved");
    let patrol = write(
        "patrol",
        json!({ "area": "north", "funding_stream": "ASB_HOTSPOT", "mode": "FOOT", "time_source": "MANUAL", "started": from, "finished": to }),
    );
    write(
        "patrol_leg",
        json!({ "area": "north", "patrol": patrol, "hotspot": "h1", "from": from, "to": to, "warden": 2 }),
    );
    write(
        "visit",
        json!({ "area": "north", "patrol": patrol, "hotspot": "h1", "entered": from, "left": to, "time_source": "MANUAL" }),
    );
    write("action", json!({ "area": "north", "code": "VW", "hotspot": "h1" }));
    officer.counts("RESIDENT", "north");
}

/// October frozen, a patrol that came late, a restatement.
fn lived(town: &Town) -> ReturnReport {
    let (asha, cem) = (town.officer("Asha"), town.officer("Cem"));
    patrols(&asha);
    patrols(&cem);
    asha.sync().expect("a connection");
    town.advance(TimeDelta::days(30));
    asha.env.advance(TimeDelta::days(30));
    cem.env.advance(TimeDelta::days(30));
    let frozen = town.with_store(|book| freeze(book, october(), "Bela", "Quiet.", town.now()));
    frozen.expect("it is frozen");
    let again = town.with_store(|book| freeze(book, october(), "Bela", "Quiet.", town.now()));
    assert!(matches!(again, Err(ReturnError::Frozen(_))));
    let first = told(town);
    assert_eq!((first.state, first.figures.totals.patrols), (State::Frozen, 1));
    cem.sync().expect("a connection");
    let late = told(town);
    assert_eq!((late.state, &late.kept), (State::FrozenLate, &first.kept));
    let kinds: Vec<_> =
        late.recount.iter().flat_map(|recount| &recount.records).map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds.len(), 4, "the leg is told with its patrol: {kinds:?}");
    town.with_store(|book| restate(book, october(), "Bela", "", town.now())).expect("it is restated");
    told(town)
}

fn told(town: &Town) -> ReturnReport {
    town.with_store(|book| ReturnReport::of(book, october(), town.now())).expect("a return")
}

#[test]
fn a_return_is_frozen_and_restated_alike_on_both_databases_and_for_each_council_by_itself() {
    let url = cluster::url_of(&cluster::database()).to_owned();
    let council = |authority| Town::on(Database::Postgres { url: url.clone(), authority });
    let (one, other, embedded) = (council(1), council(2), Town::new());
    let there = lived(&one);
    assert_eq!(there.state, State::Restated);
    let totals = &there.kept[1].figures.totals;
    assert_eq!((totals.patrols, totals.clock_seconds, totals.person_seconds), (2, 7_200, 14_400));
    assert_eq!(
        json!([totals.visits, totals.engagements, totals.actions]),
        json!([{ "OVER": 2 }, { "RESIDENT": 2 }, { "VW": 2 }])
    );
    assert_eq!(there, lived(&embedded));
    assert_eq!((told(&other).state, told(&other).kept.len()), (State::Running, 0), "not the other's");
    let state = |town: &Town| {
        let listed = town.with_store(|book| list(book, town.now())).expect("a list");
        listed.iter().find(|one| one.period == october()).map(|one| one.state)
    };
    assert_eq!(state(&one), Some(State::Restated));

    let dir = tempfile::tempdir().expect("a folder");
    one.with_store(|book| copy::out_of(book, dir.path())).expect("a copy");
    let copied = Store::sqlite(dir.path()).expect("a book");
    assert_eq!(ReturnReport::of(&copied.book(), october(), one.now()).expect("a return"), there);
}
