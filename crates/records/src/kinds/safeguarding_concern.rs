//! A concern for somebody’s safety. In danger: 999 first, form after.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::codes::{ConsentAsked, SafeguardPathway, Statement, YesNo};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// A concern for somebody’s safety.
    SafeguardingConcern is "safeguarding_concern" placed {
        since: 3, menu: Some(Menu::Everyday), purpose: Purpose::Safeguarding, retention: Retention::SixYears,
        sensitivity: Sensitivity::Special,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// What the concern is.
    pathway: SafeguardPathway,
    /// Whether somebody is in danger now.
    danger_now: YesNo,
    /// Whether 999 was called.
    [moves: true]
    told_999: YesNo,
    /// Whom it is about.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Special]
    about_whom: Option<String>,
    /// What was seen or heard.
    [rules: &[Rule::NotBlank], sensitivity: Sensitivity::Special]
    text: String,
    /// Fact, opinion or told by somebody else.
    statement: Option<Statement>,
    /// Whether consent was asked for.
    [group: Some("consent")]
    consent: ConsentAsked,
    /// Why it was not asked for, or why it is passed on without.
    [group: Some("consent"), rules: &[Rule::When("consent", &["REFUSED", "NOT_ASKED"]), Rule::NotBlank]]
    consent_reason: Option<String>,
    /// Who was told.
    [group: Some("sent"), rules: &[Rule::OneLine], moves: true]
    sent_to: Option<String>,
    /// When.
    [group: Some("sent"), moves: true]
    sent_at: Option<DateTime<Utc>>,
    /// The reference they gave.
    [rules: &[Rule::OneLine], moves: true]
    ack_ref: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
