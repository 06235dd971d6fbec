//! What an officer did about behaviour: the ladder of powers.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::codes::{ActionCode, ActionOutcome, Served, YesNo};
use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// What an officer did about behaviour.
    Action is "action" placed {
        since: 3, menu: Some(Menu::Enforcement), purpose: Purpose::Enforcement,
        retention: Retention::SixYears,
        sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// What was done.
    [group: Some("power")]
    code: ActionCode,
    /// Why; needed where nothing was done.
    [
        group: Some("power"),
        rules: &[Rule::NeededWhen("code", &["NFA"]), Rule::NotBlank],
        sensitivity: Sensitivity::Personal
    ]
    rationale: Option<String>,
    /// The order whose condition was breached, by its id.
    [group: Some("power"), rules: &[Rule::OneLine], asked: false]
    order: Option<String>,
    /// The condition, by its id.
    [group: Some("power"), rules: &[Rule::OneLine, Rule::NeededWhen("code", &["PSPO-FPN"])], asked: false]
    condition: Option<String>,
    /// The version of the reference pack it was offered by.
    [group: Some("power"), asked: false]
    powers_version: Option<u32>,
    /// The person it concerns, stored apart.
    [indexed: true]
    subject: Option<Uuid>,
    /// What was seen before.
    [indexed: true]
    observation: Option<Uuid>,
    /// Whether a warning came first.
    warning_given: Option<YesNo>,
    /// The number of the notice.
    [rules: &[Rule::OneLine], asked: false]
    notice_no: Option<String>,
    /// How it was served.
    [moves: true]
    served: Option<Served>,
    /// The amount, in pence, as the dated parameters had it.
    [rules: &[Rule::Between(0, 10_000_000)], asked: false]
    amount_pence: Option<u32>,
    /// The day it is due.
    [moves: true]
    due: Option<NaiveDate>,
    /// Where the body camera kept it.
    [rules: &[Rule::OneLine]]
    body_cam_ref: Option<String>,
    /// How it ended.
    [moves: true]
    outcome: Option<ActionOutcome>,
    /// The patrol it happened on, if any.
    [indexed: true]
    patrol: Option<Uuid>,
    /// The hotspot it happened in, if any.
    [rules: &[Rule::OneLine], asked: false]
    hotspot: Option<String>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
