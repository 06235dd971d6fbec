//! What is offered, and what is admitted: every act, each date just inside and outside, each side of an edge.

use beatbook_records::codes::ActionCode as A;
use beatbook_records::powers::{
    Refused, Scene, WhyNot, admit, amount_name, conditions, is_penalty, needs_check, offered,
};
use beatbook_records::record::Values;
use beatbook_records::role::Role;
use beatbook_records::wire::{
    Authorisation, Dates, OrderCondition, Parameter, PowerOfficer, PowerOrder, PowerUnit, PowersPack,
};
use chrono::NaiveDate;
use serde_json::{Value, json};

const HERE: (f64, f64) = (54.5, -1.5);
const DAY: &str = "2026-11-22";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dates(from: &str, to: &str) -> Dates {
    Dates { from: day(from), to: Some(day(to)) }
}

/// From the day to the day after.
fn only() -> Dates {
    dates(DAY, "2026-11-23")
}

fn condition(id: &str) -> OrderCondition {
    OrderCondition { id: id.into(), text: "No drinking.".into(), codes: vec!["DRINK".into()], dates: only() }
}

/// Asha may use everything on one day, in a square of one degree.
fn pack() -> PowersPack {
    let ring = vec![[-2.0, 54.0], [-1.0, 54.0], [-1.0, 55.0], [-2.0, 55.0], [-2.0, 54.0]];
    let officer = |id: &str, name: &str, role| PowerOfficer {
        id: id.into(),
        name: name.into(),
        role,
        areas: Vec::new(),
    };
    let authorised = |id: &str| {
        let of =
            move |code: &A| Authorisation { officer: id.into(), code: code.code().into(), dates: only() };
        A::ALL.iter().map(of).collect::<Vec<_>>()
    };
    let penalty = |code: &A| Parameter {
        name: amount_name(*code),
        value: 10_000,
        unit: PowerUnit::Pence,
        dates: only(),
        source: "synthetic".into(),
    };
    PowersPack {
        version: 7,
        officers: vec![
            officer("asha", "Asha Sample", Role::EnforcementOfficer),
            officer("cai", "Cai Sample", Role::LicensingOfficer),
        ],
        authorisations: [authorised("asha"), authorised("cai")].concat(),
        orders: vec![PowerOrder {
            id: "town".into(),
            name: "Town".into(),
            kind: "PSPO".into(),
            polygon: vec![ring],
            dates: only(),
            conditions: vec![condition("drink"), condition("beg")],
        }],
        parameters: A::ALL.iter().filter(|code| is_penalty(**code)).map(penalty).collect(),
        ..PowersPack::default()
    }
}

fn scene(name: &str, role: Role) -> Scene<'_> {
    Scene { officer: name, role, day: day(DAY), place: Some(HERE), police: false }
}

fn asha() -> Scene<'static> {
    scene("Asha Sample", Role::EnforcementOfficer)
}

fn why(pack: Option<&PowersPack>, code: A, scene: Scene<'_>) -> Option<WhyNot> {
    let offers = offered(pack, scene);
    offers.iter().find(|offer| offer.code == code).expect("every act is listed").why_not
}

fn values(pairs: Value) -> Values {
    serde_json::from_value(pairs).unwrap()
}

/// Each act, and why it is not: for Asha on the day, for Asha without a pack, for Cai who does licensing.
const LADDER: &[(&str, &str, &str, &str)] = &[
    ("ADV", "", "", "role"),
    ("VW", "", "", "role"),
    ("WL1", "", "auth", ""),
    ("WL2", "", "auth", ""),
    ("ABC", "", "auth", ""),
    ("CPW", "", "auth", ""),
    ("CPN", "", "auth", ""),
    ("CPNB", "", "auth", ""),
    ("PSPO-ENG", "", "order", "role"),
    ("PSPO-ALC", "", "auth", "role"),
    ("ALC-CONF", "", "auth", "role"),
    ("PSPO-FPN", "", "auth", "role"),
    ("FPN-LIT", "", "auth", "role"),
    ("FPN-FLY", "", "auth", "role"),
    ("FPN-GRAF", "", "auth", "role"),
    ("FPN-DOG", "", "auth", "role"),
    ("NA-REQ", "", "auth", "role"),
    ("DISP", "police", "police", "police"),
    ("S59W", "police", "police", "police"),
    ("S59S", "police", "police", "police"),
    ("CLOS-N", "role", "role", ""),
    ("CLOS-O", "role", "role", ""),
    ("INJ", "role", "role", ""),
    ("CBO", "role", "role", ""),
    ("RESP", "role", "role", ""),
    ("SS", "police", "police", "police"),
    ("ARR", "police", "police", "police"),
    ("REF-SAFE-A", "", "", ""),
    ("REF-SAFE-C", "", "", ""),
    ("REF-DRUG", "", "", ""),
    ("REF-HOMELESS", "", "", ""),
    ("REF-FIRE", "", "", ""),
    ("REF-HOUSING", "", "", ""),
    ("REF-TH", "", "", ""),
    ("REF-LIC", "", "", ""),
    ("FLY-REP", "", "", "role"),
    ("NFA", "", "", ""),
];

fn meant(word: &str) -> Option<WhyNot> {
    match word {
        "" => None,
        "role" => Some(WhyNot::Role),
        "auth" => Some(WhyNot::Authorisation),
        "order" => Some(WhyNot::NoOrder),
        "police" => Some(WhyNot::Police),
        other => panic!("{other} is no reason"),
    }
}

#[test]
fn every_act_is_offered_to_whom_the_ladder_says() {
    let listed: Vec<_> = LADDER.iter().map(|(code, ..)| *code).collect();
    assert_eq!(listed, A::LIST.codes);
    let pack = pack();
    for (code, for_asha, without, for_cai) in LADDER {
        let code = A::from_code(code).unwrap();
        assert_eq!(why(Some(&pack), code, asha()), meant(for_asha), "{code:?} to Asha");
        assert_eq!(why(None, code, asha()), meant(without), "{code:?} without a pack");
        let cai = scene("Cai Sample", Role::LicensingOfficer);
        assert_eq!(why(Some(&pack), code, cai), meant(for_cai), "{code:?} to Cai");
        let farah = scene("Farah Sample", Role::Installer);
        let installer = (code != A::Nfa).then_some(WhyNot::Role);
        assert_eq!(why(Some(&pack), code, farah), installer, "{code:?} to an installer");
    }
}

#[test]
fn what_police_in_the_crew_do_is_counted_and_no_more() {
    let together = Scene { police: true, ..asha() };
    for (code, expected) in [
        (A::Ss, None),
        (A::Arr, None),
        (A::Disp, Some(WhyNot::Police)),
        (A::S59w, Some(WhyNot::Police)),
        (A::S59s, Some(WhyNot::Police)),
    ] {
        assert_eq!(why(Some(&pack()), code, together), expected, "{code:?}");
    }
}

#[test]
fn the_first_day_is_in_and_the_last_is_out() {
    let pack = pack();
    for (on, inside) in [("2026-11-21", false), (DAY, true), ("2026-11-23", false)] {
        let then = Scene { day: day(on), ..asha() };
        for (code, ..) in LADDER.iter().filter(|(_, with, without, _)| with != without) {
            let code = A::from_code(code).unwrap();
            assert_eq!(why(Some(&pack), code, then).is_none(), inside, "{code:?} on {on}");
        }
    }
    let mut open = pack;
    open.authorisations.iter_mut().for_each(|one| one.dates.to = None);
    assert_eq!(why(Some(&open), A::Cpw, Scene { day: day("2046-01-01"), ..asha() }), None);
}

#[test]
fn order_condition_and_amount_each_have_days_of_their_own() {
    let past = dates("2026-11-01", DAY);
    let mut order = pack();
    order.orders[0].dates = past;
    assert_eq!(why(Some(&order), A::PspoFpn, asha()), Some(WhyNot::NoOrder));
    let mut condition = pack();
    condition.orders[0].conditions[0].dates = past;
    assert_eq!(conditions(&condition, day(DAY), HERE).len(), 1, "the other is still in force");
    assert_eq!(conditions(&condition, day("2026-11-21"), HERE).len(), 0, "the order was not, then");
    let mut amount = pack();
    amount.parameters.iter_mut().for_each(|one| one.dates = past);
    assert_eq!(why(Some(&amount), A::FpnLit, asha()), Some(WhyNot::Amount));
    assert_eq!(why(Some(&amount), A::PspoAlc, asha()), None, "no penalty, no amount");
    let mut minutes = pack();
    minutes.parameters.iter_mut().for_each(|one| one.unit = PowerUnit::Minutes);
    assert_eq!(why(Some(&minutes), A::FpnLit, asha()), Some(WhyNot::Amount));
}

#[test]
fn the_edge_of_an_order_is_inside_and_a_step_further_is_not() {
    let pack = pack();
    let step = 1e-6;
    for (lat, lon, inside) in [
        (54.0, -1.5, true),
        (54.0 + step, -1.5, true),
        (54.0 - step, -1.5, false),
        (55.0 - step, -1.5, true),
        (55.0 + step, -1.5, false),
        (54.5, -2.0 + step, true),
        (54.5, -2.0 - step, false),
        (54.5, -1.0 - step, true),
        (54.5, -1.0 + step, false),
    ] {
        let there = Scene { place: Some((lat, lon)), ..asha() };
        let expected = (!inside).then_some(WhyNot::NoOrder);
        for code in [A::PspoEng, A::PspoAlc, A::AlcConf, A::PspoFpn] {
            assert_eq!(why(Some(&pack), code, there), expected, "{code:?} at {lat}, {lon}");
        }
        assert_eq!(why(Some(&pack), A::FpnLit, there), None, "litter is litter everywhere");
    }
    let nowhere = Scene { place: None, ..asha() };
    assert_eq!(why(Some(&pack), A::PspoFpn, nowhere), Some(WhyNot::PlaceUnknown));
    let mut holed = pack;
    holed.orders[0].polygon.push(vec![[-1.6, 54.4], [-1.4, 54.4], [-1.4, 54.6], [-1.6, 54.6], [-1.6, 54.4]]);
    assert_eq!(why(Some(&holed), A::PspoFpn, asha()), Some(WhyNot::NoOrder), "in the hole");
}

#[test]
fn an_authorisation_is_one_persons() {
    let pack = pack();
    let fpn = |name, role| why(Some(&pack), A::FpnLit, scene(name, role));
    assert_eq!(fpn(" asha  SAMPLE", Role::EnforcementOfficer), None, "case and spaces tell nobody apart");
    assert_eq!(fpn("Bela Sample", Role::EnforcementOfficer), Some(WhyNot::Authorisation));
    assert_eq!(fpn("Asha Sample", Role::Supervisor), Some(WhyNot::Authorisation), "enrolled as another");
}

#[test]
fn a_penalty_is_admitted_with_the_amount_the_order_and_the_version_in_force() {
    let pack = pack();
    let given = json!({"code": "PSPO-FPN", "condition": "drink"});
    let mut filled = values(given.clone());
    admit(Some(&pack), &mut filled, asha()).unwrap();
    assert_eq!((&filled["amount_pence"], &filled["order"]), (&json!(10_000), &json!("town")));
    assert_eq!(filled["powers_version"], 7);
    let wrong = |change: Value, scene: Scene<'_>| {
        let mut changed = values(given.clone());
        changed.extend(values(change));
        let before = changed.clone();
        let refused = admit(Some(&pack), &mut changed, scene).expect_err("it is refused");
        assert_eq!(changed, before, "nothing is filled in");
        refused
    };
    assert_eq!(wrong(json!({"amount_pence": 9_999}), asha()), Refused::Amount);
    assert_eq!(wrong(json!({"condition": "noise"}), asha()), Refused::Condition);
    assert_eq!(wrong(json!({"condition": null}), asha()), Refused::Condition);
    assert_eq!(wrong(json!({"condition": null, "order": "town"}), asha()), Refused::Condition);
    assert_eq!(wrong(json!({"order": "village"}), asha()), Refused::Condition);
    assert_eq!(wrong(json!({"code": "VW"}), asha()), Refused::Condition, "a warning has none");
    assert_eq!(wrong(json!({"code": "FINE"}), asha()), Refused::Code);
    let elsewhere = Scene { place: Some((56.0, -1.5)), ..asha() };
    assert_eq!(wrong(json!({}), elsewhere), Refused::NotOffered(WhyNot::NoOrder));
}

#[test]
fn two_orders_that_name_a_condition_alike_are_told_apart() {
    let mut two = pack();
    two.orders.push(PowerOrder { id: "park".into(), ..two.orders[0].clone() });
    let mut unsaid = values(json!({"code": "PSPO-FPN", "condition": "drink"}));
    assert_eq!(admit(Some(&two), &mut unsaid, asha()), Err(Refused::Condition));
    let mut said = values(json!({"code": "PSPO-FPN", "condition": "drink", "order": "park"}));
    assert_eq!(admit(Some(&two), &mut said, asha()), Ok(()));
}

#[test]
fn without_a_pack_only_what_needs_none_is_admitted() {
    let mut advice = values(json!({"code": "ADV"}));
    admit(None, &mut advice, asha()).unwrap();
    assert_eq!(advice, values(json!({"code": "ADV"})), "there is no version to name");
    let mut letter = values(json!({"code": "WL1"}));
    assert_eq!(admit(None, &mut letter, asha()), Err(Refused::NotOffered(WhyNot::Authorisation)));
    let mut nothing = values(json!({"code": "NFA", "rationale": " "}));
    assert_eq!(admit(None, &mut nothing, asha()), Err(Refused::Rationale));
    nothing.insert("rationale".into(), json!("They had left."));
    assert_eq!(admit(None, &mut nothing, asha()), Ok(()));
}

#[test]
fn what_was_asked_is_kept_before_penalties_and_before_alcohol_is_taken() {
    let checked: Vec<_> = A::ALL.iter().filter(|code| needs_check(**code)).map(|code| code.code()).collect();
    assert_eq!(checked, ["PSPO-ALC", "ALC-CONF", "PSPO-FPN", "FPN-LIT", "FPN-FLY", "FPN-GRAF", "FPN-DOG"]);
}
