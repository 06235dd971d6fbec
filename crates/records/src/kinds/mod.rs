//! The kinds, in menu order. Adding one: its file, its line here, its labels.
//!
//! Rule: the only place that lists the kinds.

use crate::field::Kind;
use crate::record::Record;

mod engagement;
mod evidence;
mod note;
mod patrol;
mod patrol_leg;

pub use engagement::Engagement;
pub use evidence::Evidence;
pub use note::Note;
pub use patrol::Patrol;
pub use patrol_leg::{CREW, Crew, PatrolLeg};

/// Every kind this build knows, in menu order.
pub const KINDS: &[Kind] = &[Patrol::KIND, PatrolLeg::KIND, Engagement::KIND, Note::KIND, Evidence::KIND];

/// The kind of this name, if this build knows it.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}
