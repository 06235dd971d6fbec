//! Bela's day: a street walked house by house, doors knocked on, an inspection with its hazards and its plan.

use beatbook_records::role::Role;
use beatbook_tests::{Carried, id};
use serde_json::json;

use super::{town, uprn};

#[test]
fn bela_walks_a_street_and_knocks_on_its_doors() {
    let town = town();
    let hub = town.serve();
    let mut bela = Carried::enrolled(&town, &hub, "Bela", Role::LicensingOfficer, &["north"]);
    bela.hands_in();
    let mut bela = bela.dying();

    let start =
        json!({ "street": "Elm Terrace", "postcode": null, "side": "BOTH", "licensing_area": "NEWTOWN" });
    let walk = bela.call("walk_start", start.clone());
    let audit = id(&walk["id"]);
    let order: Vec<_> =
        walk["houses"].as_array().expect("houses").iter().map(|house| id(&house["line"])).collect();
    assert_eq!(order, ["1", "3", "5", "6", "4", "2"], "up the odd side, down the even one");
    let mark = |number, result| json!({ "audit": audit, "uprn": uprn(number), "result": result, "still_there": null });
    bela.call("walk_mark", mark(1, "NO_CONCERN"));
    bela.call("walk_mark", mark(3, "NOT_SEEN"));
    let again = bela.call("walk_start", start);
    assert_eq!((&again["id"], &again["next"]), (&json!(audit), &json!(uprn(5))), "it goes on where it was");
    let marked = bela.call("walk_mark", mark(5, "REFER"));
    let refer = marked["houses"][2]["observation"].as_str().expect("a record").to_owned();
    bela.update(&refer, json!({ "codes": ["BOARDED", "WASTE_YARD"], "note": "Door boarded" }));
    bela.call("walk_mark", mark(3, "NO_CONCERN"));
    let done = bela.call("walk_finish", json!({ "id": audit }));
    assert_eq!(done["counts"], json!({ "NO_CONCERN": 2, "NOT_SEEN": 0, "REFER": 1 }));

    bela.waits(24 * 60);
    let next = bela.call(
        "walk_start",
        json!({ "street": "Elm Terrace", "postcode": null, "side": "ODD", "licensing_area": null }),
    );
    assert_eq!(next["houses"][2]["open"]["codes"], json!(["BOARDED", "WASTE_YARD"]), "still there?");
    let look = json!({ "audit": next["id"], "uprn": uprn(5), "result": "NO_CONCERN", "still_there": "GONE" });
    assert_eq!(bela.call("walk_mark", look)["houses"][2]["result"], "NO_CONCERN");

    let round =
        bela.call("round_start", json!({ "street": "Elm Terrace", "postcode": null, "purpose": "Leads" }));
    let knock = |number, outcome, call_back| json!({ "round": round["id"], "uprn": uprn(number), "outcome": outcome, "call_back": call_back });
    bela.call("round_knock", knock(1, "SPOKEN", json!(null)));
    let tried = bela.call("round_knock", knock(3, "NO_ANSWER", json!(null)));
    assert_eq!(tried["doors"][1]["state"], "again");
    assert_ne!(tried["doors"][1]["again"], tried["part"], "another part of the day is proposed");
    for _ in 0..2 {
        bela.call("round_knock", knock(3, "NO_ANSWER", json!(null)));
    }
    let tried = bela.call("round_read", json!({ "id": round["id"] }));
    assert_eq!(tried["doors"][1]["state"], "tried_enough", "three tries are the most");
    bela.hands_in();
}

#[test]
fn bela_inspects_a_home_and_what_is_known_of_it_is_found_at_its_address() {
    let town = town();
    let hub = town.serve();
    let mut bela = Carried::enrolled(&town, &hub, "Bela", Role::LicensingOfficer, &["north"]);
    bela.hands_in();
    let mut bela = bela.dying();

    let lead = bela.write("lead", json!({ "source": "VISUAL_AUDIT", "stage": "OPEN", "uprn": uprn(5) }));
    let inspection =
        bela.write("inspection", json!({ "notice_given": "YES", "access": "GIVEN", "uprn": uprn(5) }));
    bela.write(
        "hazard",
        json!({ "inspection": inspection, "hazard": "EXCESS_COLD", "state": "ASSESSED", "band": "B" }),
    );
    bela.write("condition_check", json!({ "inspection": inspection, "number": "4", "met": "NO" }));
    let item = bela.write(
        "plan_item",
        json!({ "inspection": inspection, "work": "Insulate the loft", "due": "2023-12-01" }),
    );
    bela.update(
        &inspection,
        json!({ "outcome": "IMPROVEMENT_PLAN", "outcome_on": "2023-10-03", "plan_made_on": "2023-10-03" }),
    );
    bela.update(&item, json!({ "done_on": "2023-11-20", "done_how": "Seen" }));
    bela.update(&inspection, json!({ "outcome": "IMPROVED_CLOSED", "outcome_on": "2023-11-20" }));
    bela.update(&lead, json!({ "stage": "APPLICATION_RECEIVED", "application_ref": "L/77" }));
    bela.write(
        "property",
        json!({ "uprn": uprn(5), "licence_status": "APP_DULY_MADE", "tenure": "PRIVATE_RENT" }),
    );

    bela.hands_in();
    let history = bela.call("place_history", json!({ "uprn": format!("00{}", uprn(5)) }));
    let kinds: Vec<_> = history.as_array().expect("rows").iter().map(|row| id(&row["kind"])).collect();
    for kind in ["property", "inspection", "lead"] {
        assert!(kinds.iter().any(|known| known == kind), "{kind} in {kinds:?}");
    }
    let parts = bela.read(&inspection)["parts"].as_array().expect("parts").len();
    assert_eq!(parts, 3, "hazard, condition and plan item");
}
