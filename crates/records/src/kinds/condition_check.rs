//! Whether one condition of a licence is met.

use uuid::Uuid;

use crate::codes::YesNo;
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// Whether a condition of a licence is met.
    ConditionCheck is "condition_check" {
        since: 3, purpose: Purpose::Licensing, retention: Retention::LicenceSixYears,
        sensitivity: Sensitivity::Personal, parent: Some(("inspection", "inspection")),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The inspection.
    [indexed: true]
    inspection: Uuid,
    /// The number of the condition.
    [rules: &[Rule::OneLine, Rule::NotBlank]]
    number: String,
    /// Whether it is met.
    met: YesNo,
    /// What was found.
    [sensitivity: Sensitivity::Personal]
    note: Option<String>,
}
