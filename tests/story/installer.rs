//! Idris's day: packs fitted, one of them in part; he sees the jobs that are with him and nobody else's.

use beatbook_hub::store::head::Head;
use beatbook_records::pack::PACK;
use beatbook_records::role::Role;
use beatbook_tests::{Carried, Serving, Town, id};
use serde_json::{Value, json};

use super::{meet, town, uprn};

/// The supervisor and the installer, who have heard of each other.
fn sana_and_idris(town: &Town, hub: &Serving) -> (Carried, Carried) {
    let mut sana = Carried::enrolled(town, hub, "Sana", Role::Supervisor, &["north"]);
    let mut idris = Carried::enrolled(town, hub, "Idris", Role::Installer, &["north"]);
    meet(&mut sana, &mut idris);
    (sana, idris)
}

/// The supervisor sets a pack aside for a home.
fn sets_aside(sana: &mut Carried, number: u32, pack: &str, installer: &str) -> String {
    let signup = sana.write(
        "hardening_signup",
        json!({
        "channel": "POSTCARD", "name": "A resident", "tenure": "PRIVATE_RENT", "status": "CONSENTED",
        "eligibility": ["BURGLED_RECENT"], "uprn": uprn(number), "assignee": installer }),
    );
    sana.write("hardening_consent", json!({ "signup": signup, "wording": "v1", "privacy_notice": true, "agreed": true, "signed_by": "A resident", "not_signed": "CANNOT" }));
    sana.write(
        "hardening_allocation",
        json!({
        "signup": signup, "pack_no": pack, "status": "ALLOCATED", "uprn": uprn(number),
        "booked_at": "2023-10-02T13:30:00.000Z", "assignee": installer }),
    )
}

fn fits(idris: &mut Carried, visit: &Value, item: &str, quantity: u16, result: &str, why: Value) {
    let mut values =
        json!({ "installation": visit, "item": item, "quantity": quantity, "result": result, "batch": "B7" });
    if !why.is_null() {
        values["could_not_fit"] = why;
    }
    idris.write("fitted_item", values);
}

#[test]
fn idris_fits_a_whole_pack_and_a_part_and_sees_only_his_own_jobs() {
    let town = town();
    let hub = town.serve();
    let (mut sana, mut idris) = sana_and_idris(&town, &hub);
    let officer = idris.officer().to_string();
    let (whole, part) =
        (sets_aside(&mut sana, 1, "P-001", &officer), sets_aside(&mut sana, 2, "P-002", &officer));
    let other = sets_aside(&mut sana, 3, "P-003", "0189b3c4-0000-7000-8000-000000000001");
    meet(&mut sana, &mut idris);
    let jobs = idris.call("job_list", json!({}));
    let packs: Vec<_> = jobs.as_array().expect("jobs").iter().map(|job| id(&job["pack_no"])).collect();
    assert_eq!(packs, ["P-001", "P-002"], "his own and nobody else's");
    let strange = idris.refused("record_read", json!({ "record": other }));
    assert_eq!(json!(strange.code), "not_found", "what is with another is not on his phone");

    let mut idris = idris.dying();
    let visit = idris.call("job_start", json!({ "allocation": whole }))["row"]["installation"].clone();
    assert_eq!(
        idris.call("job_start", json!({ "allocation": whole }))["row"]["installation"],
        visit,
        "begun once"
    );
    for (item, of) in PACK {
        fits(&mut idris, &visit, item.code(), of, "FITTED", Value::Null);
    }
    let unsigned = idris.refused("job_finish", json!({ "allocation": whole }));
    assert_eq!(unsigned.field.as_deref(), Some("job"));
    let neither = idris.refused(
        "job_sign",
        json!({ "allocation": whole, "signature": null, "signed_by": null, "not_signed": null }),
    );
    assert_eq!(neither.field.as_deref(), Some("signature"));
    idris.call("job_sign", json!({ "allocation": whole, "signature": "[[[1,2],[3,4]]]", "signed_by": "A resident", "not_signed": null }));
    let done = idris.call("job_finish", json!({ "allocation": whole }));
    assert_eq!((&done["whole"], &done["row"]["status"]), (&json!(true), &json!("INSTALLED")));

    let visit = idris.call("job_start", json!({ "allocation": part }))["row"]["installation"].clone();
    fits(&mut idris, &visit, "WLOCK", 2, "FITTED", Value::Null);
    fits(&mut idris, &visit, "WLOCK", 2, "COULD_NOT_FIT", json!("WRONG_SIZE"));
    fits(&mut idris, &visit, "DBCAM", 1, "REFUSED", Value::Null);
    fits(&mut idris, &visit, "SOLAR", 1, "FITTED", Value::Null);
    fits(&mut idris, &visit, "TIMER", 1, "LEFT_WITH_RESIDENT", Value::Null);
    idris.call(
        "job_sign",
        json!({ "allocation": part, "signature": null, "signed_by": null, "not_signed": "REFUSED" }),
    );
    let done = idris.call("job_finish", json!({ "allocation": part }));
    assert_eq!((&done["whole"], &done["row"]["status"]), (&json!(false), &json!("PART_INSTALLED")));
    assert_eq!(idris.call("job_list", json!({})), json!([]), "nothing is left to do");

    meet(&mut idris, &mut sana);
    let kept = sana.read(&part);
    assert_eq!(
        (&kept["values"]["status"], &kept["values"]["assignee"]),
        (&json!("PART_INSTALLED"), &Value::Null)
    );
    let recalled = sana.call("batch_recall", json!({ "batch": "B7", "item": "SOLAR", "note": "Overheats" }));
    assert_eq!((&recalled["items"], recalled["addresses"].as_array().expect("a list").len()), (&json!(2), 2));
    sana.hands_in();
}

#[test]
fn a_home_that_is_done_with_leaves_idriss_phone_once_a_backup_has_it_and_not_before() {
    let town = town();
    let hub = town.serve();
    let (mut sana, mut idris) = sana_and_idris(&town, &hub);
    let officer = idris.officer().to_string();
    let (done, open) =
        (sets_aside(&mut sana, 1, "P-001", &officer), sets_aside(&mut sana, 2, "P-002", &officer));
    meet(&mut sana, &mut idris);
    let visit = idris.call("job_start", json!({ "allocation": done }))["row"]["installation"].clone();
    for (item, of) in PACK {
        let values = json!({ "installation": visit, "item": item, "quantity": of, "result": "FITTED", "serial": "SER-4711" });
        idris.write("fitted_item", values);
    }
    idris.call(
        "job_sign",
        json!({ "allocation": done, "signature": null, "signed_by": null, "not_signed": "REFUSED" }),
    );
    idris.call("job_finish", json!({ "allocation": done }));
    idris.hands_in();
    assert!(idris.has_words("SER-4711"), "it could still be lost with the hub");

    backed_up(&town);
    (0..3).for_each(|_| idris.hands_in());
    for words in ["SER-4711", "P-001", "REFUSED"] {
        assert!(!idris.has_words(words), "{words} of a home that is done with");
    }
    assert!(idris.has_words("P-002"), "the other one is with him still");
    let jobs = idris.call("job_list", json!({}));
    let left: Vec<_> = jobs.as_array().expect("jobs").iter().map(|job| id(&job["allocation"])).collect();
    assert_eq!(left, [open]);
    sana.hands_in();
    assert!(sana.has_words("SER-4711"), "and the hub has it all");
}

/// All that the hub has by now is in a backup that was read back.
fn backed_up(town: &Town) {
    town.with_store(|book| {
        let Head { commit_seq, chain, .. } = Head::read(book.sql()).expect("a head");
        book.publish_horizon(commit_seq, &chain, 0).expect("published");
    });
}
