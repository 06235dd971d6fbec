//! Why a door has a caution marker: apart from it, for few.

use uuid::Uuid;

use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// Why a door has a caution marker.
    CautionReason is "caution_reason" {
        since: 3, purpose: Purpose::StaffSafety, retention: Retention::SixYears,
        sensitivity: Sensitivity::Special, parent: Some(("marker", "caution_marker")),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The marker.
    [indexed: true]
    marker: Uuid,
    /// Why.
    [rules: &[Rule::NotBlank], sensitivity: Sensitivity::Special]
    text: String,
}
