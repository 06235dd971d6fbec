//! Time inside one hotspot on a patrol, and what it rests on.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::codes::{DoseBand, TimeSource};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule};

record! {
    /// Time inside one hotspot on a patrol.
    Visit is "visit" {
        since: 3, purpose: Purpose::PatrolReporting, retention: Retention::Keep,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The patrol.
    [indexed: true]
    patrol: Uuid,
    /// The hotspot, by its id in the reference pack.
    [group: Some("where"), rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    hotspot: String,
    /// The version of the reference pack the hotspot was read from.
    [group: Some("where"), asked: false]
    hotspot_version: Option<u32>,
    /// When it began.
    [group: Some("times"), moves: true]
    entered: DateTime<Utc>,
    /// When it ended; absent while it lasts.
    [group: Some("times"), rules: &[Rule::NotBefore("entered")], moves: true]
    left: Option<DateTime<Utc>>,
    /// Minutes with one or more officers present.
    [rules: &[Rule::Between(0, 1440)]]
    patrol_min: Option<u16>,
    /// Minutes times officers.
    [rules: &[Rule::Between(0, 65_535)]]
    person_min: Option<u16>,
    /// How long it was, against what works.
    dose_band: Option<DoseBand>,
    /// What the times rest on.
    time_source: TimeSource,
    /// How many positions it rests on.
    fixes: Option<u32>,
    /// The least exact of them, in metres.
    [rules: &[Rule::Between(0, 10_000)]]
    worst_accuracy_m: Option<u16>,
    /// Minutes without a position.
    [rules: &[Rule::Between(0, 1440)]]
    gap_min: Option<u16>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
