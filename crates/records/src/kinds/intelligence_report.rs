//! Information for the police, graded 3x5x2; the source is not in it.

use uuid::Uuid;

use crate::codes::{Handling, InformationGrade, Marking, Provenance, SourceGrade, YesNo};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// Information for the police, graded 3x5x2.
    IntelligenceReport is "intelligence_report" {
        since: 3, menu: Some(Menu::Enforcement), purpose: Purpose::Intelligence,
        retention: Retention::SixYears,
        sensitivity: Sensitivity::Special,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// How reliable the source is, as the officer thinks.
    proposed_source: SourceGrade,
    /// How the information is known, as the officer thinks.
    proposed_information: InformationGrade,
    /// How it may be shared.
    [group: Some("handling")]
    handling: Handling,
    /// The conditions.
    [group: Some("handling"), rules: &[Rule::When("handling", &["C"]), Rule::NotBlank]]
    handling_conditions: Option<String>,
    /// How reliable the source is, as the force says.
    [asked: false, moves: true]
    final_source: Option<SourceGrade>,
    /// How the information is known, as the force says.
    [asked: false, moves: true]
    final_information: Option<InformationGrade>,
    /// The protective marking.
    marking: Marking,
    /// Whom or what it is about; one alone.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Special]
    about_whom: Option<String>,
    /// What is known, without saying from whom.
    [rules: &[Rule::NotBlank], sensitivity: Sensitivity::Special]
    text: String,
    /// How the officer came to know.
    provenance: Provenance,
    /// Whether it was come by in the open.
    overt: YesNo,
    /// The reference of the force.
    [rules: &[Rule::OneLine], asked: false, moves: true]
    force_urn: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
