//! Whom to call, over a database that several councils share: each has its own numbers.

use beatbook_hub::config::Database;
use beatbook_hub::contacts::{read, signed};
use beatbook_hub::error::HubError;
use beatbook_tests::Town;
use serde_json::json;

use super::cluster;

fn publishes(town: &Town, number: &str) -> u32 {
    let file = json!({ "checked": "2023-09-30", "contacts": [{ "kind": "adults", "number": number }] });
    let now = town.now();
    let contacts = read(&file.to_string(), now.date_naive()).expect("a file that is right");
    town.with_store(|book| book.put_contacts(&contacts, now.timestamp_millis())).expect("an import")
}

#[test]
fn two_councils_of_one_database_publish_their_own_numbers() {
    let url = cluster::url_of(&cluster::database()).to_owned();
    let council = |authority| Town::on(Database::Postgres { url: url.clone(), authority });
    let (one, other) = (council(1), council(2));
    let asha = one.officer("Asha");
    let first = publishes(&one, "01632 960001");
    assert!(publishes(&one, "01632 960002") > first, "within one second, too");
    assert!(matches!(signed(&other.hub), Err(HubError::NotFound)), "not the other's");
    publishes(&other, "01632 960003");
    asha.sync().expect("a sync");
    let lies = std::fs::read_to_string(asha.dir().join("contacts.json")).expect("her numbers");
    assert!(lies.contains("960002") && !lies.contains("960001") && !lies.contains("960003"), "{lies}");
}
