//! Homes: records whose ids follow from the world, so that phones that never heard of each other create the same one.

use beatbook_records::entry::Act;
use beatbook_records::key::natural_id;
use beatbook_records::kinds::Property;
use beatbook_records::record::Record as _;
use serde_json::json;

use crate::phone::Making;
use crate::steps::{area, write};
use crate::tally::{Event, Tally};
use crate::town::Town;

/// So few that officers meet at them.
const HOMES: u32 = 6;
/// What the ids are hashed under.
const SALT: &[u8] = b"town";

/// Write down a home: a create where this phone has not heard of it, else a change.
pub fn write_down(town: &mut Town, who: usize, tally: &mut Tally) {
    if town.phones[who].older {
        return; // its app does not know homes yet
    }
    let uprn = (100_110_000_001 + u64::from(town.rng.u32(0..HOMES))).to_string();
    let tenure = ["OWNER", "PRIVATE_RENT", "UNKNOWN"][town.rng.usize(0..3)];
    let whole = json!({"area": area(town, who), "uprn": uprn, "tenure": tenure});
    let id = natural_id(&Property::KIND, whole.as_object().expect("an object"), SALT);
    let id = id.expect("a home has a key");
    let (act, values) = match town.phones[who].shows(id) {
        None => (Act::Create, whole),
        Some((_, true)) => return,
        Some((_, false)) => {
            (Act::Amend, json!({"tenure": tenure, "address": format!("{} Elm", town.written.len())}))
        }
    };
    if write(town, who, act, Property::KIND.name, Some(id), &values, Making::Sound).is_some() {
        tally.note(if act == Act::Create { Event::Created } else { Event::Amended });
    }
}
