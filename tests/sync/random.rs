//! Interleaved edits over a lossy link, chosen by a seed: whatever happens, everybody ends equal.

use beatbook_tests::{Faults, Officer, Town};
use chrono::TimeDelta;
use proptest::prelude::*;
use serde_json::json;

use super::town;

#[derive(Debug, Clone)]
enum Step {
    Count(usize),
    Note(usize),
    Amend { who: usize, which: usize, field: bool },
    Void { who: usize, which: usize },
    Sync { who: usize, faults: Vec<u8> },
    Restart(usize),
    Wait { who: usize, minutes: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..2_usize;
    prop_oneof![
        2 => who.clone().prop_map(Step::Count),
        2 => who.clone().prop_map(Step::Note),
        5 => (who.clone(), 0..6_usize, any::<bool>()).prop_map(|(who, which, field)| Step::Amend { who, which, field }),
        1 => (who.clone(), 0..6_usize).prop_map(|(who, which)| Step::Void { who, which }),
        4 => (who.clone(), prop::collection::vec(0..5_u8, 0..3)).prop_map(|(who, faults)| Step::Sync { who, faults }),
        1 => who.clone().prop_map(Step::Restart),
        2 => (who, -30..60_i64).prop_map(|(who, minutes)| Step::Wait { who, minutes }),
    ]
}

fn act(town: &Town, officers: &[&Officer], notes: &mut Vec<uuid::Uuid>, n: usize, step: &Step) {
    let pick = |notes: &[uuid::Uuid], which: usize| (!notes.is_empty()).then(|| notes[which % notes.len()]);
    match *step {
        Step::Count(who) => drop(officers[who].counts("RESIDENT", "stockton")),
        Step::Note(who) => notes.push(officers[who].notes(&format!("Note {n}"), "stockton")),
        Step::Amend { who, which, field } => {
            let Some(note) = pick(notes, which).filter(|note| officers[who].shows(*note).is_some()) else {
                return;
            };
            let values =
                if field { json!({"text": format!("Text {n}")}) } else { json!({"statement": "OPINION"}) };
            officers[who].amends("note", note, values);
        }
        Step::Void { who, which } => {
            let Some(note) = pick(notes, which).filter(|note| officers[who].shows(*note).is_some()) else {
                return;
            };
            officers[who].voids("note", note);
        }
        Step::Sync { who, ref faults } => {
            let faults: Vec<_> = faults
                .iter()
                .map(|fault| match fault {
                    0 => Faults::LoseRequest,
                    1 => Faults::LoseReply,
                    2 => Faults::Twice,
                    _ => Faults::None,
                })
                .collect();
            officers[who].link.plan(&faults);
            drop(officers[who].sync());
        }
        Step::Restart(who) => officers[who].restarts(),
        Step::Wait { who, minutes } => {
            town.advance(TimeDelta::minutes(minutes.abs()));
            officers[who].env.set(officers[who].now() + TimeDelta::minutes(minutes));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn interleaved_edits_over_a_lossy_link_end_equal(steps in prop::collection::vec(step(), 1..40)) {
        let town = town();
        let (asha, bela) = (town.officer("Asha"), town.officer("Bela"));
        let mut notes = Vec::new();
        for (n, step) in steps.iter().enumerate() {
            act(&town, &[&asha, &bela], &mut notes, n, step);
        }
        town.ends_well(&[&asha, &bela]);
        let cora = town.officer("Cora");
        town.ends_well(&[&asha, &bela, &cora]);
    }
}
