//! Which hotspot is suggested, and the list to choose from.

use beatbook_records::geo::hotspot::Fix;
use serde_json::{Value, json};

use crate::support::Phone;

fn suggested(phone: &Phone, lat: f64, lon: f64) -> (Value, Value) {
    *phone.gps.0.lock().unwrap() = Some(Fix { lat, lon, accuracy_m: 8.0 });
    let today = phone.call("today", json!({}));
    (today["suggested"]["id"].clone(), today["why"].clone())
}

#[test]
fn a_fix_suggests_the_hotspot_it_lies_in_or_the_nearest() {
    let phone = Phone::of_asha();
    assert_eq!(suggested(&phone, 52.005, 1.005), (json!("h2"), json!("inside")));
    assert_eq!(suggested(&phone, 52.005, 0.02), (json!("h1"), json!("nearest")));
    let list = phone.call("hotspot_list", json!({}));
    assert_eq!((&list[0]["name"], &list[1]["name"]), (&json!("Trinity"), &json!("Albion")));
    let metres = list[0]["distance_m"].as_u64().unwrap();
    assert!((680..690).contains(&metres), "0.01 degrees of longitude at 52 north: {metres}");
}

#[test]
fn without_a_fix_the_list_is_by_name_and_nothing_is_guessed() {
    let phone = Phone::of_asha();
    let today = phone.call("today", json!({}));
    assert_eq!(
        (&today["suggested"], &today["why"], &today["hotspots"]),
        (&json!(null), &json!("none"), &json!(2))
    );
    let list = phone.call("hotspot_list", json!({}));
    assert_eq!((&list[0]["name"], &list[0]["distance_m"]), (&json!("Albion"), &json!(null)));
}

#[test]
fn hotspots_of_other_areas_are_not_offered() {
    let phone = Phone::of_asha();
    phone.sql().execute("UPDATE hotspot SET area = 'south' WHERE id = 'h2'", []).unwrap();
    let today = phone.call("today", json!({}));
    assert_eq!((&today["suggested"]["id"], &today["why"]), (&json!("h1"), &json!("only_one")));
    let refused = phone.refused("patrol_start", json!({ "hotspot": "h2" }));
    assert_eq!(refused.code, beatbook_core::ErrorCode::UnknownHotspot);
}
