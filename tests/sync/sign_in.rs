//! Nobody heard of a phone for so long that it must be signed in again: what goes on, what stops, and who may not.
//!
//! Rule: the whole book of a phone and the hub as it is served; both clocks are the test's.

use std::sync::Arc;

use beatbook_core::sync::http::HttpCentral;
use beatbook_core::sync::{Trouble, to_rest};
use beatbook_core::{Access as _, Book, Config, ErrorCode, NoCamera, NoLocation, TestEnv};
use beatbook_hub::store::Invitation;
use beatbook_hub::{enrol, restore};
use beatbook_records::role::Role;
use beatbook_tests::{Serving, Town};
use chrono::TimeDelta;
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use super::town;

/// A phone with its clock.
struct Phone {
    book: Book,
    env: Arc<TestEnv>,
    device: Uuid,
    actor: Uuid,
    _dir: TempDir,
}

impl Phone {
    fn enrolled(town: &Town, hub: &Serving, name: &str) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let seed = name.bytes().map(u64::from).sum();
        let env = Arc::new(TestEnv::new(town.now(), seed));
        let book = Book::open(Config {
            dir: dir.path().join("book"),
            key: [7; 32],
            env: Arc::clone(&env) as _,
            location: Arc::new(NoLocation),
            camera: Arc::new(NoCamera),
            sync: false,
        });
        let book = book.expect("a book");
        let link = invitation(town, hub, name);
        book.call("enrol_device", &json!({"link": link, "hub": null}).to_string()).expect("enrolled");
        let owner = book.store().with(|store| store.read().enrolled()).expect("enrolled");
        Self { book, env, device: owner.device, actor: owner.actor, _dir: dir }
    }

    fn call(&self, name: &str, input: &Value) -> Result<Value, ErrorCode> {
        let answer = self.book.call(name, &input.to_string()).map_err(|refused| refused.code)?;
        Ok(serde_json::from_str(&answer).expect("JSON"))
    }

    fn notes(&self, text: &str) -> Uuid {
        let note = json!({"text": text, "patrol": null, "verbatim": false, "statement": "FACT"});
        let saved = self.call("note_add", &note).expect("capture never depends on the hub");
        saved["record"].as_str().expect("a record").parse().expect("an id")
    }

    fn syncs(&self) -> Result<(), Trouble> {
        let mut central = HttpCentral::enrolled(&self.book.store(), Arc::clone(&self.env) as _);
        to_rest(&self.book.store(), central.as_mut().expect("a client").as_mut().expect("enrolled"))
    }

    /// What the sync screen shows.
    fn shown(&self) -> Value {
        self.call("sync_state", &json!({})).expect("the screen")
    }

    /// Its sync fails with just that, and the officer is told.
    fn is_signed_out(&self) {
        assert_eq!(self.syncs().expect_err("it is not let in").code(), "sign_in_expired");
        let shown = self.shown();
        assert_eq!(
            (&shown["problem"], &shown["chip"]["state"]),
            (&json!("sign_in_expired"), &json!("needs_you"))
        );
    }

    fn signs_in(&self, link: &str) -> Result<(), ErrorCode> {
        self.call("sign_in", &json!({ "link": link })).map(drop)
    }

    fn verifies(&self) {
        self.book.store().with(|store| store.read().verify_journal()).expect("its chain holds");
    }
}

fn invitation(town: &Town, hub: &Serving, name: &str) -> String {
    let of = Invitation { name: name.into(), role: Role::EnforcementOfficer, areas: Vec::new() };
    let address = format!("http://{}", hub.on);
    let issued = enrol::issue(&town.hub.store(), &*town.clock, &town.hub.key, &of, &address);
    issued.expect("a code").link
}

/// A code that signs a phone in again; none for one that was revoked.
fn code_for(town: &Town, phone: &Phone) -> Option<String> {
    let (hub, address) = (&town.hub, "https://hub.test");
    let issued = enrol::issue_sign_in(&hub.store(), &*town.clock, &hub.key, phone.device, address);
    issued.expect("the book answers").map(|issued| issued.code)
}

fn days_pass(town: &Town, phones: &[&Phone], days: i64) {
    town.advance(TimeDelta::days(days));
    phones.iter().for_each(|phone| phone.env.advance(TimeDelta::days(days)));
}

fn has(town: &Town, note: Uuid) -> bool {
    town.dump().records.contains_key(&note)
}

#[test]
fn asha_writes_for_120_days_without_signal_signs_in_and_everything_arrives() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (Phone::enrolled(&town, &hub, "Asha"), Phone::enrolled(&town, &hub, "Bela"));
    let mut notes = vec![asha.notes("The first day")];
    asha.syncs().expect("signed in");
    for day in 1..=12 {
        days_pass(&town, &[&asha, &bela], 10);
        notes.push(asha.notes(&format!("Day {}", day * 10)));
        if day % 3 == 0 {
            bela.syncs().expect("who is heard of stays signed in");
        }
    }
    asha.is_signed_out();
    assert!(!has(&town, notes[1]), "nothing is taken");
    assert_eq!(asha.shown()["chip"]["waiting"], json!(12));
    notes.push(asha.notes("Capture goes on"));
    let listed =
        asha.call("record_list", &json!({"kind": null, "before": null, "limit": 50})).expect("reading too");
    assert_eq!(listed.as_array().map(Vec::len), Some(notes.len()));
    asha.is_signed_out();
    asha.signs_in(&code_for(&town, &asha).expect("a code")).expect("signed in again");
    assert_eq!(asha.shown()["problem"], Value::Null);
    asha.syncs().expect("let in");
    bela.syncs().expect("let in");
    assert_eq!(asha.shown()["chip"]["waiting"], json!(0));
    let owner = asha.book.store().with(|store| store.read().enrolled()).expect("enrolled");
    assert_eq!((owner.device, owner.actor), (asha.device, asha.actor), "the same device, the same officer");
    for note in notes {
        let told = town.dump().entries.into_iter().find(|told| told.entry == note);
        assert!(told.is_some(), "note {note} arrived");
        let there = bela.book.store().with(move |store| store.read().record(note)).expect("readable");
        assert!(there.is_some(), "Bela has note {note}");
    }
    let journals =
        town.with_store(|book| book.sql().list("SELECT device FROM journal", &[], |row| row.get::<Uuid>(0)));
    assert_eq!(journals.expect("journals"), [asha.device], "one journal");
    asha.verifies();
    town.ends_well(&[]);
}

#[test]
fn a_stolen_phone_that_was_revoked_cannot_sign_in_again() {
    let town = town();
    let hub = town.serve();
    let asha = Phone::enrolled(&town, &hub, "Asha");
    asha.notes("Before the theft");
    days_pass(&town, &[&asha], 91);
    let made_before = code_for(&town, &asha).expect("a code");
    assert!(town.hub.store().revoke_device(asha.device, town.now().timestamp_millis()).expect("revoked"));
    assert_eq!(code_for(&town, &asha), None, "no code is made for it");
    assert_eq!(asha.signs_in(&made_before), Err(ErrorCode::CodeRefused));
    assert_eq!(
        asha.signs_in(&invitation(&town, &hub, "Asha")),
        Err(ErrorCode::CodeRefused),
        "nor as somebody new"
    );
    asha.syncs().expect("what it hands in goes to a person");
    assert_eq!(asha.shown()["problem"], json!("revoked"), "and is told so, not to sign in");
}

#[test]
fn a_code_signs_in_the_phone_it_is_for_once_and_within_ten_minutes() {
    let town = town();
    let hub = town.serve();
    let (asha, bela) = (Phone::enrolled(&town, &hub, "Asha"), Phone::enrolled(&town, &hub, "Bela"));
    days_pass(&town, &[&asha, &bela], 91);
    let hers = code_for(&town, &asha).expect("a code");
    assert_eq!(bela.signs_in(&hers), Err(ErrorCode::CodeRefused), "another's");
    bela.is_signed_out();
    asha.signs_in(&hers).expect("and it is still hers");
    asha.signs_in(&hers).expect("the answer was lost: the same phone asks again");
    asha.syncs().expect("let in");
    let old = code_for(&town, &bela).expect("a code");
    town.advance(TimeDelta::milliseconds(enrol::CODE_LIFE_MS));
    assert_eq!(bela.signs_in(&old), Err(ErrorCode::CodeRefused), "old");
    assert_eq!(asha.signs_in(&hers), Err(ErrorCode::CodeRefused), "spent");
    let new = invitation(&town, &hub, "Chidi");
    assert_eq!(bela.signs_in(&new), Err(ErrorCode::CodeRefused), "it is for somebody new");
    assert_eq!(town.hub.store().devices_in_use().expect("devices").len(), 2, "nobody was enrolled by it");
    assert_eq!(bela.signs_in("abcd"), Err(ErrorCode::Invalid));
    bela.signs_in(&code_for(&town, &bela).expect("a code")).expect("a new one");
    bela.syncs().expect("let in");
}

#[test]
fn a_restored_hub_knows_who_signed_in_and_that_the_code_is_spent() {
    let town = town();
    let hub = town.serve();
    let asha = Phone::enrolled(&town, &hub, "Asha");
    days_pass(&town, &[&asha], 91);
    let code = code_for(&town, &asha).expect("a code");
    let spent = |town: &Town| {
        let text = "SELECT count(*) FROM enrolment_code WHERE spent_ms IS NULL";
        town.with_store(|book| book.sql().one(text, &[], |row| row.get::<i64>(0))).expect("codes") == Some(0)
    };
    let heard =
        |town: &Town| town.hub.store().device(asha.device).expect("a device").expect("a device").heard_ms;
    asha.signs_in(&code).expect("signed in");
    let (signed_in, ledger) = (heard(&town), town.hub.ledger.read().expect("the ledger"));
    // As the book was before.
    town.with_store(|book| {
        book.sql().run("UPDATE enrolment_code SET spent_ms = NULL", &[])?;
        book.sql().run("UPDATE device SET heard_ms = enrolled_ms", &[])
    })
    .expect("set back");
    assert!(!spent(&town) && heard(&town) < signed_in);
    restore::replay(&town.hub.store(), &ledger, &town.hub.key).expect("replayed");
    assert!(spent(&town) && heard(&town) == signed_in);
}
