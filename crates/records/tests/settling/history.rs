//! Random histories: three officers write one record, hand in and read when the signal allows.

use beatbook_records::clock::Hlc;
use beatbook_records::entry::Act;
use beatbook_records::field::Kind;
use beatbook_records::kinds::Patrol;
use beatbook_records::record::{Record as _, Values};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::book::{Hub, Written};

/// 1 August 2023, 10:00 UTC.
const START_MS: i64 = 1_690_884_000_000;

/// One thing an officer does. `who` is 0 Asha, 1 Bela, 2 Cai.
#[derive(Debug, Clone)]
pub enum Step {
    /// Amends these of [`UNITS`], by bit.
    Amend {
        who: usize,
        units: u8,
        clears: bool,
    },
    Void {
        who: usize,
    },
    /// Hands in at most so many waiting entries.
    HandIn {
        who: usize,
        most: usize,
    },
    /// Reads the feed to its end.
    Read {
        who: usize,
    },
    /// An officer's clock jumps by so many seconds.
    Jump {
        who: usize,
        seconds: i64,
    },
}

/// What an amend can touch: two single fields, a group and a set.
pub const UNITS: [&str; 4] = ["plan", "weather", "times", "activities"];

/// The patrol kind: it has single fields, a group and a set.
pub static PATROL: Kind = Patrol::KIND;

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0..3usize;
    let step = prop_oneof![
        6 => (who.clone(), 1..16u8, prop::bool::weighted(0.15))
            .prop_map(|(who, units, clears)| Step::Amend { who, units, clears }),
        1 => who.clone().prop_map(|who| Step::Void { who }),
        4 => (who.clone(), 1..4usize).prop_map(|(who, most)| Step::HandIn { who, most }),
        3 => who.clone().prop_map(|who| Step::Read { who }),
        1 => (who, -100_000..100_000i64).prop_map(|(who, seconds)| Step::Jump { who, seconds }),
    ];
    prop::collection::vec(step, 1..40)
}

/// An officer's device, as far as it matters here.
#[derive(Default)]
struct Officer {
    view: usize,
    waiting: std::collections::VecDeque<Written>,
    at: Hlc,
    off_seconds: i64,
}

/// Play a history on an empty hub; in the end everything is handed in.
pub fn play(steps: &[Step], mut hub: Hub) -> Hub {
    let mut officers: [Officer; 3] = Default::default();
    let mut now_ms = START_MS;
    let mut written = 0u128;
    let mut write = |officer: &mut Officer, journal, act, values, now_ms: i64| {
        written += 1;
        officer.at = officer.at.tick(now_ms + officer.off_seconds * 1000);
        let id = Uuid::from_u128(written);
        Written { id, journal, act, values, view: officer.view, at: officer.at }
    };
    let create = write(&mut officers[0], 0, Act::Create, create_values(), now_ms);
    hub.commit(create, now_ms);
    officers.iter_mut().for_each(|officer| officer.view = 1);
    for (serial, step) in steps.iter().enumerate() {
        now_ms += 61_000;
        match *step {
            Step::Amend { who, units, clears } => {
                let values = amend_values(serial, units, clears, hub.kind.is_some());
                let entry = write(&mut officers[who], who, Act::Amend, values, now_ms);
                officers[who].waiting.push_back(entry);
            }
            Step::Void { who } => {
                let entry = write(&mut officers[who], who, Act::Void, Values::new(), now_ms);
                officers[who].waiting.push_back(entry);
            }
            Step::HandIn { who, most } => hand_in(&mut hub, &mut officers[who], most, now_ms),
            Step::Read { who } => officers[who].view = hub.log.len(),
            Step::Jump { who, seconds } => officers[who].off_seconds = seconds,
        }
    }
    officers.iter_mut().for_each(|officer| hand_in(&mut hub, officer, usize::MAX, now_ms));
    hub
}

fn hand_in(hub: &mut Hub, officer: &mut Officer, most: usize, now_ms: i64) {
    for _ in 0..most.min(officer.waiting.len()) {
        hub.commit(officer.waiting.pop_front().expect("counted"), now_ms);
    }
}

fn values(value: Value) -> Values {
    let Value::Object(values) = value else { unreachable!("written as an object") };
    values
}

pub fn create_values() -> Values {
    values(json!({
        "area": "stockton", "funding_stream": "ASB_HOTSPOT", "mode": "FOOT", "time_source": "MANUAL",
        "started": "2023-08-01T09:30:00Z", "activities": ["REASSURANCE"],
    }))
}

/// Every value is the only one of its kind in the history, so that it can be followed.
fn amend_values(serial: usize, units: u8, clears: bool, known_kind: bool) -> Values {
    let touched = |unit: usize| units & (1 << unit) != 0;
    let mut given = Values::new();
    for (unit, name) in UNITS.iter().enumerate().filter(|(unit, _)| touched(*unit)) {
        match *name {
            "times" if known_kind => {
                given.insert("started".into(), format!("2023-08-01T10:{:02}:00Z", serial % 60).into());
                given.insert("finished".into(), format!("2023-08-01T12:{:02}:00Z", serial % 60).into());
            }
            "times" => _ = given.insert("started".into(), format!("2023-08-01T10:{serial:02}:00Z").into()),
            "activities" => {
                let codes = ["PSPO", "WELFARE", "REASSURANCE"];
                let (add, remove) = (codes[serial % 3], codes[(serial + 1 + unit) % 3]);
                let delta = if add == remove {
                    json!({"add": [add]})
                } else {
                    json!({"add": [add], "remove": [remove]})
                };
                given.insert((*name).into(), delta);
            }
            _ if clears => _ = given.insert((*name).into(), Value::Null),
            _ => _ = given.insert((*name).into(), format!("{name} {serial}").into()),
        }
    }
    given
}
