//! One work of an improvement plan.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// One work of an improvement plan.
    PlanItem is "plan_item" {
        since: 3, purpose: Purpose::Licensing, retention: Retention::LicenceSixYears,
        sensitivity: Sensitivity::Personal, parent: Some(("inspection", "inspection")),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The inspection it follows from.
    [indexed: true]
    inspection: Uuid,
    /// The hazard it puts right.
    hazard: Option<Uuid>,
    /// What is to be done.
    [rules: &[Rule::NotBlank]]
    work: String,
    /// The day it is due.
    due: NaiveDate,
    /// The day it was seen to be done.
    [group: Some("done"), moves: true]
    done_on: Option<NaiveDate>,
    /// What shows that it is done.
    [group: Some("done"), moves: true]
    done_how: Option<String>,
}
