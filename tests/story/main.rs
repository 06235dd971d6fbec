//! Whole days of work, one for each role, through the door for the screen and against the hub as it is served: with no
//! signal from the first tap to the last, and with the app killed after every one of them.

mod cautions;
mod contacts;
mod enforcement;
mod enrolment;
mod figures;
mod homes;
mod installer;
mod ledger;
mod letters;
mod licensing;
mod nudges;
mod phone;
mod reader;
mod record_pages;
mod reports;
mod rescue;
mod returns;
mod slip;
mod targets;
mod totals;
mod watch;
mod working_pages;

use beatbook_hub::gazetteer::in_order;
use beatbook_hub::store::places::Replaced;
use beatbook_records::geo::hotspot::Hotspot;
use beatbook_records::geo::place::{Place, PlaceKind};
use beatbook_tests::{Carried, Town};

/// A town with a hotspot and a street of six houses.
fn town() -> Town {
    let town = Town::new();
    let now_ms = town.now().timestamp_millis();
    let ring = vec![[-1.32, 54.55], [-1.30, 54.55], [-1.30, 54.57], [-1.32, 54.57], [-1.32, 54.55]];
    let spot = Hotspot { id: "h1".into(), name: "Trinity".into(), area: "north".into(), polygon: vec![ring] };
    town.with_store(|book| book.put_hotspots(&[spot])).expect("a hotspot");
    let part = Replaced { kind: PlaceKind::Address, area: None };
    town.with_store(|book| book.put_places(part, &street(), in_order, now_ms)).expect("a street");
    town
}

/// Elm Terrace, numbers 1 to 6.
fn street() -> Vec<Place> {
    let house = |number: u32| Place {
        kind: PlaceKind::Address,
        uprn: Some(uprn(number)),
        line: number.to_string(),
        street: "Elm Terrace".into(),
        postcode: "TS18 1AA".into(),
        lat: 54.56 + f64::from(number) / 1e5,
        lon: -1.31,
        area: "north".into(),
        houses: 0,
    };
    (1..=6).map(house).collect()
}

/// The home of a number in Elm Terrace.
fn uprn(number: u32) -> String {
    format!("1001100{number}")
}

/// Both hear what the other wrote: hand in, then hear.
fn meet(one: &mut Carried, other: &mut Carried) {
    one.hands_in();
    other.hands_in();
    one.hands_in();
}
