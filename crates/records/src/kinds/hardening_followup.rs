//! Asking a home again, after 4 weeks and 6 months.

use uuid::Uuid;

use crate::codes::{FollowUpDue, YesNo};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// Asking a home again.
    HardeningFollowup is "hardening_followup" {
        since: 3, purpose: Purpose::TargetHardening, retention: Retention::Months24,
        sensitivity: Sensitivity::Special, parent: Some(("installation", "installation")), assignee: Some("assignee"),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The installation.
    [indexed: true]
    installation: Uuid,
    /// Which of the two.
    due: FollowUpDue,
    /// Whether everything is still fitted.
    still_fitted: YesNo,
    /// Whether it works.
    works: YesNo,
    /// Whether it is used.
    used: YesNo,
    /// How safe the resident felt before, 1 to 5.
    [rules: &[Rule::Between(1, 5)]]
    feels_safe_before: Option<u16>,
    /// How safe the resident feels now, 1 to 5.
    [rules: &[Rule::Between(1, 5)]]
    feels_safe_after: Option<u16>,
    /// Whether there was another crime.
    [group: Some("crime"), sensitivity: Sensitivity::Special]
    revictimised: Option<YesNo>,
    /// Its reference.
    [group: Some("crime"), rules: &[Rule::OneLine], sensitivity: Sensitivity::Special]
    crime_ref: Option<String>,
    /// Anything else.
    [sensitivity: Sensitivity::Personal]
    note: Option<String>,
    /// The officer it is with.
    [moves: true]
    assignee: Option<Uuid>,
}
