//! A home that wants a pack, and why it may have one.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::codes::{Eligibility, HardeningStatus, SignupChannel, Tenure};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// A home that wants a target hardening pack.
    HardeningSignup is "hardening_signup" placed {
        since: 3, menu: Some(Menu::Hardening), purpose: Purpose::TargetHardening,
        retention: Retention::Months24,
        sensitivity: Sensitivity::Special, assignee: Some("assignee"),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// How they signed up.
    channel: SignupChannel,
    /// The resident’s name.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    name: Option<String>,
    /// The resident’s phone number.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    phone: Option<String>,
    /// How the home is held.
    tenure: Tenure,
    /// Why the home may have a pack; no medical detail.
    [sensitivity: Sensitivity::Special, moves: true]
    eligibility: Option<BTreeSet<Eligibility>>,
    /// Who assessed it.
    [rules: &[Rule::OneLine], moves: true]
    assessed_by: Option<String>,
    /// How far the home is.
    [moves: true]
    status: HardeningStatus,
    /// The officer it is with.
    [moves: true]
    assignee: Option<Uuid>,
    /// Anything the fitter needs to know; no medical detail.
    [sensitivity: Sensitivity::Personal]
    note: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
