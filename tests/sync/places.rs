//! Places come to the phones whose officers work there; whatever happens on the way, there is something to search in.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use beatbook_core::Access;
use beatbook_core::store::{Looked, Store};
use beatbook_core::sync::to_rest;
use beatbook_hub::gazetteer::in_order;
use beatbook_hub::store::places::Replaced;
use beatbook_records::geo::place::{Place, PlaceKind};
use beatbook_records::role::Role;
use beatbook_tests::{Faults, Officer, Town};
use chrono::TimeDelta;

use super::town;

/// A street of so many houses.
fn street(name: &str, area: &str, houses: usize) -> Vec<Place> {
    let house = |number: usize| Place {
        kind: PlaceKind::Address,
        uprn: Some(format!("{}{number}", name.bytes().map(u64::from).sum::<u64>())),
        line: number.to_string(),
        street: name.into(),
        postcode: "TS18 1AA".into(),
        lat: 54.56 + number as f64 / 1e5,
        lon: -1.31,
        area: area.into(),
        houses: 0,
    };
    (1..=houses).map(house).collect()
}

fn imports(town: &Town, places: &[Place]) -> u32 {
    let part = Replaced { kind: PlaceKind::Address, area: None };
    let now_ms = town.now().timestamp_millis();
    town.with_store(|book| book.put_places(part, places, in_order, now_ms)).expect("an import")
}

/// The streets that somebody finds on the phone by this beginning.
fn finds(officer: &Officer, word: &str) -> BTreeSet<String> {
    let looked = Looked { begun: vec![word.into()], ..Looked::default() };
    let found = officer.with(|store| store.read().places_with(&looked, 100_000)).expect("a search");
    found.into_iter().map(|place| place.street).collect()
}

fn held(officer: &Officer) -> u32 {
    officer.with(|store| store.read().place_pack()).expect("a readable book").held
}

fn gives_areas(town: &Town, officer: &Officer, areas: &str) {
    let device = officer.with(|store| store.read().enrolled()).expect("enrolled").device;
    let text = "UPDATE device SET areas = ?2, scope_version = scope_version + 1 WHERE id = ?1";
    town.with_store(|book| book.sql().run(text, &[(&device).into(), areas.into()])).expect("a new scope");
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn asha_finds_an_address_once_the_hub_has_told_of_it_and_with_no_signal() {
    let town = town();
    let asha = town.officer("Asha");
    imports(&town, &street("Elm Terrace", "stockton", 40));
    asha.sync().expect("a sync");
    asha.link.set_down(true);
    let looked = Looked { whole: vec!["12".into()], begun: vec!["elm".into()], streets: false };
    let found = asha.with(|store| store.read().places_with(&looked, 10)).expect("a search");
    assert_eq!((found.len(), found[0].line.as_str()), (1, "12"));
    assert_eq!(held(&asha), 41, "the houses and their street");
    town.ends_well(&[&asha]);
}

#[test]
fn an_officer_of_the_north_does_not_get_the_souths_addresses() {
    let town = town();
    let asha = town.officer_of("Asha", Role::EnforcementOfficer, &["north"]);
    let (bela, cai) = (town.officer_of("Bela", Role::Installer, &["south", "east"]), town.officer("Cai"));
    let mut places = street("Ash Street", "south", 3);
    places.extend(
        [street("Ash Road", "north", 4), street("Ash Lane", "east", 2), street("Ash Way", "", 1)].concat(),
    );
    imports(&town, &places);
    town.ends_well(&[&asha, &bela, &cai]);
    assert_eq!(finds(&asha, "ash"), names(&["Ash Road", "Ash Way"]));
    assert_eq!(finds(&bela, "ash"), names(&["Ash Lane", "Ash Street", "Ash Way"]));
    assert_eq!(finds(&cai, "ash").len(), 4);
    assert_eq!((held(&asha), held(&bela), held(&cai)), (7, 9, 14));
}

#[test]
fn places_of_an_area_that_was_lost_go_and_those_of_one_that_was_gained_come() {
    let town = town();
    let asha = town.officer_of("Asha", Role::EnforcementOfficer, &["north", "south"]);
    imports(
        &town,
        &[
            street("Ash Street", "south", 350),
            street("Ash Road", "north", 250),
            street("Ash Lane", "east", 2),
        ]
        .concat(),
    );
    asha.sync().expect("a sync");
    assert_eq!(finds(&asha, "ash"), names(&["Ash Road", "Ash Street"]));
    gives_areas(&town, &asha, r#"["south"]"#);
    asha.sync().expect("a sync");
    assert_eq!((finds(&asha, "ash"), held(&asha)), (names(&["Ash Street"]), 351));
    gives_areas(&town, &asha, r#"["south","east"]"#);
    asha.sync().expect("a sync");
    asha.sync().expect("another");
    assert_eq!((finds(&asha, "ash"), held(&asha)), (names(&["Ash Lane", "Ash Street"]), 354));
    town.ends_well(&[&asha]);
}

#[test]
fn a_link_that_breaks_goes_on_at_its_page_and_a_new_version_begins_anew() {
    let town = town();
    let asha = town.officer("Asha");
    imports(&town, &street("Elm Terrace", "stockton", 3_500));
    // The exchange and two pages; the third is lost.
    asha.link.plan(&[Faults::None, Faults::None, Faults::None, Faults::LoseReply]);
    assert!(asha.sync().is_err());
    let pack = asha.with(|store| store.read().place_pack()).expect("a readable book");
    assert_eq!((pack.held, pack.coming, pack.taken, pack.total), (0, true, 2_000, Some(3_501)));
    assert!(finds(&asha, "elm").is_empty(), "half a pack is not shown");
    asha.sync().expect("a sync");
    assert_eq!(held(&asha), 3_501);

    imports(&town, &street("Oak Road", "stockton", 2_500));
    asha.link.plan(&[Faults::None, Faults::None, Faults::LoseRequest]);
    assert!(asha.sync().is_err());
    assert_eq!(finds(&asha, "elm").len(), 1, "the old one is searched meanwhile");
    imports(&town, &street("Yew Lane", "stockton", 1_200));
    town.ends_well(&[&asha]);
    assert_eq!((finds(&asha, "elm").len(), finds(&asha, "oak").len(), held(&asha)), (0, 0, 1_201));
}

#[test]
fn what_is_written_meanwhile_is_handed_in_before_the_next_page() {
    let town = town();
    let asha = town.officer("Asha");
    imports(&town, &street("Elm Terrace", "stockton", 1_500));
    asha.sync().expect("a sync");
    imports(&town, &street("Oak Road", "stockton", 1_500));
    asha.link.plan(&[Faults::None, Faults::LoseRequest]);
    assert!(asha.sync().is_err(), "no page came, and the records need none");
    let tap = asha.counts("RESIDENT", "stockton");
    asha.link.plan(&[Faults::None, Faults::LoseRequest]);
    assert!(asha.sync().is_err());
    assert!(town.dump().records.contains_key(&tap));
    asha.env.advance(TimeDelta::minutes(1)); // after two failures the next try waits a little
    town.ends_well(&[&asha]);
    assert_eq!(finds(&asha, "oak").len(), 1);
}

/// What a phone unwinds with that dies in the middle of a sync.
struct Crash;

/// The phone's store, whose battery lasts for so many more steps of it.
struct Dying<'s> {
    store: &'s Mutex<Store>,
    left: AtomicI64,
}

impl Access for Dying<'_> {
    fn with<R: Send + 'static>(&self, work: impl FnOnce(&mut Store) -> R + Send + 'static) -> R {
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            resume_unwind(Box::new(Crash));
        }
        self.store.with(work)
    }
}

#[test]
fn a_phone_that_is_killed_while_a_pack_arrives_keeps_the_old_one_and_gets_the_new_one() {
    let town = town();
    let asha = town.officer("Asha");
    imports(&town, &street("Elm Terrace", "stockton", 250));
    asha.sync().expect("a sync");
    imports(&town, &street("Oak Road", "stockton", 1_150));
    let (mut killed, mut lasts) = (0, 1);
    loop {
        let ended = asha.with_access(|store| {
            let dying = Dying { store, left: lasts.into() };
            let mut link = asha.link.clone();
            catch_unwind(AssertUnwindSafe(|| to_rest(&dying, &mut link))).is_ok_and(|synced| synced.is_ok())
        });
        asha.restarts();
        let (old, new) = (finds(&asha, "elm"), finds(&asha, "oak"));
        assert_eq!(old.len() + new.len(), 1, "one pack, whole: {old:?} {new:?} after {lasts} steps");
        let expected = if new.is_empty() { 251 } else { 1_151 };
        assert_eq!(held(&asha), expected);
        if ended {
            break;
        }
        killed += 1;
        // Longer each time, so that it is killed at another step.
        lasts += 1;
    }
    assert!(killed > 5, "it was killed {killed} times");
    town.ends_well(&[&asha]);
    assert_eq!(finds(&asha, "oak").len(), 1);
    let left = asha.with(|store| store.place_task()).expect("a readable book");
    assert_eq!(left, beatbook_core::store::PlaceTask::Rest, "nothing of the old pack is left");
}

#[test]
fn a_hub_that_was_put_back_has_its_older_pack_and_phones_take_it() {
    let town = town();
    let asha = town.officer("Asha");
    let first = imports(&town, &street("Elm Terrace", "stockton", 5));
    asha.sync().expect("a sync");
    let second = imports(&town, &street("Oak Road", "stockton", 5));
    assert!(second > first);
    asha.sync().expect("a sync");
    town.with_store(|book| {
        let gone = [i64::from(second).into()];
        book.sql().run("DELETE FROM place_pack WHERE version = ?1", &gone)?;
        book.sql().run("UPDATE place SET street = 'Elm Terrace'", &[])
    })
    .expect("as the backup had it");
    asha.sync().expect("a sync");
    assert_eq!((finds(&asha, "elm").len(), finds(&asha, "oak").len()), (1, 0));
}
