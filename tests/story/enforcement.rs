//! Asha's day: a shift, a patrol with a colleague who joins by its code, what she sees, says and does.

use beatbook_records::role::Role;
use beatbook_tests::{Carried, id};
use serde_json::json;

use super::{meet, town, uprn};

#[test]
fn asha_works_a_whole_day_with_no_signal_and_the_hub_has_all_of_it_in_the_evening() {
    let town = town();
    let hub = town.serve();
    let mut asha = Carried::enrolled(&town, &hub, "Asha", Role::EnforcementOfficer, &["north"]);
    asha.hands_in(); // the hotspots and the places come
    let mut asha = asha.dying();

    let shift = asha.write("shift", json!({ "call_sign": "SB 4", "partners": ["POLICE", "CGL"], "day_of_action": true, "kit_check": true }));
    let patrol = asha
        .call("patrol_start", json!({ "hotspot": "h1", "crew": null, "mode": null, "funding_stream": null }));
    let patrol = id(&patrol["id"]);
    asha.waits(5);
    let tap = id(&asha.call("engagement_count", json!({ "kind": "RESIDENT" }))["tap"]);
    asha.update(&tap, json!({ "theme": "ASB_REPORT", "feels_safe": 2, "place_unsafe": "The underpass" }));
    asha.call("engagement_count", json!({ "kind": "BUSINESS" }));
    let wrong = asha.call("engagement_count", json!({ "kind": "BUSINESS" }));
    asha.call("engagement_undo", json!({ "tap": wrong["tap"] }));

    let seen = asha.write(
        "observation",
        json!({ "asb_type": "DRINK", "people_count": 3, "text": "Three men by the bench" }),
    );
    let act = asha.write("action", json!({ "code": "VW", "observation": seen, "outcome": "COMPLIED" }));
    let nothing = asha.refused("record_write", json!({ "kind": "action", "values": { "code": "NFA" }, "record": null, "happened": null, "reason": null, "draft": null }));
    assert_eq!(nothing.field.as_deref(), Some("rationale"), "no action needs a reason");
    let person =
        asha.write("subject", json!({ "role": "SUSPECT", "name": "A person", "verified": "STATED" }));
    asha.write(
        "intelligence_report",
        json!({
        "proposed_source": "2", "proposed_information": "C", "handling": "P", "marking": "OFFICIAL",
        "text": "Dealing by the underpass at night", "provenance": "TOLD", "overt": "YES" }),
    );
    asha.write("safeguarding_concern", json!({
        "pathway": "ROUGH_SLEEPER", "danger_now": "NO", "told_999": "NO", "text": "Asleep in a doorway", "consent": "GIVEN" }));
    asha.write("street_asset", json!({ "asset_no": "C 12", "asset_type": "CCTV_COLUMN", "state": "FAULTY", "fault": "Camera hangs" }));
    asha.write("caution_marker", json!({ "uprn": uprn(3), "caution": "DOGS", "review_on": "2024-10-02" }));
    asha.waits(55);
    asha.call("patrol_finish", json!({ "note": "Quiet after four", "activities": ["PSPO"] }));
    let handover = json!({ "ended": "2023-10-02T10:00:00.000Z", "handover": "Bench again tomorrow", "vehicle_check": true });
    asha.update(&shift, handover);

    let waiting = asha.call("sync_state", json!({}))["chip"]["waiting"].as_u64().expect("a number");
    assert!(waiting > 15, "nothing was sent all day: {waiting}");
    asha.hands_in();
    let at_hub = town.dump().records;
    for record in [&shift, &patrol, &tap, &seen, &act, &person] {
        assert!(at_hub.contains_key(&record.parse().expect("an id")), "{record}");
    }
    let kept = asha.read(&act);
    assert_eq!((&kept["values"]["patrol"], &kept["values"]["hotspot"]), (&json!(patrol), &json!("h1")));
}

#[test]
fn bela_joins_ashas_patrol_by_its_code_and_it_counts_once() {
    let town = town();
    let hub = town.serve();
    let of = |name| Carried::enrolled(&town, &hub, name, Role::EnforcementOfficer, &["north"]);
    let (mut asha, mut bela) = (of("Asha"), of("Bela"));
    meet(&mut asha, &mut bela);
    let started = asha.call(
        "patrol_start",
        json!({ "hotspot": "h1", "crew": { "ceo": 2 }, "mode": null, "funding_stream": null }),
    );
    let code = id(&started["join_code"]);
    let typed = format!("{} {}", code[..4].to_lowercase(), &code[4..]);
    let mut bela = bela.dying();
    let joined = bela.call("patrol_join", json!({ "code": typed, "hotspot": "h1" }));
    assert_eq!(
        (&joined["id"], &joined["joined"]),
        (&started["id"], &json!(true)),
        "one patrol, with no signal between them"
    );
    for _ in 0..3 {
        bela.call("engagement_count", json!({ "kind": "RESIDENT" }));
    }
    asha.call("engagement_count", json!({ "kind": "RESIDENT" }));
    let refused = bela.refused("patrol_pause", json!({}));
    assert_eq!(json!(refused.code), "joined_patrol");
    asha.waits(60);
    bela.waits(60);
    bela.call("patrol_finish", json!({ "note": null, "activities": [] }));
    let done = asha.call("patrol_finish", json!({ "note": null, "activities": [] }));
    assert_eq!(
        (&done["clock_seconds"], &done["person_seconds"]),
        (&json!(3600), &json!(7200)),
        "an hour, twice two"
    );
    meet(&mut asha, &mut bela);
    for phone in [&mut asha, &mut bela] {
        let taps = phone.call("record_list", json!({ "kind": "engagement", "before": null, "limit": 10 }));
        let of_it = taps.as_array().expect("a list").len();
        assert_eq!(of_it, 4, "everybody sees all four");
    }
    let patrols = town.dump().records.into_iter().filter(|(_, (kind, ..))| kind == "patrol").count();
    assert_eq!(patrols, 1);
}
