//! The powers pack: what is read of a file and what is left out, and what each device is given.

mod support;

use std::process::Stdio;

use beatbook_hub::powers::read;
use beatbook_records::role::Role;
use beatbook_records::wire::{PATH_POWERS, PowersPack};
use serde_json::{Value, json};
use support::{Device, NOON_MS, Running, Serving, hub_command, json as body, start};
use tempfile::TempDir;

/// A file that is right, with two officers.
fn file() -> Value {
    let dates = |extra: Value| {
        let mut whole = json!({"from": "2026-01-01", "to": "2027-01-01"});
        whole.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        whole
    };
    json!({
        "note": "synthetic",
        "officers": [
            {"id": "asha", "name": "Asha", "role": "enforcement_officer"},
            {"id": "bela", "name": "Bela", "role": "enforcement_officer", "areas": ["north"]},
            {"id": "cai", "name": "Cai", "role": "enforcement_officer", "areas": ["south"]},
        ],
        "authorisations": [
            dates(json!({"officer": "asha", "code": "CPW"})),
            dates(json!({"officer": "bela", "code": "PSPO-FPN"})),
            dates(json!({"officer": "cai", "code": "PSPO-FPN"})),
        ],
        "orders": [dates(json!({
            "id": "town", "name": "Town", "kind": "PSPO",
            "polygon": [[[-1.4, 54.5], [-1.2, 54.5], [-1.2, 54.6], [-1.4, 54.5]]],
            "conditions": [
                dates(json!({"id": "drink", "text": "No drinking.", "codes": ["DRINK"]})),
                dates(json!({"id": "dogs", "text": "Dogs on leads.", "codes": []})),
            ],
        }))],
        "parameters": [
            {"name": "amount.PSPO-FPN", "value": 10_000, "unit": "pence", "from": "2026-01-01", "to": "2026-07-01", "source": "s"},
            {"name": "amount.PSPO-FPN", "value": 50_000, "unit": "pence", "from": "2026-07-01", "source": "s"},
        ],
        "templates": [dates(json!({
            "letter": "WL1", "version": 3, "language": "en", "subject": "Warning {number}",
            "paragraphs": ["Dear {recipient},", "{behaviour}"],
        }))],
        "hazards": [dates(json!({"name": "Damp and mould growth"}))],
    })
}

/// What is left out of the file once a value of it was changed.
fn left_out(pointer: &str, value: Value) -> Vec<(String, String)> {
    let mut changed = file();
    *changed.pointer_mut(pointer).expect("it is there") = value;
    let rejected = read(&changed.to_string()).unwrap().rejected;
    rejected.into_iter().map(|one| (one.at, one.why)).collect()
}

#[test]
fn a_file_that_is_right_is_taken_whole() {
    let read = read(&format!("\u{feff}{}", file())).unwrap();
    assert_eq!((read.taken(), read.rejected), (11, Vec::new()));
    assert_eq!(read.pack.orders[0].conditions.len(), 2);
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_the_rest_is_taken() {
    for (pointer, value, at, why) in [
        ("/officers/1/id", json!("asha"), "officers[2]", "twice"),
        ("/officers/1/name", json!(" ASHA "), "officers[2]", "twice in one role"),
        ("/officers/0/role", json!("king"), "officers[1]", "king"),
        ("/officers/0/name", json!(" "), "officers[1]", "name is empty"),
        ("/authorisations/0/code", json!("FINE"), "authorisations[1]", "no act FINE"),
        ("/authorisations/0/officer", json!("zed"), "authorisations[1]", "no officer zed"),
        ("/authorisations/0/to", json!("2026-01-01"), "authorisations[1]", "ends on 2026-01-01"),
        ("/authorisations/0/from", json!("2026-02-30"), "authorisations[1]", "out of range"),
        ("/orders/0/kind", json!("DISPERSAL"), "orders[1]", "not PSPO"),
        ("/orders/0/polygon/0/3", json!([-1.4, 54.51]), "orders[1]", "not closed"),
        ("/orders/0/polygon/0/1", json!([-181.0, 54.5]), "orders[1]", "degrees"),
        ("/orders/0/polygon/0", json!([[0, 0], [1, 1], [0, 0]]), "orders[1]", "fewer than four"),
        ("/orders/0/polygon", json!([]), "orders[1]", "no ring"),
        (
            "/orders/0/conditions/1/codes",
            json!(["SINGING"]),
            "orders[1].conditions[2]",
            "no behaviour SINGING",
        ),
        ("/orders/0/conditions/1/id", json!("drink"), "orders[1].conditions[2]", "twice"),
        ("/orders/0/conditions/1/from", json!("2026-12-31"), "", ""),
        (
            "/orders/0/conditions/1",
            json!({"id": "dogs", "text": "Dogs on leads.", "from": "2027-01-01"}),
            "orders[1].conditions[2]",
            "no day of it",
        ),
        ("/orders/0/conditions", json!("none"), "orders[1].conditions", "not a list"),
        ("/parameters/1/from", json!("2026-06-30"), "parameters[2]", "another value on some of these days"),
        ("/parameters/0/unit", json!("pounds"), "parameters[1]", "pounds"),
        ("/parameters/0/name", json!("amount.FINE"), "parameters[1]", "the amount of FINE"),
        ("/templates/0/letter", json!("WL9"), "templates[1]", "no letter WL9"),
        ("/templates/0/subject", json!("Warning {nmber}"), "templates[1]", "no place \"nmber\""),
        ("/templates/0/language", json!("fr"), "templates[1]", "fr"),
        ("/templates/0/paragraphs", json!([]), "templates[1]", "no paragraph"),
        ("/hazards/0/name", json!(""), "hazards[1]", "name is empty"),
        ("/hazards", json!(3), "hazards", "not a list"),
    ] {
        let left = left_out(pointer, value);
        let Some((where_, told)) = left.first() else {
            assert_eq!(at, "", "{pointer} is left out");
            continue;
        };
        assert!(where_ == at && told.contains(why), "{pointer}: {where_}: {told}");
        let expected = if at == "orders[1].conditions" { 2 } else { 1 };
        // Whoever names an officer who was left out is left out, too.
        let follows = left
            .iter()
            .filter(|(at, _)| at.starts_with("authorisations") && pointer.starts_with("/officers"));
        assert_eq!(left.len() - follows.count(), expected, "{pointer}: {left:?}");
    }
    assert_eq!(left_out("/note", json!({}))[..], []);
    let mut misnamed = file();
    misnamed["officer"] = json!([]);
    assert_eq!(read(&misnamed.to_string()).unwrap().rejected[0].at, "officer");
}

#[test]
fn the_command_reports_and_refuses_only_what_holds_nothing() {
    let data = TempDir::new().unwrap();
    let words = ["serve", "--listen", "127.0.0.1:0", "--organisation", "Testford", "--data"];
    drop(Serving::start(hub_command().args(words).arg(data.path())));
    let import = |text: &str| {
        let path = data.path().join("powers.json");
        std::fs::write(&path, text).unwrap();
        let mut command = hub_command();
        command.args(["import", "powers"]).arg(&path).arg("--data").arg(data.path());
        command.stdin(Stdio::null()).output().expect("the command runs")
    };
    let mut wrong = file();
    wrong["authorisations"][0]["code"] = json!("FINE");
    let done = import(&wrong.to_string());
    assert!(done.status.success());
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(said.starts_with("Took 10 entries, left out 1. The powers are version "), "{said}");
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(told.contains("authorisations[1] was left out: there is no act FINE"), "{told}");
    for nothing in ["{", "[]", "{}", "{\"officers\": [{}]}"] {
        let done = import(nothing);
        assert!(!done.status.success(), "{nothing}");
        assert!(String::from_utf8_lossy(&done.stderr).contains("nothing was changed"), "{nothing}");
    }
    assert!(import(&file().to_string()).status.success());
}

fn put(running: &Running) -> u32 {
    let read = read(&file().to_string()).unwrap();
    running.hub.store().put_powers(&read.pack, running.now_ms()).unwrap()
}

fn ask(device: &Device, running: &Running, tag: &str) -> reqwest::blocking::Response {
    device.signed("GET", PATH_POWERS, NOON_MS, b"").with("if-none-match", tag).send(running)
}

#[test]
fn asha_hears_of_her_own_authorisations_and_gets_a_tag_for_the_next_time() {
    let running = start();
    let asha = running.enrolled("Asha");
    let nothing: PowersPack = body(ask(&asha, &running, ""));
    assert_eq!(nothing, PowersPack::default());
    let first = put(&running);
    let response = ask(&asha, &running, "\"0.1\"");
    let tag = response.headers()["etag"].to_str().unwrap().to_owned();
    let pack: PowersPack = body(response);
    assert_eq!((pack.version, pack.orders.len(), pack.parameters.len()), (first, 1, 2));
    let names: Vec<_> = pack.officers.iter().map(|officer| officer.name.as_str()).collect();
    assert_eq!(names, ["Asha"]);
    assert_eq!(pack.authorisations.len(), 1);
    assert_eq!(pack.authorisations[0].code, "CPW");
    assert_eq!(ask(&asha, &running, &tag).status(), 304);
    assert!(put(&running) > first, "within one second, too");
    assert_eq!(ask(&asha, &running, &tag).status(), 200);
}

#[test]
fn a_supervisor_hears_of_the_officers_of_their_areas_and_a_stranger_of_none() {
    let running = start();
    put(&running);
    let heard = |device: &Device| -> Vec<String> {
        let pack: PowersPack = body(ask(device, &running, ""));
        assert_eq!(pack.authorisations.len(), pack.officers.len(), "each has one");
        pack.officers.into_iter().map(|officer| officer.id).collect()
    };
    let whole = running.enrolled_as("Dilys", Role::RecordsManager, &[]);
    assert_eq!(heard(&whole), ["asha", "bela", "cai"]);
    let north = running.enrolled_as("Edwin", Role::Supervisor, &["north"]);
    assert_eq!(heard(&north), ["asha", "bela"]);
    assert_eq!(heard(&running.enrolled_as("Asha", Role::Analyst, &[])), Vec::<String>::new());
    let unsigned = running.get(PATH_POWERS);
    assert_eq!(unsigned.status(), 401);
}
