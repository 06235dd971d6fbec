//! A duty on the beat. Its hours are the sum of its legs, never a field.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::codes::{Activity, FundingStream, Mode, TimeSource};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule};

record! {
    /// A duty on the beat, made of legs; clock and person time follow from the legs.
    Patrol is "patrol" { purpose: Purpose::PatrolReporting, retention: Retention::Keep, }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::NotBlank]]
    area: String,
    /// The hotspot plan the patrol carries out, if any.
    plan: Option<String>,
    /// Which money pays for it.
    [indexed: true]
    funding_stream: FundingStream,
    /// How the crew moves.
    mode: Mode,
    /// What the times rest on.
    time_source: TimeSource,
    /// When it began.
    [group: Some("times"), indexed: true]
    started: DateTime<Utc>,
    /// When it was finished; absent while it runs.
    [group: Some("times"), rules: &[Rule::NotBefore("started")]]
    finished: Option<DateTime<Utc>>,
    /// Minutes of the duty beyond the planned patrol.
    [rules: &[Rule::Between(0, 1440)]]
    extended_activity_min: Option<u16>,
    /// The weather, in a few words.
    weather: Option<String>,
    /// Examples of what the crew did.
    activities: Option<BTreeSet<Activity>>,
    /// The shift it is a part of, if one was begun.
    [since: 3, indexed: true]
    shift: Option<Uuid>,
    /// The code by which others join it; the patrol's id follows from it.
    [since: 3, rules: &[Rule::OneLine], asked: false]
    join_code: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
