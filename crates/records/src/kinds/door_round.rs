//! Doors to be knocked on in a street, checked out to one officer.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::declare::record;
use crate::field::{Purpose, Retention, Rule};

record! {
    /// Doors of a street to be knocked on.
    DoorRound is "door_round" {
        since: 3, purpose: Purpose::CommunitySafety, retention: Retention::Keep,
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
    /// What the round is for.
    [rules: &[Rule::OneLine]]
    purpose: Option<String>,
    /// When it began.
    [group: Some("times"), moves: true]
    started: DateTime<Utc>,
    /// When it ended; absent while it lasts.
    [group: Some("times"), rules: &[Rule::NotBefore("started")], moves: true]
    ended: Option<DateTime<Utc>>,
    /// How often a door is tried at most.
    [rules: &[Rule::Between(1, 9)]]
    tries_most: u16,
    /// The officer whose doors they are.
    [moves: true]
    with_officer: Option<Uuid>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
