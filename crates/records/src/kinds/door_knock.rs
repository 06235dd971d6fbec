//! One knock on one door. One tap is one record.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::codes::{DayPart, DoorOutcome, Theme};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// One knock on one door.
    DoorKnock is "door_knock" placed {
        since: 3, purpose: Purpose::CommunitySafety, retention: Retention::SixYears,
        sensitivity: Sensitivity::Personal, parent: Some(("round", "door_round")),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The round it belongs to.
    [indexed: true]
    round: Uuid,
    /// What it came to.
    [group: Some("outcome")]
    outcome: DoorOutcome,
    /// When to come back.
    [group: Some("outcome")]
    call_back: Option<DayPart>,
    /// What was talked about.
    themes: Option<BTreeSet<Theme>>,
    /// Whether a leaflet was left.
    leaflet: Option<bool>,
    /// The sign-up that came of it.
    signed_up: Option<Uuid>,
    /// The lead that came of it.
    lead: Option<Uuid>,
    /// How safe the person feels here, 1 to 5.
    [rules: &[Rule::Between(1, 5)]]
    feels_safe: Option<u16>,
    /// What to know.
    [sensitivity: Sensitivity::Personal]
    note: Option<String>,
}
