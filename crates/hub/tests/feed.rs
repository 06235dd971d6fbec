//! Other systems read records by a token: all of them, in order, of their kinds alone, and nothing of a person.

mod support;
#[path = "support/pages.rs"]
mod told;

use std::collections::BTreeMap;

use beatbook_hub::exports::tokens;
use beatbook_records::wire::RefusalCode;
use reqwest::blocking::Response;
use serde_json::{Value, json};
use support::{NOON_MS, Running, refusal, start};
use told::{amend, record};
use uuid::Uuid;

const DAY: &str = "2024-06-10T10:00:00.000Z";

fn token(running: &Running, name: &str, kinds: &[&str]) -> String {
    let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
    tokens::issue(&running.hub.store(), running.clock.as_ref(), name, kinds).unwrap().expect("a free name")
}

fn ask(running: &Running, path: &str, token: &str) -> Response {
    let address = format!("{}/v1/feed/{path}", running.address);
    running.client.get(address).header("authorization", format!("Bearer {token}")).send().expect("an answer")
}

fn page(running: &Running, path: &str, token: &str) -> Value {
    let answer = ask(running, path, token);
    assert_eq!(answer.status(), 200, "{path}");
    support::json(answer)
}

fn talk(running: &Running, count: u32) -> Uuid {
    let values = json!({ "area": "north", "kind": "RESIDENT", "count": count, "uprn": "100110", "action_asked": "Ivy" });
    record(running, "engagement", DAY, &values)
}

/// Read on from a cursor to the end, as another system keeps it: what stands, by id.
fn read_on(running: &Running, token: &str, kept: &mut BTreeMap<String, u64>, mut after: String) -> String {
    loop {
        let page = page(running, &format!("engagement?limit=2&after={after}"), token);
        for record in page["records"].as_array().unwrap() {
            let id = record["id"].as_str().unwrap().to_owned();
            match record["voided"].as_bool().unwrap() {
                true => kept.remove(&id),
                false => kept.insert(id, record["values"]["count"].as_u64().unwrap()),
            };
        }
        for erased in page["erased"].as_array().unwrap() {
            kept.remove(erased.as_str().unwrap());
        }
        after = page["next"].as_str().unwrap().to_owned();
        if !page["more"].as_bool().unwrap() {
            return after;
        }
    }
}

#[test]
fn a_reader_that_goes_on_from_where_it_was_misses_nothing() {
    let running = start();
    let power = token(&running, "Power BI", &["engagement", "patrol"]);
    let talks: Vec<Uuid> = (1..=5).map(|count| talk(&running, count)).collect();
    record(&running, "note", DAY, &json!({ "area": "north", "text": "Ivy was out" }));
    let first = page(&running, "engagement?limit=2", &power);
    assert_eq!(first["records"].as_array().unwrap().len(), 2);
    assert_eq!((first["more"].as_bool(), first["reset"].as_bool()), (Some(true), Some(false)));
    let again = page(&running, "engagement?limit=2", &power);
    assert_eq!(first, again, "the same page is the same");

    let mut kept = BTreeMap::new();
    for record in first["records"].as_array().unwrap() {
        kept.insert(record["id"].as_str().unwrap().to_owned(), record["values"]["count"].as_u64().unwrap());
    }
    // What was read already is corrected, and what was not is voided, while the reader is between two pages.
    amend(&running, talks[0], &json!({ "area": "north", "kind": "RESIDENT", "count": 40 }), false);
    amend(&running, talks[3], &json!({ "area": "north", "kind": "RESIDENT", "count": 4 }), true);
    let cursor = read_on(&running, &power, &mut kept, first["next"].as_str().unwrap().to_owned());
    let counts = |kept: &BTreeMap<String, u64>| {
        let mut counts: Vec<u64> = kept.values().copied().collect();
        counts.sort_unstable();
        counts
    };
    assert_eq!(counts(&kept), [2, 3, 5, 40]);

    running.hub.store().erase(talks[1], "request 17", NOON_MS).unwrap();
    talk(&running, 6);
    let cursor = read_on(&running, &power, &mut kept, cursor);
    assert_eq!(counts(&kept), [3, 5, 6, 40]);
    let nothing = page(&running, &format!("engagement?after={cursor}"), &power);
    assert_eq!((nothing["records"].as_array().unwrap().len(), &nothing["next"]), (0, &json!(cursor)));

    running.hub.store().begin_epoch(Uuid::from_u128(77)).unwrap();
    let anew = page(&running, &format!("engagement?after={cursor}"), &power);
    assert_eq!((anew["reset"].as_bool(), anew["records"].as_array().unwrap().len()), (Some(true), 5));
    let voided = anew["records"].as_array().unwrap().iter().find(|one| one["voided"] == true).unwrap();
    assert_eq!(voided["values"], json!({}), "what was voided says nothing");
}

#[test]
fn nothing_of_a_person_is_in_it() {
    let running = start();
    let power = token(&running, "Power BI", &["engagement", "patrol_member"]);
    talk(&running, 1);
    let officer = Uuid::from_u128(5);
    let member = json!({ "area": "north", "patrol": officer, "officer": officer, "name": "Asha Okoro", "joined": DAY });
    record(&running, "patrol_member", DAY, &member);
    let talks = page(&running, "engagement", &power);
    let values = talks["records"][0]["values"].as_object().unwrap();
    assert!(
        values.contains_key("count") && !values.contains_key("uprn") && !values.contains_key("action_asked")
    );
    let members = page(&running, "patrol_member", &power);
    let values = members["records"][0]["values"].as_object().unwrap();
    assert!(values.contains_key("joined") && !values.contains_key("name") && !values.contains_key("officer"));
}

#[test]
fn a_token_reads_its_own_kinds_until_it_is_revoked() {
    let running = start();
    let power = token(&running, "Power BI", &["patrol"]);
    talk(&running, 1);
    let forbidden =
        |path: &str, token: &str| refusal(ask(&running, path, token)).code == RefusalCode::Forbidden;
    assert!(!page(&running, "patrol", &power)["next"].as_str().unwrap().is_empty());
    assert!(forbidden("engagement", &power), "not one of its kinds");
    assert!(forbidden("note", &power) && forbidden("nothing", &power));
    assert!(forbidden("patrol", &"0".repeat(64)) && forbidden("patrol", ""));
    assert_eq!(refusal(running.get("/v1/feed/patrol")).code, RefusalCode::Forbidden);
    // Made past the command, which offers no such kind: it is refused all the same.
    let wide = token(&running, "Wide", &["note", "intelligence_source"]);
    assert!(forbidden("note", &wide) && forbidden("intelligence_source", &wide));
    for limit in ["0", "1001"] {
        let answer = ask(&running, &format!("patrol?limit={limit}"), &power);
        assert_eq!(refusal(answer).code, RefusalCode::Malformed, "{limit}");
    }

    let book = std::fs::read(running.dir.path().join("hub.sqlite-wal")).unwrap();
    assert!(book.windows(8).any(|part| part == b"Power BI"), "the token is in the book");
    assert!(!book.windows(64).any(|part| part == power.as_bytes()), "and it is not told there");
    assert!(running.hub.store().revoke_token("Power BI", NOON_MS).unwrap());
    assert!(forbidden("patrol", &power));
    assert!(!running.hub.store().revoke_token("Power BI", NOON_MS).unwrap(), "once");
    let again =
        tokens::issue(&running.hub.store(), running.clock.as_ref(), "Power BI", vec!["patrol".into()]);
    assert_eq!(again.unwrap(), None, "a name that was revoked is not taken again");
}

#[test]
fn each_page_is_written_down_and_a_page_with_nothing_on_it_is_none() {
    let running = start();
    let power = token(&running, "Power BI", &["engagement"]);
    for count in 1..=3 {
        talk(&running, count);
    }
    let first = page(&running, "engagement?limit=2", &power);
    let answer = ask(&running, &format!("engagement?after={}", first["next"].as_str().unwrap()), &power);
    let bytes = answer.bytes().unwrap();
    let last: Value = serde_json::from_slice(&bytes).unwrap();
    page(&running, &format!("engagement?after={}", last["next"].as_str().unwrap()), &power);
    let rows = running.hub.store().exports(10).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.who.as_str(), row.what.as_str(), row.lines)).collect();
    assert_eq!(told, [("token Power BI", "feed: engagement", 1), ("token Power BI", "feed: engagement", 2)]);
    assert_eq!(rows[0].sha256, beatbook_records::entry::Hash::of(&[&bytes]));
}
