//! Selective licensing in figures: what ever was, and what is now.
//!
//! Rule: both from the records as they stand. A plan that was made stays made when it is closed, and an application that
//! came stays one when its lead is closed.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::codes::{InspectionOutcome, LeadStage};
use crate::declare::code_list;
use crate::kinds::{Inspection, Lead, VisualAudit};
use crate::record::{Record as _, Values};

code_list! {
    /// What is counted.
    LicensingFigure {
        /// Inspections
        Inspected = "inspected",
        /// Improvement plans ever made
        PlansEver = "plans_ever",
        /// Improvement plans open now
        PlansNow = "plans_now",
        /// Improved and closed
        ImprovedClosed = "improved_closed",
        /// Inspections with no works needed
        NoWorks = "no_works",
        /// Inspections with no outcome yet
        NoOutcome = "no_outcome",
        /// Visual audits
        VisualAudits = "visual_audits",
        /// Unlicensed leads ever opened
        Leads = "leads",
        /// Unlicensed leads that wait for an answer now
        LeadsOpen = "leads_open",
        /// Applications ever received from leads
        Applications = "applications",
    }
}

/// Records that are read, by the names of their kinds.
pub const KINDS: [&str; 3] = [Inspection::KIND.name, VisualAudit::KIND.name, Lead::KIND.name];

/// The records that make each figure, of those that stand, each given with its kind and values. One that repeats another
/// is not counted.
#[must_use]
pub fn licensing<'r, R>(
    records: impl IntoIterator<Item = (R, &'r str, &'r Values)>,
) -> BTreeMap<LicensingFigure, Vec<R>>
where
    R: Copy,
{
    let mut figures: BTreeMap<LicensingFigure, Vec<R>> =
        LicensingFigure::ALL.iter().map(|figure| (*figure, Vec::new())).collect();
    for (record, kind, values) in records {
        for figure in figures_of(kind, values) {
            figures.entry(figure).or_default().push(record);
        }
    }
    figures
}

/// What a record counts for.
fn figures_of(kind: &str, values: &Values) -> Vec<LicensingFigure> {
    use LicensingFigure as F;
    let given = |name: &str| values.get(name).is_some_and(|value| !value.is_null());
    if given("duplicate_of") {
        return Vec::new();
    }
    let code = |name: &str| values.get(name).and_then(Value::as_str);
    let mut figures = Vec::new();
    if kind == Inspection::KIND.name {
        figures.push(F::Inspected);
        figures.extend(given("plan_made_on").then_some(F::PlansEver));
        figures.extend(match code("outcome").and_then(InspectionOutcome::from_code) {
            Some(InspectionOutcome::ImprovementPlan) => Some(F::PlansNow),
            Some(InspectionOutcome::ImprovedClosed) => Some(F::ImprovedClosed),
            Some(InspectionOutcome::NoWorks) => Some(F::NoWorks),
            Some(_) => None,
            None => Some(F::NoOutcome),
        });
    } else if kind == VisualAudit::KIND.name {
        figures.push(F::VisualAudits);
    } else if kind == Lead::KIND.name {
        figures.push(F::Leads);
        figures.extend(given("application_ref").then_some(F::Applications));
        let waiting = code("stage").and_then(LeadStage::from_code).is_some_and(waits);
        figures.extend(waiting.then_some(F::LeadsOpen));
    }
    figures
}

/// Whether a lead waits for an answer at this stage.
const fn waits(stage: LeadStage) -> bool {
    !matches!(
        stage,
        LeadStage::ApplicationReceived
            | LeadStage::ExemptConfirmed
            | LeadStage::EmptyConfirmed
            | LeadStage::ClosedNoOffence
    )
}
