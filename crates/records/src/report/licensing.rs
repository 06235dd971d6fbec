//! Selective licensing in figures: what ever was, and what is now.
//!
//! Rule: both from the records as they stand. A plan that was made stays made when it is closed, and an application that
//! came stays one when its lead is closed.

use crate::codes::{InspectionOutcome, LeadStage};
use crate::declare::code_list;
use crate::kinds::{Inspection, Lead, VisualAudit};
use crate::record::{Record as _, Values};

use super::counting::{Counting, PLAIN, code};

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

/// The report.
pub const COUNTING: Counting = Counting {
    name: "licensing",
    title: "Selective licensing",
    rule: "Inspections, visual audits and leads that began in the period, as their records stand now: what was \"ever\" stays \
           when it is closed, what is \"now\" does not. A record that repeats another and one that was voided are not \
           counted.",
    kinds: &[Inspection::KIND.name, VisualAudit::KIND.name, Lead::KIND.name],
    figures: &LicensingFigure::LIST,
    within: &[
        ("inspected", &["plans_now", "improved_closed", "no_works", "no_outcome"]),
        ("inspected", &["plans_ever"]),
        ("leads", &["leads_open"]),
        ("leads", &["applications"]),
    ],
    of: |kind, values| figures_of(kind, values).into_iter().map(LicensingFigure::code).collect(),
    ..PLAIN
};

/// What a record counts for.
fn figures_of(kind: &str, values: &Values) -> Vec<LicensingFigure> {
    use LicensingFigure as F;
    let given = |name: &str| values.get(name).is_some_and(|value| !value.is_null());
    let mut figures = Vec::new();
    if kind == Inspection::KIND.name {
        figures.push(F::Inspected);
        figures.extend(given("plan_made_on").then_some(F::PlansEver));
        figures.extend(match code(values, "outcome").and_then(InspectionOutcome::from_code) {
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
        let waiting = code(values, "stage").and_then(LeadStage::from_code).is_some_and(waits);
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
