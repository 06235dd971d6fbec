//! A conversation, counted by one tap; detail may be added later. No name by default.

use uuid::Uuid;

use crate::codes::{EngagementKind, Theme, Worry};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// A conversation with a resident, a business or somebody else, counted by one tap.
    Engagement is "engagement" { purpose: Purpose::PatrolReporting, retention: Retention::Keep, }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::NotBlank]]
    area: String,
    /// The patrol it happened on, if any.
    [indexed: true]
    patrol: Option<Uuid>,
    /// The hotspot it happened in, if any.
    [group: Some("place")]
    hotspot: Option<String>,
    /// The version of the reference pack the hotspot was read from.
    [group: Some("place")]
    hotspot_version: Option<u32>,
    /// Whom the officer talked to.
    kind: EngagementKind,
    /// How many people it was; one tap is one.
    [rules: &[Rule::Between(1, 999)]]
    count: u16,
    /// What it was about.
    theme: Option<Theme>,
    /// What worries the person most.
    what_worries: Option<Worry>,
    /// How safe the person feels here, 1 not at all to 5 very.
    [rules: &[Rule::Between(1, 5)]]
    feels_safe: Option<u16>,
    /// What the person asked for.
    action_asked: Option<String>,
    /// A place that feels unsafe, as the person describes it.
    [since: 3, rules: &[Rule::OneLine]]
    place_unsafe: Option<String>,
    /// The business or home, by its UPRN, where the officer chose one; no name.
    [since: 3, rules: &[Rule::Uprn], asked: false, sensitivity: Sensitivity::Personal]
    uprn: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
