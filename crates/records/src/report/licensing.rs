//! Selective licensing in figures: what ever was, and what is now.
//!
//! Rule: both from the records as they stand. A plan that was made stays made when it is closed, and an application that
//! came stays one when its lead is closed.

use serde_json::Value;

use crate::codes::{InspectionOutcome, LeadStage};
use crate::kinds::{Inspection, Lead, VisualAudit};
use crate::record::{Record as _, Values};

/// The figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Licensing {
    /// Inspections.
    pub inspected: u32,
    /// Improvement plans that were ever made.
    pub plans_ever: u32,
    /// Those that are open now.
    pub plans_now: u32,
    /// Plans whose works were done.
    pub improved_closed: u32,
    /// Inspections that needed no works.
    pub no_works: u32,
    /// Inspections with no outcome yet.
    pub no_outcome: u32,
    /// Visual audits.
    pub visual_audits: u32,
    /// Unlicensed leads that were ever opened.
    pub leads: u32,
    /// Those that wait for an answer now: neither an application came nor was it closed.
    pub leads_open: u32,
    /// Applications that ever came of a lead.
    pub applications: u32,
}

/// Count records that stand, by kind and values. One that repeats another is not counted.
#[must_use]
pub fn licensing<'r>(records: impl IntoIterator<Item = (&'r str, &'r Values)>) -> Licensing {
    let mut figures = Licensing::default();
    for (kind, values) in records {
        let given = |name: &str| values.get(name).is_some_and(|value| !value.is_null());
        if given("duplicate_of") {
            continue;
        }
        let code = |name: &str| values.get(name).and_then(Value::as_str);
        if kind == Inspection::KIND.name {
            let outcome = code("outcome").and_then(InspectionOutcome::from_code);
            figures.inspected += 1;
            figures.plans_ever += u32::from(given("plan_made_on"));
            figures.plans_now += u32::from(outcome == Some(InspectionOutcome::ImprovementPlan));
            figures.improved_closed += u32::from(outcome == Some(InspectionOutcome::ImprovedClosed));
            figures.no_works += u32::from(outcome == Some(InspectionOutcome::NoWorks));
            figures.no_outcome += u32::from(outcome.is_none());
        } else if kind == VisualAudit::KIND.name {
            figures.visual_audits += 1;
        } else if kind == Lead::KIND.name {
            let stage = code("stage").and_then(LeadStage::from_code);
            figures.leads += 1;
            figures.applications += u32::from(given("application_ref"));
            figures.leads_open += u32::from(stage.is_some_and(waits));
        }
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
