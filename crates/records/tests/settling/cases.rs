//! Single cases that read as facts.

use beatbook_records::clock::Hlc;
use beatbook_records::entry::Act;
use beatbook_records::record::Values;
use beatbook_records::settle::settle;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::book::{Hub, Written};
use crate::history::{PATROL, create_values};

const ASHA: usize = 0;
const BELA: usize = 1;
const CAI: usize = 2;
const NOON_MS: i64 = 1_690_891_200_000;

/// A hub with Asha's patrol as its commit 1.
fn a_patrol() -> Hub {
    let mut hub = Hub::new(Some(&PATROL), settle);
    commit(&mut hub, ASHA, Act::Create, 0, 0, json!(create_values()));
    hub
}

/// Commits an entry written `minute` minutes after noon by somebody who had read up to `view`.
fn commit(hub: &mut Hub, journal: usize, act: Act, view: usize, minute: i64, values: Value) -> Uuid {
    let id = Uuid::from_u128(hub.log.len() as u128 + 1);
    let values: Values = values.as_object().cloned().unwrap_or_default();
    let at = Hlc::at_ms(NOON_MS + minute * 60_000);
    hub.commit(Written { id, journal, act, values, view, at }, NOON_MS + 86_400_000);
    id
}

fn overruled(hub: &Hub) -> Vec<(&str, &Value)> {
    hub.shown.overruled.iter().map(|l| (l.field.as_str(), &l.value)).collect()
}

#[test]
fn a_phone_offline_for_days_does_not_overwrite_a_later_correction() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 30, json!({"weather": "dry"}));
    commit(&mut hub, CAI, Act::Amend, 1, 10, json!({"weather": "rain", "plan": "north"}));
    assert_eq!(hub.shown.values["weather"], "dry");
    assert_eq!(hub.shown.values["plan"], "north", "what nobody touched applies");
    assert_eq!(overruled(&hub), [("weather", &json!("rain"))]);
}

#[test]
fn a_correction_by_somebody_who_saw_the_value_applies_whatever_the_clocks_say() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 30, json!({"weather": "dry"}));
    commit(&mut hub, CAI, Act::Amend, 2, 10, json!({"weather": "rain"}));
    assert_eq!(hub.shown.values["weather"], "rain");
    assert!(hub.shown.overruled.is_empty());
}

#[test]
fn an_overruled_value_waits_until_somebody_who_knew_of_it_writes_the_field() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 30, json!({"weather": "dry"}));
    commit(&mut hub, CAI, Act::Amend, 1, 10, json!({"weather": "rain"}));
    commit(&mut hub, ASHA, Act::Amend, 2, 40, json!({"weather": "mild"}));
    assert_eq!(overruled(&hub), [("weather", &json!("rain"))], "Asha had read Bela's entry, not Cai's");
    commit(&mut hub, BELA, Act::Amend, 4, 50, json!({"weather": "cold"}));
    assert!(hub.shown.overruled.is_empty());
}

#[test]
fn of_two_overruled_values_only_the_one_that_was_seen_goes() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 30, json!({"weather": "dry"}));
    commit(&mut hub, CAI, Act::Amend, 1, 10, json!({"weather": "rain"}));
    commit(&mut hub, CAI, Act::Amend, 1, 11, json!({"weather": "hail"}));
    commit(&mut hub, ASHA, Act::Amend, 3, 40, json!({"weather": "mild"}));
    assert_eq!(overruled(&hub), [("weather", &json!("hail"))]);
}

#[test]
fn start_and_end_win_or_lose_together() {
    let mut hub = a_patrol();
    let times = |from: &str, to: &str| json!({"started": from, "finished": to});
    commit(&mut hub, BELA, Act::Amend, 1, 30, times("2023-08-01T10:00:00Z", "2023-08-01T11:00:00Z"));
    commit(&mut hub, CAI, Act::Amend, 1, 10, times("2023-08-01T09:00:00Z", "2023-08-01T11:00:00Z"));
    assert_eq!(hub.shown.values["started"], "2023-08-01T10:00:00Z");
    assert_eq!(
        overruled(&hub),
        [("started", &json!("2023-08-01T09:00:00Z"))],
        "the equal end is nobody's loss"
    );
}

#[test]
fn a_second_create_brings_its_groups_whole() {
    let mut hub = a_patrol();
    let times = json!({"started": "2023-08-01T10:00:00Z", "finished": "2023-08-01T11:00:00Z"});
    commit(&mut hub, ASHA, Act::Amend, 1, 5, times);
    let mut again = create_values();
    again.insert("started".into(), json!("2023-08-01T12:00:00Z"));
    commit(&mut hub, BELA, Act::Create, 0, 30, json!(again));
    assert_eq!(hub.shown.values.get("finished"), None, "an end before the start would stand otherwise");
    assert!(overruled(&hub).contains(&("finished", &json!("2023-08-01T11:00:00Z"))));
}

#[test]
fn a_change_beats_anothers_void_that_had_not_seen_it() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 10, json!({"weather": "dry"}));
    commit(&mut hub, CAI, Act::Void, 1, 20, json!({}));
    assert!(!hub.shown.voided, "the void came second");
    let mut hub = a_patrol();
    commit(&mut hub, CAI, Act::Void, 1, 20, json!({}));
    assert!(hub.shown.voided);
    commit(&mut hub, BELA, Act::Amend, 1, 10, json!({"weather": "dry"}));
    assert!(!hub.shown.voided, "the void came first");
}

#[test]
fn a_void_that_has_seen_the_change_stands_and_so_does_a_change_to_a_record_known_to_be_void() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 10, json!({"weather": "dry"}));
    commit(&mut hub, CAI, Act::Void, 2, 20, json!({}));
    commit(&mut hub, BELA, Act::Amend, 3, 30, json!({"weather": "rain"}));
    assert!(hub.shown.voided);
    assert_eq!(hub.shown.values["weather"], "rain");
}

#[test]
fn the_authors_undo_stands_against_changes_it_had_not_seen() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 30, json!({"weather": "dry"}));
    commit(&mut hub, ASHA, Act::Void, 1, 10, json!({}));
    commit(&mut hub, CAI, Act::Amend, 1, 40, json!({"plan": "north"}));
    assert!(hub.shown.voided);
}

#[test]
fn an_undo_after_anothers_void_is_not_beaten_by_a_change_that_knew_neither() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Void, 1, 10, json!({}));
    commit(&mut hub, ASHA, Act::Void, 1, 11, json!({}));
    commit(&mut hub, CAI, Act::Amend, 1, 12, json!({"plan": "north"}));
    assert!(hub.shown.voided);
}

#[test]
fn codes_are_added_and_removed_one_by_one() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 10, json!({"activities": {"add": ["PSPO"]}}));
    commit(
        &mut hub,
        CAI,
        Act::Amend,
        1,
        5,
        json!({"activities": {"add": ["WELFARE"], "remove": ["REASSURANCE"]}}),
    );
    assert_eq!(hub.shown.values["activities"], json!(["PSPO", "WELFARE"]));
    assert!(hub.shown.overruled.is_empty());
}

#[test]
fn a_set_of_a_newer_kind_settles_as_a_set() {
    let mut hub = Hub::new(None, settle);
    commit(&mut hub, ASHA, Act::Create, 0, 0, json!({"tools": ["RAKE"]}));
    commit(&mut hub, BELA, Act::Amend, 1, 10, json!({"tools": {"add": ["SPADE"]}}));
    commit(&mut hub, CAI, Act::Amend, 1, 5, json!({"tools": {"add": ["BROOM"]}}));
    assert_eq!(hub.shown.values["tools"], json!(["BROOM", "RAKE", "SPADE"]));
}

#[test]
fn a_settled_record_that_fails_its_check_stands_and_is_flagged() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 10, json!({"weather": "dry", "area": ""}));
    let outcome = &hub.log.last().expect("just committed").outcome;
    assert_eq!(hub.shown.values["weather"], "dry");
    assert_eq!(outcome.flags.iter().map(|flag| flag.field.as_str()).collect::<Vec<_>>(), ["area"]);
}

#[test]
fn a_device_shows_the_confirmed_record_with_its_own_unsent_entries_over_it() {
    let mut hub = a_patrol();
    commit(&mut hub, BELA, Act::Amend, 1, 10, json!({"plan": "north"}));
    let unsent: Values = json!({"weather": "dry"}).as_object().cloned().unwrap_or_default();
    let mut laid_over = hub.shown.values.clone();
    beatbook_records::settle::apply(Some(&PATROL), &mut laid_over, Act::Amend, &unsent, &Default::default());
    commit(&mut hub, CAI, Act::Amend, 2, 20, json!(unsent));
    assert_eq!(laid_over, hub.shown.values, "the hub settles what nobody contests to the same");
}
