//! A shop with a problem, what was agreed and who keeps in touch.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::codes::RetailProblem;
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// A shop with a problem and what was agreed.
    ShopProblem is "shop_problem" placed {
        since: 3, menu: Some(Menu::Enforcement), purpose: Purpose::CommunitySafety,
        retention: Retention::SixYears,
        sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The shop.
    [rules: &[Rule::OneLine, Rule::NotBlank]]
    business: String,
    /// What it suffers from.
    problems: Option<BTreeSet<RetailProblem>>,
    /// Offences in the last twelve months, as the shop or the police count them.
    [rules: &[Rule::Between(0, 9_999)]]
    offences_12m: Option<u16>,
    /// The single point of contact.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    contact: Option<String>,
    /// What was agreed.
    [rules: &[Rule::NotBlank]]
    plan: String,
    /// The day to look again.
    [moves: true]
    review_on: Option<NaiveDate>,
    /// What came of it.
    [moves: true]
    result: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
