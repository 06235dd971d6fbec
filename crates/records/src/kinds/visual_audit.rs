//! A street walked house by house; looked and saw nothing is a result.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::codes::{LicensingArea, WalkSide};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule};

record! {
    /// A street walked house by house, seen from the street only.
    VisualAudit is "visual_audit" {
        since: 3, purpose: Purpose::Licensing, retention: Retention::LicenceSixYears,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The street.
    [rules: &[Rule::OneLine, Rule::NotBlank]]
    street: String,
    /// How the postcodes of its houses begin, where the street is in several.
    [rules: &[Rule::OneLine], asked: false]
    postcode: Option<String>,
    /// The selective licensing area.
    licensing_area: Option<LicensingArea>,
    /// Which side was walked.
    side: WalkSide,
    /// When it began.
    [group: Some("times"), moves: true]
    started: DateTime<Utc>,
    /// When it ended; absent while it lasts.
    [group: Some("times"), rules: &[Rule::NotBefore("started")], moves: true]
    ended: Option<DateTime<Utc>>,
    /// How many homes the street has on that side.
    [rules: &[Rule::Between(0, 9_999)], asked: false]
    homes: Option<u16>,
    /// What to know about the street.
    note: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
