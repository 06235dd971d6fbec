//! A person, stored apart from what they are in.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::codes::{SubjectRole, Verified, YesNo};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// A person, stored apart from the matters they are in.
    Subject is "subject" {
        since: 3, menu: Some(Menu::Enforcement), purpose: Purpose::Enforcement,
        retention: Retention::SixYears,
        sensitivity: Sensitivity::Special,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// What they are in the matter.
    role: SubjectRole,
    /// The name.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    name: Option<String>,
    /// The date of birth.
    [sensitivity: Sensitivity::Personal]
    born: Option<NaiveDate>,
    /// The address they gave.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    address: Option<String>,
    /// What they look like.
    [sensitivity: Sensitivity::Personal]
    description: Option<String>,
    /// How name and address were checked.
    verified: Option<Verified>,
    /// Whether they seemed vulnerable.
    [sensitivity: Sensitivity::Special]
    vulnerable: Option<YesNo>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
