//! The licensing figures of a year can be entered and read back: what ever was, and what is now.

use beatbook_records::report::licensing::{Licensing, licensing};
use beatbook_records::role::Role;
use beatbook_tests::Carried;
use serde_json::{Value, json};

use super::town;

#[test]
fn the_figures_of_a_year_are_right_ever_and_now() {
    let town = town();
    let hub = town.serve();
    let mut bela = Carried::enrolled(&town, &hub, "Bela", Role::LicensingOfficer, &["north"]);
    bela.hands_in();
    let mut inspect = |outcomes: &[Value]| {
        let inspection = bela.write("inspection", json!({ "notice_given": "YES", "access": "GIVEN" }));
        for outcome in outcomes {
            bela.update(&inspection, outcome.clone());
        }
    };
    let plan =
        json!({ "outcome": "IMPROVEMENT_PLAN", "outcome_on": "2023-10-02", "plan_made_on": "2023-10-02" });
    let closed = json!({ "outcome": "IMPROVED_CLOSED", "outcome_on": "2023-11-02" });
    let nothing = json!({ "outcome": "NO_WORKS", "outcome_on": "2023-10-02" });
    (0..62).for_each(|_| inspect(&[plan.clone(), closed.clone()]));
    (0..68).for_each(|_| inspect(std::slice::from_ref(&plan)));
    (0..92).for_each(|_| inspect(std::slice::from_ref(&nothing)));
    (0..21).for_each(|_| inspect(&[]));
    for n in 0..160 {
        bela.write("visual_audit", json!({ "street": format!("Street {n}"), "side": "BOTH" }));
    }
    for n in 0..301 {
        let lead = bela.write("lead", json!({ "source": "DOOR_KNOCK", "stage": "OPEN" }));
        if n < 205 {
            bela.update(
                &lead,
                json!({ "stage": "APPLICATION_RECEIVED", "application_ref": format!("L/{n}") }),
            );
        }
        if n < 5 {
            bela.update(&lead, json!({ "stage": "CLOSED_NO_OFFENCE", "closed_reason": "Licensed" }));
        }
    }
    bela.hands_in();
    let records = town.dump().records;
    let figures = licensing(
        records
            .values()
            .filter(|(_, _, voided, _)| !voided)
            .map(|(kind, values, ..)| (kind.as_str(), values)),
    );
    let expected = Licensing {
        inspected: 243,
        plans_ever: 130,
        plans_now: 68,
        improved_closed: 62,
        no_works: 92,
        no_outcome: 21,
        visual_audits: 160,
        leads: 301,
        leads_open: 96,
        applications: 205,
    };
    assert_eq!(figures, expected);
}
