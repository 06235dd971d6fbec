//! A visit to fit a pack.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::codes::{HardeningStatus, NotSigned};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// A visit to fit a pack.
    Installation is "installation" placed {
        since: 3, purpose: Purpose::TargetHardening, retention: Retention::Months24,
        sensitivity: Sensitivity::Special, assignee: Some("assignee"),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The allocation.
    [indexed: true]
    allocation: Option<Uuid>,
    /// The sign-up.
    [indexed: true]
    signup: Option<Uuid>,
    /// The number of the pack.
    [rules: &[Rule::OneLine, Rule::NotBlank]]
    pack_no: String,
    /// When it began.
    [group: Some("times"), moves: true]
    started: DateTime<Utc>,
    /// When it ended.
    [group: Some("times"), rules: &[Rule::NotBefore("started")], moves: true]
    ended: Option<DateTime<Utc>>,
    /// What it came to.
    [moves: true]
    status: HardeningStatus,
    /// Whether the leaflet on home cameras was given.
    [moves: true]
    camera_leaflet: Option<bool>,
    /// Whether the resident was shown how things work.
    [moves: true]
    shown_how: Option<bool>,
    /// How safe the resident felt before, 1 to 5.
    [rules: &[Rule::Between(1, 5)]]
    feels_safe_before: Option<u16>,
    /// The signature as strokes, as JSON.
    [group: Some("signature"), asked: false, sensitivity: Sensitivity::Personal, moves: true]
    signature: Option<String>,
    /// The name of whoever signed.
    [group: Some("signature"), rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal, moves: true]
    signed_by: Option<String>,
    /// Why there is no signature.
    [group: Some("signature"), moves: true]
    not_signed: Option<NotSigned>,
    /// Anything else.
    [sensitivity: Sensitivity::Personal]
    note: Option<String>,
    /// The installer it is with; nobody once it is closed.
    [moves: true]
    assignee: Option<Uuid>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
