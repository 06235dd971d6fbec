//! A business in a scheme.

use chrono::NaiveDate;

use crate::codes::{MembershipState, Scheme};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// A business in a scheme.
    SchemeMembership is "scheme_membership" placed {
        since: 3, menu: Some(Menu::Enforcement), purpose: Purpose::CommunitySafety,
        retention: Retention::SixYears,
        natural_key: &["scheme", "business_key"],
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The business.
    [rules: &[Rule::OneLine, Rule::NotBlank]]
    business: String,
    /// The UPRN of the business, or its name where it has none.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    business_key: String,
    /// The scheme.
    scheme: Scheme,
    /// Where the membership stands.
    [group: Some("state"), moves: true]
    state: MembershipState,
    /// From which day.
    [group: Some("state"), moves: true]
    since: NaiveDate,
    /// The day its kit was last checked.
    [moves: true]
    kit_checked_on: Option<NaiveDate>,
    /// The day its staff were last trained.
    [moves: true]
    trained_on: Option<NaiveDate>,
    /// Whom to ask for.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    contact: Option<String>,
    /// Anything else.
    note: Option<String>,
}
