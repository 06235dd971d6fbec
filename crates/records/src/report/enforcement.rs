//! The enforcement ladder: what officers did, act by act, from words of advice to arrests.

use crate::codes::ActionCode;
use crate::kinds::Action;
use crate::record::Record as _;

use super::counting::{Counting, PLAIN, code};

/// The report.
pub const COUNTING: Counting = Counting {
    name: "enforcement",
    title: "Enforcement ladder",
    rule: "Acts of the period by what was done. An act that was voided is not counted; one that was corrected counts as it \
           stands now.",
    kinds: &[Action::KIND.name],
    figures: &ActionCode::LIST,
    within: &[],
    of: |_, values| {
        code(values, "code").and_then(ActionCode::from_code).map(ActionCode::code).into_iter().collect()
    },
    ..PLAIN
};
