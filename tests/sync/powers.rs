//! Powers come to the phones they are for; what a phone with older ones wrote is kept and flagged.

use beatbook_hub::powers::read;
use beatbook_records::entry::Act;
use beatbook_records::role::Role;
use beatbook_tests::{Officer, Town};
use serde_json::{Value, json};

use super::town;

/// Asha may issue penalties for litter on every day, at this amount.
fn imports(town: &Town, amount: u32) -> u32 {
    let from = "2020-01-01";
    let file = json!({
        "officers": [
            {"id": "a", "name": "Asha", "role": "enforcement_officer"},
            {"id": "b", "name": "Bela", "role": "supervisor"},
        ],
        "authorisations": [
            {"officer": "a", "code": "FPN-LIT", "from": from},
            {"officer": "b", "code": "CPN", "from": from},
        ],
        "parameters": [
            {"name": "amount.FPN-LIT", "value": amount, "unit": "pence", "from": from, "source": "synthetic"},
        ],
    });
    let read = read(&file.to_string()).expect("a file");
    assert!(read.rejected.is_empty(), "{:?}", read.rejected);
    let now_ms = town.now().timestamp_millis();
    town.with_store(|book| book.put_powers(&read.pack, now_ms)).expect("an import")
}

/// The version on the phone, and whose authorisations it knows.
fn knows(officer: &Officer) -> Option<(u32, Vec<String>)> {
    let pack = officer.with(|store| store.read().powers()).expect("a readable book")?;
    Some((pack.version, pack.authorisations.into_iter().map(|one| one.officer).collect()))
}

fn flags(town: &Town) -> Vec<Value> {
    let text = "SELECT outcome FROM entry WHERE outcome LIKE '%flags%' ORDER BY commit_seq";
    let outcomes: Vec<String> =
        town.with_store(|book| book.sql().list(text, &[], |row| row.get(0))).expect("outcomes");
    outcomes.iter().map(|text| serde_json::from_str::<Value>(text).unwrap()["flags"].clone()).collect()
}

#[test]
fn each_phone_has_its_own_officers_powers_and_the_supervisors_all() {
    let town = town();
    let asha = town.officer("Asha");
    let bela = town.officer_of("Bela", Role::Supervisor, &[]);
    asha.sync().expect("a sync");
    assert_eq!(knows(&asha), None);
    let first = imports(&town, 15_000);
    asha.sync().expect("a sync");
    bela.sync().expect("a sync");
    assert_eq!(knows(&asha), Some((first, vec!["a".into()])));
    assert_eq!(knows(&bela), Some((first, vec!["a".into(), "b".into()])));
    let second = imports(&town, 16_000);
    asha.link.set_down(true);
    asha.sync().expect_err("no signal");
    assert_eq!(knows(&asha).expect("it stays").0, first);
    asha.link.set_down(false);
    asha.sync().expect("a sync");
    assert_eq!(knows(&asha).expect("the new one").0, second);
    let device = asha.with(|store| store.read().enrolled()).expect("enrolled").device;
    let text = "UPDATE device SET role = 'installer', scope_version = scope_version + 1 WHERE id = ?1";
    town.with_store(|book| book.sql().run(text, &[(&device).into()])).expect("a new scope");
    asha.sync().expect("a sync");
    asha.sync().expect("a sync");
    assert_eq!(knows(&asha), Some((second, Vec::new())), "another role has no powers of the last one");
}

#[test]
fn what_a_phone_with_older_powers_wrote_is_kept_and_flagged() {
    let town = town();
    let asha = town.officer("Asha");
    imports(&town, 15_000);
    asha.sync().expect("a sync");
    let act = |amount: u32| {
        let values =
            json!({"area": "stockton", "code": "FPN-LIT", "amount_pence": amount, "powers_version": 1});
        asha.try_write(Act::Create, "action", None, values).expect("an act is saved")
    };
    act(15_000);
    asha.sync().expect("a sync");
    assert_eq!(flags(&town), Vec::<Value>::new(), "it is as the powers say");
    imports(&town, 16_000);
    let late = act(15_000);
    asha.sync().expect("a sync");
    assert_eq!(flags(&town), [json!([{"field": "amount_pence", "fault": "does_not_go"}])]);
    let (values, voided) = asha.shows(late).expect("it is kept");
    assert!(!voided && values["amount_pence"] == 15_000);
    town.ends_well(&[&asha]);
}
