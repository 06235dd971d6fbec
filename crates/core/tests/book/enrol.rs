//! Enrolment, as far as it goes without a hub.

use beatbook_core::ErrorCode;
use serde_json::json;

use crate::support::Phone;

#[test]
fn nobody_is_enrolled_twice() {
    let phone = Phone::of_asha();
    let link = json!({ "link": "abcd-efgh-0123-4567", "hub": "http://127.0.0.1:1" });
    phone.refused_with("enrol_device", link, ErrorCode::AlreadyEnrolled);
    let me = &phone.call("app_status", json!({}))["me"];
    assert_eq!(
        (&me["name"], &me["role"], &me["areas"]),
        (&json!("Asha"), &json!("enforcement_officer"), &json!(["north"]))
    );
}

#[test]
fn a_hub_that_cannot_be_reached_leaves_nobody_enrolled() {
    let phone = Phone::new();
    // Nothing listens there: the port is the operating system's to give, and was given back.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let link = json!({ "link": "abcd-efgh-0123-4567", "hub": format!("http://{closed}") });
    phone.refused_with("enrol_device", link, ErrorCode::NoConnection);
    assert_eq!(phone.call("app_status", json!({}))["me"], json!(null));
    let bad = phone.refused("enrol_device", json!({ "link": "abcd", "hub": null }));
    assert_eq!((bad.code, bad.field.as_deref()), (ErrorCode::Invalid, Some("link")));
}
