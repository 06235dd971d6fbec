//! A pack set aside for a home, and who fits it when.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::codes::HardeningStatus;
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// A pack set aside for a home.
    HardeningAllocation is "hardening_allocation" placed {
        since: 3, purpose: Purpose::TargetHardening, retention: Retention::Months24,
        sensitivity: Sensitivity::Special, assignee: Some("assignee"),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The sign-up.
    [indexed: true]
    signup: Uuid,
    /// The number of the pack.
    [rules: &[Rule::OneLine, Rule::NotBlank]]
    pack_no: String,
    /// How far it is.
    [moves: true]
    status: HardeningStatus,
    /// When the visit is booked.
    [moves: true]
    booked_at: Option<DateTime<Utc>>,
    /// The installer it is with; nobody once it is closed.
    [moves: true]
    assignee: Option<Uuid>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
