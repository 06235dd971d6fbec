//! A home that may be let without a licence, and how far the matter is.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::codes::{LeadSource, LeadStage};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// A home that may be let without a licence.
    Lead is "lead" placed {
        since: 3, menu: Some(Menu::Licensing), purpose: Purpose::Licensing, retention: Retention::SixYears,
        sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// Where it came from.
    source: LeadSource,
    /// How far it is.
    [group: Some("stage"), moves: true]
    stage: LeadStage,
    /// Why it was closed.
    [group: Some("stage"), rules: &[Rule::When("stage", &["CLOSED_NO_OFFENCE"]), Rule::NotBlank], moves: true]
    closed_reason: Option<String>,
    /// The application that came of it.
    [
        group: Some("stage"), rules: &[Rule::OneLine, Rule::NeededWhen("stage", &["APPLICATION_RECEIVED"])],
        moves: true
    ]
    application_ref: Option<String>,
    /// The owner as traced.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal, moves: true]
    owner_traced: Option<String>,
    /// The day of the first contact.
    [moves: true]
    contact_1_at: Option<NaiveDate>,
    /// The day of the second contact.
    [moves: true]
    contact_2_at: Option<NaiveDate>,
    /// The day to look again.
    [moves: true]
    next_step_on: Option<NaiveDate>,
    /// The record it was raised from.
    [indexed: true]
    raised_by: Option<Uuid>,
    /// What is known.
    [sensitivity: Sensitivity::Personal]
    text: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
