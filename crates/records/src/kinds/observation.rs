//! Antisocial behaviour or its traces, as an officer saw it.

use uuid::Uuid;

use crate::codes::{AgeBand, AsbClass, AsbType, Severity, Statement, YesNo};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// Antisocial behaviour as an officer saw it.
    Observation is "observation" placed {
        since: 3, menu: Some(Menu::Enforcement), purpose: Purpose::CommunitySafety,
        retention: Retention::SixYears,
        sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// What was seen.
    [group: Some("what")]
    asb_type: AsbType,
    /// Its class.
    [group: Some("what"), asked: false]
    asb_class: AsbClass,
    /// How bad it was.
    severity: Option<Severity>,
    /// How many people took part.
    [rules: &[Rule::Between(0, 999)]]
    people_count: Option<u16>,
    /// Roughly how old they were.
    age_band: Option<AgeBand>,
    /// Whether it has happened here before.
    repeat: Option<YesNo>,
    /// What it does to those who suffer it.
    [sensitivity: Sensitivity::Personal]
    victim_impact: Option<String>,
    /// The police or council reference.
    [rules: &[Rule::OneLine]]
    incident_ref: Option<String>,
    /// What was seen, in words.
    [sensitivity: Sensitivity::Personal]
    text: Option<String>,
    /// Fact, opinion or told by somebody else.
    statement: Option<Statement>,
    /// The patrol it happened on, if any.
    [indexed: true]
    patrol: Option<Uuid>,
    /// The hotspot it happened in, if any.
    [rules: &[Rule::OneLine], asked: false]
    hotspot: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
