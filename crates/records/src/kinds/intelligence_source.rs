//! Who told it: sealed, and apart from the report.

use uuid::Uuid;

use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// Who told it, apart from the report.
    IntelligenceSource is "intelligence_source" {
        since: 3, purpose: Purpose::Intelligence, retention: Retention::SixYears,
        sensitivity: Sensitivity::Sealed, parent: Some(("report", "intelligence_report")),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The report.
    [indexed: true]
    report: Uuid,
    /// Who it was and how to reach them.
    [rules: &[Rule::NotBlank], sensitivity: Sensitivity::Special]
    source: String,
}
