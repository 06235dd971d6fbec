//! One home, two officers who never heard of each other.

use beatbook_records::role::Role;
use beatbook_tests::Carried;
use serde_json::json;

use super::{meet, town, uprn};

#[test]
fn asha_and_bela_write_down_the_same_home_with_no_signal_and_it_is_one_record() {
    let town = town();
    let hub = town.serve();
    let of = |name| Carried::enrolled(&town, &hub, name, Role::LicensingOfficer, &["north"]);
    let (mut asha, mut bela) = (of("Asha"), of("Bela"));
    meet(&mut asha, &mut bela);
    let hers = asha
        .write("property", json!({ "uprn": uprn(2), "tenure": "PRIVATE_RENT", "licence_status": "APP_DUE" }));
    bela.waits(1);
    let his = bela.write(
        "property",
        json!({ "uprn": format!("0{}", uprn(2)), "tenure": "OWNER", "licensing_area": "NEWTOWN" }),
    );
    assert_eq!(hers, his, "the home says which record it is");
    asha.hands_in();
    bela.hands_in();
    asha.syncs().expect("a connection");
    let chip = asha.call("sync_state", json!({}))["chip"].clone();
    assert_eq!(chip["needs_you"], 1, "a word of hers lost, and she is told");
    let (of_asha, of_bela) = (asha.read(&hers), bela.read(&his));
    assert_eq!(of_asha["values"], of_bela["values"]);
    assert_eq!(of_asha["values"]["licensing_area"], "NEWTOWN");
    assert_eq!(of_asha["values"]["licence_status"], "APP_DUE", "what one alone said stands");
    assert_eq!(of_asha["values"]["tenure"], "OWNER", "of two the later");
    let overruled = of_asha["overruled"].as_array().expect("a list").clone();
    assert!(
        overruled.iter().any(|lost| lost["field"] == "tenure" && lost["value"] == "PRIVATE_RENT"),
        "{overruled:?}"
    );

    let settle = |field: &str, keep_standing| json!({ "record": hers, "field": field, "keep_standing": keep_standing });
    let strange = asha.refused("conflict_settle", settle("licence_status", true));
    assert_eq!(json!(strange.code), "not_found", "nobody contests it");
    asha.call("conflict_settle", settle("tenure", false));
    asha.hands_in();
    bela.hands_in();
    for phone in [&mut asha, &mut bela] {
        let kept = phone.read(&hers);
        assert_eq!(
            (&kept["values"]["tenure"], &kept["overruled"]),
            (&json!("PRIVATE_RENT"), &json!([])),
            "she saw both"
        );
    }
}
