//! What an officer asked before a penalty notice or an act under a PSPO.

use uuid::Uuid;

use crate::codes::{AgeBand, YesNo};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// What was asked before a penalty notice or an act under a PSPO.
    DefensibilityCheck is "defensibility_check" {
        since: 3, purpose: Purpose::Enforcement, retention: Retention::SixYears,
        sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The act it was asked for.
    [indexed: true]
    action: Option<Uuid>,
    /// Whether the sign was there and photographed.
    sign_photographed: YesNo,
    /// Whether the age was asked.
    age_asked: YesNo,
    /// The age given.
    age_band: Option<AgeBand>,
    /// Whether vulnerability was considered.
    vulnerability_asked: YesNo,
    /// Whether the person seemed vulnerable.
    [sensitivity: Sensitivity::Special]
    vulnerable: Option<YesNo>,
    /// Whether a warning came first.
    warning_given: YesNo,
    /// Whether the person understood.
    understood: Option<YesNo>,
    /// Anything else.
    [sensitivity: Sensitivity::Personal]
    note: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
