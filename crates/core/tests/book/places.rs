//! Finding places on a phone with no signal: by what is typed, near, by street, by UPRN.

use beatbook_core::store::PlaceTask;
use beatbook_core::{Access as _, ErrorCode};
use beatbook_records::geo::hotspot::Fix;
use beatbook_records::geo::place::{Place, PlaceKind};
use beatbook_records::wire::{PackPlace, PlacesPage};
use serde_json::{Value, json};

use crate::support::Phone;

/// A house, so many metres north of the middle of town.
fn house(uprn: usize, line: &str, street: &str, postcode: &str, north_m: f64) -> Place {
    Place {
        kind: PlaceKind::Address,
        uprn: Some(uprn.to_string()),
        line: line.into(),
        street: street.into(),
        postcode: postcode.into(),
        lat: 54.56 + north_m / 111_000.0,
        lon: -1.31,
        area: "north".into(),
        houses: 0,
    }
}

fn street(name: &str, outward: &str, houses: u32, north_m: f64) -> Place {
    let house = house(0, "", name, outward, north_m);
    Place { kind: PlaceKind::Street, uprn: None, houses, ..house }
}

/// A small town, as the hub would have put it in order.
fn town() -> Vec<Place> {
    let postcode = Place {
        kind: PlaceKind::Postcode,
        uprn: None,
        area: String::new(),
        ..house(0, "", "", "TS20 2ZZ", 5_000.0)
    };
    let mut town = vec![postcode, street("Elm Road", "TS19", 2, 900.0)];
    town.push(house(21, "12", "Elm Road", "TS19 8AB", 900.0));
    town.push(house(22, "120", "Elm Road", "TS19 8AB", 950.0));
    town.push(street("Elm Terrace", "TS18", 6, 100.0));
    for (uprn, line) in
        [(199_356, "1"), (2, "2"), (3, "3"), (12, "12"), (13, "Flat 1, 12"), (14, "The Lodge")]
    {
        town.push(house(uprn, line, "Elm Terrace", "TS18 1AA", 100.0 + uprn as f64 % 100.0));
    }
    town.push(street("St John\u{2019}s Rise", "TS18", 1, 300.0));
    town.push(house(31, "5A", "St John\u{2019}s Rise", "TS18 2BB", 300.0));
    town.push(street("Ffordd yr W\u{177}ddfa", "TS18", 1, 400.0));
    town.push(house(32, "7", "Ffordd yr W\u{177}ddfa", "TS18 2BC", 400.0));
    town
}

/// The pack arrives, as sync takes it in.
fn arrives(phone: &Phone, version: u32, places: Vec<Place>) {
    let places: Vec<PackPlace> = (1..).zip(places).map(|(n, place)| PackPlace { n, place }).collect();
    let total = Some(places.len() as u64);
    phone.write(move |tx| {
        let page = PlacesPage { version, total, places: Vec::new(), next: None };
        assert!(tx.begin_places(&page, 0)?);
        tx.receive_places(&places)?;
        tx.end_places(true)
    });
}

fn asha_in_town() -> Phone {
    let phone = Phone::of_asha();
    arrives(&phone, 1, town());
    phone
}

fn stands(phone: &Phone, lat: f64) {
    *phone.gps.0.lock().unwrap() = Some(Fix { lat, lon: -1.31, accuracy_m: 8.0 });
}

fn told(rows: &Value) -> Vec<String> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let row = |row: &Value| {
        let parts = [text(row, "line"), text(row, "street"), text(row, "postcode")];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    };
    rows.as_array().unwrap().iter().map(row).collect()
}

fn find(phone: &Phone, text: &str) -> Vec<String> {
    told(&phone.call("place_find", json!({"text": text, "near": true, "limit": 4})))
}

#[test]
fn asha_finds_12_elm_terrace_with_no_signal() {
    let phone = asha_in_town();
    stands(&phone, 54.5601);
    for typed in
        ["12 elm", "elm 12", "12 elm ter", "12, Elm Terrace", "12 ELM TERRACE TS18 1AA", "elm terrace 12"]
    {
        assert_eq!(find(&phone, typed)[0], "12 Elm Terrace TS18 1AA", "{typed}");
    }
    let rows = find(&phone, "12 elm");
    let rest = ["12 Elm Road TS19 8AB", "Flat 1, 12 Elm Terrace TS18 1AA", "120 Elm Road TS19 8AB"];
    assert_eq!(rows[1..], rest, "other houses with that number, flats, then longer numbers");
    stands(&phone, 54.568);
    assert_eq!(find(&phone, "12 elm")[0], "12 Elm Road TS19 8AB", "of two the nearer one");
}

#[test]
fn a_postcode_a_uprn_and_a_part_of_a_street_are_found() {
    let phone = asha_in_town();
    assert_eq!(find(&phone, "ts20 2zz"), ["TS20 2ZZ"]);
    assert_eq!(find(&phone, "TS198AB").len(), 2);
    assert_eq!(find(&phone, "elm")[..2], ["Elm Road TS19", "Elm Terrace TS18"], "streets first");
    assert_eq!(find(&phone, "st johns 5a"), ["5A St John\u{2019}s Rise TS18 2BB"]);
    assert_eq!(find(&phone, "wyddfa")[0], "Ffordd yr W\u{177}ddfa TS18");
    for nothing in ["", "  ", "zzz", "\"", "*", "elm AND", "NEAR(elm", "-12", "\u{1f600}", "12 oak"] {
        let found = find(&phone, nothing);
        assert!(found.is_empty() || nothing == "NEAR(elm" || nothing == "-12", "{nothing}: {found:?}");
    }
    let limit = |limit: i64| phone.call("place_find", json!({"text": "elm", "near": false, "limit": limit}));
    assert_eq!((limit(1).as_array().unwrap().len(), limit(0).as_array().unwrap().len()), (1, 1));
}

#[test]
fn leading_zeros_in_a_uprn_do_not_hide_a_house() {
    let phone = asha_in_town();
    for uprn in ["199356", "000000199356", "0199356"] {
        assert_eq!(find(&phone, uprn), ["1 Elm Terrace TS18 1AA"], "{uprn}");
        let read = phone.call("place_read", json!({"uprn": uprn}));
        assert_eq!((&read["row"]["uprn"], &read["row"]["line"]), (&json!("199356"), &json!("1")));
    }
    phone.refused_with("place_read", json!({"uprn": "199357"}), ErrorCode::NotFound);
    phone.refused_with("place_read", json!({"uprn": "12 Elm"}), ErrorCode::NotFound);
}

#[test]
fn near_me_lists_the_nearest_houses_and_says_when_there_is_no_fix() {
    let phone = asha_in_town();
    let none = phone.call("place_near", json!({"limit": 3}));
    assert_eq!((&none["fix"], &none["rows"]), (&json!(false), &json!([])));
    stands(&phone, 54.56 + 902.0 / 111_000.0);
    let near = phone.call("place_near", json!({"limit": 3}));
    assert_eq!(near["fix"], json!(true));
    let expected = ["12 Elm Road TS19 8AB", "120 Elm Road TS19 8AB", "7 Ffordd yr W\u{177}ddfa TS18 2BC"];
    assert_eq!(told(&near["rows"]), expected);
    assert_eq!(near["rows"][0]["distance_m"], json!(2));
    stands(&phone, 50.5);
    assert_eq!(phone.call("place_near", json!({"limit": 3}))["rows"], json!([]), "nothing is near there");
}

#[test]
fn streets_are_listed_with_their_houses_and_walked_up_and_down() {
    let phone = asha_in_town();
    let streets = |text: Value| told(&phone.call("street_list", json!({"text": text, "limit": 10})));
    let all = streets(json!(null));
    assert_eq!((all.len(), all[0].as_str()), (4, "Elm Road TS19"));
    assert_eq!(streets(json!("elm te")), ["Elm Terrace TS18"]);
    stands(&phone, 54.5635);
    assert_eq!(streets(json!(null))[0], "Ffordd yr W\u{177}ddfa TS18", "the nearest first");
    let walk = |postcode: Value, side: &str| {
        let asked = json!({"street": "Elm Terrace", "postcode": postcode, "side": side});
        told(&phone.call("street_houses", asked)).len()
    };
    let houses =
        phone.call("street_houses", json!({"street": "Elm Terrace", "postcode": "TS18", "side": "odd"}));
    assert_eq!(told(&houses), ["1 Elm Terrace TS18 1AA", "3 Elm Terrace TS18 1AA"]);
    assert_eq!((walk(json!(null), "both"), walk(json!("TS19"), "both")), (6, 0));
}

#[test]
fn before_the_first_pack_nothing_is_found_and_nothing_fails() {
    let phone = Phone::of_asha();
    assert!(find(&phone, "12 elm").is_empty());
    assert_eq!(phone.call("street_list", json!({"text": null, "limit": 5})), json!([]));
    let state = phone.call("place_state", json!({}));
    assert_eq!(state, json!({"held": 0, "coming": false, "taken": 0, "total": null, "paused": false}));
}

#[test]
fn a_new_pack_takes_the_place_of_the_old_one_and_the_old_one_is_cleared_away() {
    let phone = asha_in_town();
    arrives(&phone, 2, vec![house(7, "12", "Oak Road", "TS17 6AA", 0.0)]);
    assert_eq!((find(&phone, "12"), find(&phone, "elm").len()), (vec!["12 Oak Road TS17 6AA".into()], 0));
    assert!(phone.count("place") > 1, "what was is still there");
    while phone.book().store().with(|store| store.place_task()).unwrap() == PlaceTask::Tidy {
        phone.write(|tx| tx.tidy_places());
    }
    let sizes = ["place", "place_word_docsize", "place_spot_rowid"].map(|table| phone.count(table));
    assert_eq!(sizes, [1; 3]);
    phone.sql().execute_batch("INSERT INTO place_word (place_word) VALUES ('integrity-check')").unwrap();
}

#[test]
fn signing_out_leaves_no_place_behind() {
    let phone = asha_in_town();
    phone.write(|tx| tx.sign_out());
    let tables = ["place", "place_word_docsize", "place_spot_rowid"];
    assert_eq!(tables.map(|table| phone.count(table)), [0; 3]);
    arrives(&phone, 1, town());
    assert_eq!(
        find(&phone, "12 elm")[0],
        "12 Elm Road TS19 8AB",
        "another officer's places come as the first did"
    );
}

#[test]
fn with_more_matches_than_are_looked_at_the_nearest_still_come_first() {
    let phone = Phone::of_asha();
    let houses = (1..=2_500).map(|n| house(n, &n.to_string(), "Station Road", "TS18 1AA", n as f64 * 10.0));
    arrives(&phone, 1, houses.collect());
    stands(&phone, 54.56 + 23_998.0 / 111_000.0);
    assert_eq!(find(&phone, "st")[..2], ["2400 Station Road TS18 1AA", "2399 Station Road TS18 1AA"]);
    assert_eq!(find(&phone, "s")[0], "2400 Station Road TS18 1AA");
}
