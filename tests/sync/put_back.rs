//! A phone and the hub are both put back to an earlier state, and nobody says so.

use beatbook_tests::{Faults, Town};
use serde_json::json;

/// What the hub told a phone that its answer made begin another journal, the phone has not read. Were it taken for
/// confirmed, nobody would hand in again what the hub then loses: the phone's cursor is of the history that is left.
#[test]
fn what_a_forking_answer_confirms_is_offered_to_a_hub_put_back_later() {
    let town = Town::new();
    let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
    asha.counts("RESIDENT", "stockton");
    asha.sync().expect("a sync");
    let earlier = town.twin();
    bela.counts("RESIDENT", "stockton");
    bela.sync().expect("a sync");

    let kept = asha.notes("Before", "stockton");
    asha.amends("note", kept, json!({"text": "After"}));
    let backup = town.place("backup");
    asha.backs_up(&backup);
    let written = asha.written();
    asha.sync().expect("a sync");
    asha.counts("YOUNG", "stockton");
    asha.sync().expect("a sync");
    asha.restores(&backup);
    asha.link.plan(&[Faults::None, Faults::LoseRequest]);
    assert!(asha.sync().is_err(), "she hears that the hub knows more of her journal, and then nothing");

    let after = town.place("after");
    asha.backs_up(&after);
    let asha = asha.found_with(after, &earlier, written).expect("the same phone");
    earlier.ends_well(&[&asha]);
    assert!(earlier.dump().records.contains_key(&kept), "the hub has it again");
}
