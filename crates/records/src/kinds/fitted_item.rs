//! One item of a pack: fitted where, tested, or why not.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::codes::{CouldNotFit, FitResult, Item};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// One item of a pack and what became of it.
    FittedItem is "fitted_item" {
        since: 3, purpose: Purpose::TargetHardening, retention: Retention::Months24,
        sensitivity: Sensitivity::Special, parent: Some(("installation", "installation")), assignee: Some("assignee"),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The installation.
    [indexed: true]
    installation: Uuid,
    /// The pack it came from.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    pack_no: String,
    /// What it is.
    [group: Some("item")]
    item: Item,
    /// How many.
    [group: Some("item"), rules: &[Rule::Between(1, 99)]]
    quantity: u16,
    /// Whether it was fitted.
    [group: Some("item")]
    result: FitResult,
    /// Why not.
    [group: Some("item"), rules: &[Rule::When("result", &["COULD_NOT_FIT"])]]
    could_not_fit: Option<CouldNotFit>,
    /// Where in the home.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    position: Option<String>,
    /// Maker and model.
    [rules: &[Rule::OneLine]]
    maker: Option<String>,
    /// The serial number.
    [rules: &[Rule::OneLine], indexed: true]
    serial: Option<String>,
    /// The batch.
    [rules: &[Rule::OneLine], indexed: true]
    batch: Option<String>,
    /// The standard it meets.
    [rules: &[Rule::OneLine]]
    standard: Option<String>,
    /// Whether it was tested.
    tested: Option<bool>,
    /// The day it was recalled.
    [asked: false, moves: true]
    recalled_on: Option<NaiveDate>,
    /// The installer it is with; nobody once it is closed.
    [moves: true]
    assignee: Option<Uuid>,
}
