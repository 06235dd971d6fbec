//! Who may take which columns of which kinds.

use beatbook_records::export::{columns, may_take, may_take_place, point, value};
use beatbook_records::field::{Sensitivity, Shape};
use beatbook_records::kinds::{KINDS, kind};
use beatbook_records::record::Values;
use beatbook_records::role::Role;
use serde_json::json;

fn values(of: serde_json::Value) -> Values {
    serde_json::from_value(of).expect("values")
}

fn names(role: Role, of: &str) -> Option<Vec<&'static str>> {
    let columns = columns(role, kind(of).expect("a kind"))?;
    Some(columns.into_iter().map(|field| field.name).collect())
}

#[test]
fn an_analyst_gets_no_kind_that_concerns_a_person_and_of_the_others_no_name_and_no_free_text() {
    let taken: Vec<_> = KINDS.iter().filter(|kind| may_take(Role::Analyst, kind)).collect();
    assert!(taken.len() > 5, "there is something to take");
    for kind in taken {
        assert_eq!(kind.sensitivity, Sensitivity::Ordinary, "{}", kind.name);
        for field in columns(Role::Analyst, kind).expect("taken") {
            assert_eq!(field.sensitivity, Sensitivity::Ordinary, "{} {}", kind.name, field.name);
            let free = matches!(field.shape, Shape::Text(_)) && !["area", "hotspot"].contains(&field.name);
            assert!(!free, "{} {} is free text", kind.name, field.name);
        }
    }
    let member = names(Role::Analyst, "patrol_member").expect("no person is needed for a head count");
    assert!(member.contains(&"patrol") && !member.contains(&"name") && !member.contains(&"officer"));
    let talk = names(Role::Analyst, "engagement").expect("taken");
    assert!(talk.contains(&"count") && !talk.contains(&"uprn") && !talk.contains(&"action_asked"));
    assert_eq!(names(Role::Analyst, "note"), None);
}

#[test]
fn sealed_records_are_the_records_managers_alone() {
    for role in [Role::Analyst, Role::Supervisor, Role::EnforcementOfficer, Role::Installer] {
        assert_eq!(names(role, "intelligence_source"), None, "{role:?}");
    }
    assert!(names(Role::RecordsManager, "intelligence_source").is_some());
    let subject = names(Role::Supervisor, "subject").expect("a supervisor may");
    assert!(subject.contains(&"name") && subject.contains(&"vulnerable"));
}

#[test]
fn a_position_that_is_an_address_is_no_analysts_and_degrees_have_five_decimals() {
    let asset = kind("street_asset").expect("a kind");
    let lat = asset.field("lat").expect("it is placed");
    let street = values(json!({ "lat": 54.564_123_456, "lon": -1.318_765_432, "place_source": "GNSS" }));
    assert_eq!(point(Role::Analyst, &street), Some([-1.318_77, 54.564_12]));
    assert_eq!(value(Role::Analyst, lat, &street).as_deref(), Some(&json!(54.564_12)));
    for home in [
        json!({ "lat": 54.5, "lon": -1.3, "uprn": "100110" }),
        json!({ "lat": 54.5, "lon": -1.3, "address": "1 Elm Terrace" }),
        json!({ "lat": 54.5, "lon": -1.3, "place_source": "ADDRESS" }),
    ] {
        let home = values(home);
        assert!(!may_take_place(Role::Analyst, &home));
        assert_eq!((point(Role::Analyst, &home), value(Role::Analyst, lat, &home)), (None, None));
        assert_eq!(point(Role::Supervisor, &home), Some([-1.3, 54.5]));
    }
    assert_eq!(point(Role::RecordsManager, &values(json!({ "lat": 54.5 }))), None);
}
