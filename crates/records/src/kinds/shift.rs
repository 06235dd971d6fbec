//! A tour of duty: who works with whom, from when to when.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::codes::PartnerAgency;
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// A tour of duty.
    Shift is "shift" {
        since: 3, menu: Some(Menu::Everyday), purpose: Purpose::StaffSafety, retention: Retention::SixYears,
        sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// When it began.
    [group: Some("times"), moves: true]
    started: DateTime<Utc>,
    /// When it ended; absent while it runs.
    [group: Some("times"), rules: &[Rule::NotBefore("started")], moves: true]
    ended: Option<DateTime<Utc>>,
    /// Who works together, as they write it.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    crew: Option<String>,
    /// The call sign.
    [rules: &[Rule::OneLine]]
    call_sign: Option<String>,
    /// The vehicle, by its registration or fleet number.
    [rules: &[Rule::OneLine]]
    vehicle: Option<String>,
    /// Whether the kit was checked.
    kit_check: Option<bool>,
    /// Partners who take part.
    partners: Option<BTreeSet<PartnerAgency>>,
    /// Whether it is a day of action.
    day_of_action: Option<bool>,
    /// The briefing it began with.
    [rules: &[Rule::OneLine]]
    briefing: Option<String>,
    /// Whether the vehicle was left as it should be.
    [moves: true]
    vehicle_check: Option<bool>,
    /// What the next shift should know.
    [moves: true]
    handover: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
