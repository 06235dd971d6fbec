//! One home seen from the street on a visual audit. One tap is one record.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::codes::{AuditCode, AuditResult, StillThere};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// One home as it looked from the street.
    AuditObservation is "audit_observation" placed {
        since: 3, purpose: Purpose::Licensing, retention: Retention::LicenceSixYears,
        sensitivity: Sensitivity::Personal, parent: Some(("audit", "visual_audit")),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The visual audit it belongs to.
    [indexed: true]
    audit: Uuid,
    /// What looking came to.
    [group: Some("result")]
    result: AuditResult,
    /// What was seen.
    codes: Option<BTreeSet<AuditCode>>,
    /// A matter seen earlier and looked at again.
    open_matter: Option<Uuid>,
    /// What became of it.
    still_there: Option<StillThere>,
    /// What was seen, in words.
    [sensitivity: Sensitivity::Personal]
    note: Option<String>,
}
