//! Whom to call: published by the command line, served signed to devices.

mod support;

use std::process::Stdio;

use beatbook_hub::auth::verify;
use beatbook_hub::contacts::read;
use beatbook_records::wire::{Contacts, PATH_CONTACTS, SignedContacts, contacts_text};
use serde_json::json;
use support::{Device, NOON_MS, Running, Serving, hub_command, json as body, start};
use tempfile::TempDir;

fn put(running: &Running, number: &str) -> u32 {
    let file = json!({ "checked": "2026-11-01", "contacts": [{ "kind": "children", "number": number }] })
        .to_string();
    let today = "2026-11-22".parse().expect("a day");
    let contacts = read(&file, today).expect("a file that is right");
    running.hub.store().put_contacts(&contacts, running.now_ms()).expect("an import")
}

fn ask(device: &Device, running: &Running, tag: &str) -> reqwest::blocking::Response {
    device.signed("GET", PATH_CONTACTS, NOON_MS, b"").with("if-none-match", tag).send(running)
}

#[test]
fn a_phone_is_given_the_numbers_with_the_organisations_signature_and_a_tag() {
    let running = start();
    let asha = running.enrolled("Asha");
    assert_eq!(ask(&asha, &running, "").status(), 404, "before the first import there are none");
    let first = put(&running, "01632 960002");
    let response = ask(&asha, &running, "");
    let tag = response.headers()["etag"].to_str().expect("a tag").to_owned();
    let signed: SignedContacts = body(response);
    let contacts: Contacts = serde_json::from_str(&signed.contacts).expect("numbers");
    assert_eq!((contacts.version, contacts.contacts[0].number.as_str()), (first, "01632 960002"));
    let (mut key, mut signature) = ([0; 32], [0; 64]);
    hex::decode_to_slice(running.hub.key.public_hex(), &mut key).expect("a key");
    hex::decode_to_slice(&signed.signature, &mut signature).expect("a signature");
    verify(&key, contacts_text(&signed.contacts).as_bytes(), &signature).expect("the organisation's");
    assert!(verify(&key, contacts_text("{}").as_bytes(), &signature).is_err(), "of these alone");
    assert_eq!(ask(&asha, &running, &tag).status(), 304);
    assert!(put(&running, "01632 960003") > first, "within one second, too");
    assert_eq!(ask(&asha, &running, &tag).status(), 200);
    assert_eq!(running.get(PATH_CONTACTS).status(), 401, "not to anybody who asks");
}

#[test]
fn the_command_takes_a_file_whole_or_not_at_all() {
    let data = TempDir::new().expect("a folder");
    let words = ["serve", "--listen", "127.0.0.1:0", "--organisation", "Testford", "--data"];
    drop(Serving::start(hub_command().args(words).arg(data.path())));
    let import = |text: &str| {
        let path = data.path().join("contacts.json");
        std::fs::write(&path, text).expect("a file");
        let mut command = hub_command();
        command.args(["import", "contacts"]).arg(&path).arg("--data").arg(data.path());
        command.stdin(Stdio::null()).output().expect("the command runs")
    };
    let right = r#"{"note": "synthetic", "checked": "2026-01-05", "contacts": [{"kind": "adults", "number": "01632 960001"}]}"#;
    let done = import(right);
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(said.starts_with("Took 1 numbers. The contacts are version "), "{said}");
    for wrong in ["{", "{}", &right.replace("adults", "mayor"), &right.replace("2026", "9026")] {
        let done = import(wrong);
        assert!(!done.status.success(), "{wrong}");
        assert!(String::from_utf8_lossy(&done.stderr).contains("nothing was changed"), "{wrong}");
    }
}
