//! What to mind at a door is everybody's to know, and why is for few: through the hub as it is served.

use beatbook_records::role::Role;
use beatbook_tests::Carried;
use serde_json::{Value, json};

use super::{meet, town, uprn};

const WHY: &str = "Threatened an officer with a knife in May";

fn at_door(phone: &mut Carried) -> Value {
    phone.call("cautions_at", json!({ "uprn": uprn(3) }))
}

/// Every record of a phone that says why, by any list there is.
fn reasons(phone: &mut Carried, marker: &str) -> (usize, bool) {
    let listed = phone.call("record_list", json!({ "kind": "caution_reason", "before": null, "limit": 50 }));
    let page = phone.call("record_read", json!({ "record": marker })).to_string();
    let history = phone.call("place_history", json!({ "uprn": uprn(3) })).to_string();
    (listed.as_array().expect("a list").len(), page.contains(WHY) || history.contains(WHY))
}

#[test]
fn why_a_door_is_marked_never_reaches_ashas_phone_and_sams_has_it() {
    let town = town();
    let hub = town.serve();
    let mut asha = Carried::enrolled(&town, &hub, "Asha", Role::EnforcementOfficer, &["north"]);
    let mut sam = Carried::enrolled(&town, &hub, "Sam", Role::Supervisor, &[]);
    let mut rosa = Carried::enrolled(&town, &hub, "Rosa", Role::Supervisor, &[]);
    meet(&mut asha, &mut sam);
    assert_eq!(at_door(&mut asha), json!([]));
    let marker = sam.write(
        "caution_marker",
        json!({ "uprn": uprn(3), "caution": "VISIT_IN_PAIRS", "review_on": "2099-01-01" }),
    );
    let reason = sam.write("caution_reason", json!({ "marker": marker, "text": WHY }));
    meet(&mut sam, &mut asha);
    rosa.hands_in();

    for phone in [&mut asha, &mut sam, &mut rosa] {
        assert_eq!(at_door(phone), json!(["VISIT_IN_PAIRS"]), "everybody knows what to do");
    }
    let unknown = asha.refused("record_read", json!({ "record": reason }));
    assert_eq!(json!(unknown.code), "not_found");
    assert_eq!((reasons(&mut asha, &marker), asha.has_words(WHY)), ((0, false), false));
    for phone in [&mut sam, &mut rosa] {
        assert_eq!(phone.read(&reason)["values"]["text"], WHY, "the same looks find it where it is");
        assert_eq!((reasons(phone, &marker).0, phone.has_words(WHY)), (1, true));
    }
}

#[test]
fn a_marker_that_ended_or_was_taken_back_marks_no_door() {
    let town = town();
    let hub = town.serve();
    let mut sam = Carried::enrolled(&town, &hub, "Sam", Role::Supervisor, &[]);
    sam.hands_in();
    let mark = |caution| json!({ "uprn": uprn(3), "caution": caution, "review_on": "2099-01-01" });
    let dogs = sam.write("caution_marker", mark("DOGS"));
    let pairs = sam.write("caution_marker", mark("VISIT_IN_PAIRS"));
    let both = at_door(&mut sam);
    assert_eq!(both.as_array().map(Vec::len), Some(2), "{both}");
    sam.update(&dogs, json!({ "ended_on": "2023-10-02" }));
    assert_eq!(at_door(&mut sam), json!(["VISIT_IN_PAIRS"]));
    sam.call("record_void", json!({ "record": pairs, "reason": "The wrong door" }));
    assert_eq!(at_door(&mut sam), json!([]));
    let strange = sam.refused("cautions_at", json!({ "uprn": "no home" }));
    assert_eq!(json!(strange.code), "not_found");
}
