//! A lone worker’s timer: due when, what came of it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::codes::{SentVia, WelfareState};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// A lone worker’s timer.
    WelfareCheck is "welfare_check" placed {
        since: 3, purpose: Purpose::StaffSafety, retention: Retention::SixYears,
        sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// When it was set.
    [group: Some("times")]
    started: DateTime<Utc>,
    /// When the officer must check in.
    [group: Some("times"), rules: &[Rule::NotBefore("started")]]
    due: DateTime<Utc>,
    /// How the officer is.
    [group: Some("state"), moves: true]
    state: WelfareState,
    /// Since when.
    [group: Some("state"), moves: true]
    state_at: DateTime<Utc>,
    /// How an alarm went out.
    [group: Some("state"), moves: true]
    sent_via: Option<SentVia>,
    /// Where the officer meant to be.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    planned: Option<String>,
    /// The door or visit it is tied to.
    [indexed: true]
    door: Option<Uuid>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
