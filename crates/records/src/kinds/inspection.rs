//! A licence inspection; hazards, conditions and plan items are records of their own.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::codes::{Access, FormalAction, HhsrsScheme, InspectionOutcome, YesNo};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// An inspection of a licensed home.
    Inspection is "inspection" placed {
        since: 3, menu: Some(Menu::Licensing), purpose: Purpose::Licensing,
        retention: Retention::LicenceSixYears,
        sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The number of the licence.
    [rules: &[Rule::OneLine]]
    licence_no: Option<String>,
    /// Whether notice was given.
    notice_given: YesNo,
    /// When it began.
    [group: Some("times"), moves: true]
    started: DateTime<Utc>,
    /// When it ended.
    [group: Some("times"), rules: &[Rule::NotBefore("started")], moves: true]
    ended: Option<DateTime<Utc>>,
    /// The list of hazards, by the day it began.
    [group: Some("times"), rules: &[Rule::SchemeOn("started")], asked: false]
    scheme: HhsrsScheme,
    /// Whether the officer got in.
    access: Access,
    /// Whether a tenant was there.
    tenant_present: Option<YesNo>,
    /// Whether the alarms were tested.
    alarms_tested: Option<YesNo>,
    /// What it came to; absent while it is not decided.
    [group: Some("outcome"), moves: true]
    outcome: Option<InspectionOutcome>,
    /// The day it came to that.
    [group: Some("outcome"), moves: true]
    outcome_on: Option<NaiveDate>,
    /// The day an improvement plan was first made; it stays when the plan is closed.
    [moves: true]
    plan_made_on: Option<NaiveDate>,
    /// The formal action.
    [group: Some("outcome"), rules: &[Rule::When("outcome", &["FORMAL_ACTION"])], moves: true]
    formal_action: Option<FormalAction>,
    /// The day of the next visit.
    [moves: true]
    next_visit_on: Option<NaiveDate>,
    /// Anything else.
    [sensitivity: Sensitivity::Personal]
    note: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
