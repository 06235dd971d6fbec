//! Patrols: their time is right whatever happened to the app or the clock.

use beatbook_core::ErrorCode;
use chrono::TimeDelta;
use serde_json::json;

use crate::support::{Phone, crew_of, morning};

#[test]
fn asha_is_killed_in_the_middle_and_finds_the_right_time_and_counts() {
    let phone = Phone::of_asha();
    phone.start(2);
    phone.wait(600);
    for kind in ["RESIDENT", "RESIDENT", "BUSINESS"] {
        phone.tap(kind);
    }
    phone.call("patrol_pause", json!({}));
    phone.wait(300);
    phone.call("patrol_resume", json!({}));
    phone.wait(120);

    let phone = phone.killed();
    phone.env.reboot();
    phone.wait(180);
    let patrol = phone.call("patrol_live", json!({}));
    assert_eq!(patrol["state"], "running");
    assert_eq!(patrol["clock_seconds"], 600 + 120 + 180);
    assert_eq!(patrol["person_seconds"], 2 * 900);
    assert_eq!(patrol["started_at"], "2026-11-23T10:00:00.000Z");
    assert_eq!((&patrol["counts"]["RESIDENT"], &patrol["counts"]["BUSINESS"]), (&json!(2), &json!(1)));
    assert_eq!(patrol["counts"]["STREET_POP"], 0);

    let done = phone.call("patrol_finish", json!({ "note": "Quiet.", "activities": ["REASSURANCE"] }));
    assert_eq!(done["clock_seconds"], 900);
    assert_eq!(phone.call("patrol_live", json!({})), json!(null));
    assert_eq!(phone.verified().unwrap(), phone.count("entry") as u64);
    assert_eq!(phone.count("record"), 1 + 2 + 3 + 1, "patrol, legs, taps, note");
}

#[test]
fn a_crew_of_2_then_3_then_1_walks_in_two_hotspots() {
    let phone = Phone::of_asha();
    phone.start(2);
    phone.wait(60);
    let patrol = phone.call("patrol_change", json!({ "hotspot": "h2", "crew": crew_of(3) }));
    assert_eq!((&patrol["hotspot_name"], &patrol["person_seconds"]), (&json!("Albion"), &json!(120)));
    phone.wait(60);
    phone.call("patrol_change", json!({ "hotspot": null, "crew": crew_of(1) }));
    phone.wait(60);
    let done = phone.call("patrol_finish", json!({ "note": null, "activities": [] }));
    assert_eq!((&done["clock_seconds"], &done["person_seconds"]), (&json!(180), &json!(60 * (2 + 3 + 1))));
    let kept = phone.call("record_read", json!({ "record": done["id"] }));
    assert_eq!(kept["values"]["finished"], "2026-11-23T10:03:00Z");
    assert_eq!(kept["row"]["title"], "Trinity", "a patrol is told by its first hotspot");
}

#[test]
fn only_one_patrol_runs_and_each_button_says_why_not() {
    let phone = Phone::of_asha();
    phone.refused_with("patrol_pause", json!({}), ErrorCode::NoPatrol);
    phone.refused_with("engagement_count", json!({ "kind": "RESIDENT" }), ErrorCode::NoPatrol);
    phone.refused_with("patrol_finish", json!({ "note": null, "activities": [] }), ErrorCode::NoPatrol);
    phone.refused_with("patrol_start", json!({ "hotspot": "h9" }), ErrorCode::UnknownHotspot);
    let nobody = phone.refused("patrol_start", json!({ "hotspot": "h1", "crew": crew_of(0) }));
    assert_eq!((nobody.code, nobody.field.as_deref()), (ErrorCode::Invalid, Some("crew")));
    assert_eq!(phone.count("record"), 0, "what was refused left nothing");

    phone.start(1);
    phone.refused_with("patrol_start", json!({ "hotspot": "h2" }), ErrorCode::PatrolRunning);
    phone.call("patrol_finish", json!({ "note": null, "activities": [] }));
    phone.refused_with(
        "patrol_finish",
        json!({ "note": null, "activities": [] }),
        ErrorCode::AlreadyFinished,
    );
    phone.start(1);
    assert_eq!(phone.sql().query_row("SELECT count(*) FROM v_patrol", [], |row| row.get(0)), Ok(2));
}

#[test]
fn pressing_twice_is_pressing_once() {
    let phone = Phone::of_asha();
    phone.start(1);
    let legs = |patrol: serde_json::Value| patrol["legs"].as_array().unwrap().len();
    assert_eq!(legs(phone.call("patrol_resume", json!({}))), 1);
    phone.wait(30);
    phone.call("patrol_pause", json!({}));
    phone.wait(30);
    let paused = phone.call("patrol_pause", json!({}));
    assert_eq!((&paused["state"], &paused["clock_seconds"]), (&json!("paused"), &json!(30)));
    phone.call("patrol_resume", json!({}));
    assert_eq!(legs(phone.call("patrol_resume", json!({}))), 2);
}

#[test]
fn a_clock_set_back_keeps_nobody_from_finishing() {
    let phone = Phone::of_asha();
    phone.start(1);
    phone.wait(60);
    phone.env.set(morning() - TimeDelta::hours(3));
    assert_eq!(phone.call("patrol_live", json!({}))["clock_seconds"], 0);
    let done = phone.call("patrol_finish", json!({ "note": null, "activities": [] }));
    assert_eq!(done["clock_seconds"], 0);
    let evidence: i64 = phone
        .sql()
        .query_row("SELECT to_monotonic_ms - from_monotonic_ms FROM v_patrol_leg", [], |row| row.get(0))
        .unwrap();
    assert_eq!(evidence, 60_000, "the clock nobody can set tells how long it was");
    phone.verified().unwrap();
}

#[test]
fn a_clock_set_back_in_a_pause_leaves_the_legs_in_order() {
    let phone = Phone::of_asha();
    phone.start(1);
    phone.wait(60);
    phone.call("patrol_pause", json!({}));
    phone.env.set(morning() - TimeDelta::hours(3));
    phone.call("patrol_change", json!({ "hotspot": "h2", "crew": null }));
    phone.wait(30);
    let patrol = phone.call("patrol_live", json!({}));
    assert_eq!((&patrol["hotspot"], &patrol["clock_seconds"]), (&json!("h2"), &json!(90)));
    let paused = phone.call("patrol_pause", json!({}));
    assert_eq!((&paused["hotspot"], &paused["clock_seconds"]), (&json!("h2"), &json!(90)));
}

#[test]
fn a_patrol_starts_as_the_last_one_did() {
    let phone = Phone::of_asha();
    let first = phone.call("today", json!({}));
    assert_eq!(first["defaults"]["crew"]["ceo"], 1);
    let asked =
        json!({ "hotspot": "h2", "funding_stream": "OP_SHIELD", "mode": "CYCLE", "crew": crew_of(4) });
    phone.call("patrol_start", asked);
    phone.wait(3 * 60);
    phone.call("patrol_finish", json!({ "note": null, "activities": [] }));
    let today = phone.call("today", json!({}));
    assert_eq!((&today["why"], &today["suggested"]["id"]), (&json!("last_used"), &json!("h2")));
    assert_eq!(today["minutes_today"], 3);
    let again = phone.call("patrol_start", json!({ "hotspot": "h2" }));
    assert_eq!(again["funding_stream"], "OP_SHIELD");
    assert_eq!((&again["mode"], &again["crew"]["pc"]), (&json!("CYCLE"), &json!(4)));
}
