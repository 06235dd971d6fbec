//! Asha works alone: she does not check in, and her phone says so to the hub, or says that it could not.

use beatbook_core::ErrorCode;
use beatbook_records::role::Role;
use beatbook_tests::{Carried, Serving, Town};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::reader::Reader;
use super::town;
use crate::phone::{PIN, Phone};

fn all_confirmed(slip: &Value) -> bool {
    slip["counts"]["all"] == slip["counts"]["confirmed"]
}

fn values(phone: &Phone, record: &Value) -> Value {
    phone.call("record_read", json!({ "record": record }))["values"].clone()
}

#[test]
fn asha_is_overdue_with_no_signal_and_her_app_was_killed_and_sam_hears_it_when_the_hub_is_back() {
    let town = town();
    let served = town.serve();
    let mut sam = Carried::enrolled(&town, &served, "Sam", Role::Supervisor, &[]);
    let mut asha = Phone::of("Asha", &town, &served);
    let note = asha.notes("The yard behind the shops");
    let begun =
        asha.call("watch_begin", json!({ "minutes": 20, "uprn": null, "planned": "The yard", "door": note }));
    assert_eq!(begun["place"], "The yard");
    asha.syncs_until(all_confirmed);
    let address = served.on;
    drop(served);

    asha.waits(19 * 60);
    assert_eq!(asha.call("watch", json!({}))["seconds_left"], 60);
    asha.starts();
    asha.waits(5 * 60);
    let shut = asha.call("watch", json!({}));
    assert_eq!((&shut["seconds_left"], &shut["record"]), (&json!(-240), &json!(null)), "the lock knows");
    asha.call("unlock", json!({ "pin": PIN }));
    let open = asha.call("watch", json!({}));
    assert_eq!((&open["alarm"], &open["record"]), (&json!("not_sent"), &begun["record"]));
    let written = values(&asha, &begun["record"]);
    assert_eq!(
        (&written["state"], &written["sent_via"], &written["state_at"], &written["door"]),
        (&json!("ALARM"), &json!("NOT_SENT"), &begun["due"], &note)
    );
    asha.syncs_until(|slip| slip["problem"] == "no_connection");
    assert_eq!(asha.call("watch", json!({}))["alarm"], "not_sent", "and it is not said to be");

    let _served = town.serve_on(address);
    asha.syncs_until(|slip| all_confirmed(slip) && asha.call("watch", json!({}))["alarm"] == "sent");
    assert_eq!(values(&asha, &begun["record"])["sent_via"], "HUB");
    sam.syncs().expect("a connection");
    let seen = sam.read(begun["record"].as_str().expect("an id"))["values"].clone();
    assert_eq!((&seen["state"], &seen["planned"]), (&json!("ALARM"), &json!("The yard")));

    assert_eq!(asha.refused("watch_end", json!({ "pin": "135790" })), ErrorCode::PinWrong);
    asha.call("watch_end", json!({ "pin": PIN }));
    assert_eq!(asha.call("watch", json!({})), json!(null));
    asha.syncs_until(all_confirmed);
    sam.syncs().expect("a connection");
    assert_eq!(sam.read(begun["record"].as_str().expect("an id"))["values"]["state"], "OK");
}

/// A page of the hub, as somebody of this role sees it.
fn page(town: &Town, served: &Serving, role: Role) -> String {
    let name = if role == Role::Analyst { "Ana" } else { "Sam" };
    Reader::of(town, served, name, role).reads("/reports/enforcement")
}

#[test]
fn sam_reads_on_every_page_that_asha_has_not_checked_in_though_her_phone_is_silent_and_an_analyst_does_not() {
    let town = town();
    let served = town.serve();
    let asha = Phone::of("Asha", &town, &served);
    asha.call("watch_begin", json!({ "minutes": 20, "uprn": null, "planned": "The yard", "door": null }));
    asha.syncs_until(all_confirmed);
    assert!(!page(&town, &served, Role::Supervisor).contains("checked in"), "her time is not over");

    town.advance(TimeDelta::minutes(25));
    let seen = page(&town, &served, Role::Supervisor);
    for words in [
        "1 officer has not checked in",
        "<strong>Asha</strong>",
        "5 minutes ago",
        "Meant to be at: The yard",
        "has said nothing since",
    ] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(!page(&town, &served, Role::Analyst).contains("Asha"), "an analyst sees no names");

    asha.waits(25 * 60);
    asha.call("unlock", json!({ "pin": PIN }));
    asha.syncs_until(|slip| all_confirmed(slip) && asha.call("watch", json!({}))["alarm"] == "sent");
    assert!(page(&town, &served, Role::Supervisor).contains("Their phone raised the alarm"));
    asha.call("watch_end", json!({ "pin": PIN }));
    asha.syncs_until(all_confirmed);
    assert!(!page(&town, &served, Role::Supervisor).contains("Asha"), "she is safe");
}
