//! The kinds, in menu order. Adding one: its file, its line here, its labels.
//!
//! Rule: the only place that lists the kinds.

use crate::field::Kind;
use crate::record::Record;

mod action;
mod audit_observation;
mod caution_marker;
mod caution_reason;
mod condition_check;
mod defensibility_check;
mod disclosure;
mod door_knock;
mod door_round;
mod engagement;
mod evidence;
mod fitted_item;
mod hardening_allocation;
mod hardening_consent;
mod hardening_followup;
mod hardening_signup;
mod hazard;
mod inspection;
mod installation;
mod intelligence_report;
mod intelligence_source;
mod lead;
mod letter;
mod note;
mod observation;
mod outreach_session;
mod patrol;
mod patrol_leg;
mod patrol_member;
mod plan_item;
mod property;
mod safeguarding_concern;
mod scheme_membership;
mod shift;
mod shop_problem;
mod stock_movement;
mod street_asset;
mod subject;
mod visit;
mod visual_audit;
mod welfare_check;

pub use action::Action;
pub use audit_observation::AuditObservation;
pub use caution_marker::CautionMarker;
pub use caution_reason::CautionReason;
pub use condition_check::ConditionCheck;
pub use defensibility_check::DefensibilityCheck;
pub use disclosure::Disclosure;
pub use door_knock::DoorKnock;
pub use door_round::DoorRound;
pub use engagement::Engagement;
pub use evidence::Evidence;
pub use fitted_item::FittedItem;
pub use hardening_allocation::HardeningAllocation;
pub use hardening_consent::HardeningConsent;
pub use hardening_followup::HardeningFollowup;
pub use hardening_signup::HardeningSignup;
pub use hazard::HazardFound;
pub use inspection::Inspection;
pub use installation::Installation;
pub use intelligence_report::IntelligenceReport;
pub use intelligence_source::IntelligenceSource;
pub use lead::Lead;
pub use letter::Letter;
pub use note::Note;
pub use observation::Observation;
pub use outreach_session::OutreachSession;
pub use patrol::Patrol;
pub use patrol_leg::{CREW, Crew, PatrolLeg};
pub use patrol_member::PatrolMember;
pub use plan_item::PlanItem;
pub use property::Property;
pub use safeguarding_concern::SafeguardingConcern;
pub use scheme_membership::SchemeMembership;
pub use shift::Shift;
pub use shop_problem::ShopProblem;
pub use stock_movement::StockMovement;
pub use street_asset::StreetAsset;
pub use subject::Subject;
pub use visit::Visit;
pub use visual_audit::VisualAudit;
pub use welfare_check::WelfareCheck;

/// Every kind this build knows, in menu order.
pub const KINDS: &[Kind] = &[
    Patrol::KIND,
    PatrolLeg::KIND,
    Engagement::KIND,
    Note::KIND,
    Evidence::KIND,
    Shift::KIND,
    Visit::KIND,
    Observation::KIND,
    Action::KIND,
    Subject::KIND,
    DefensibilityCheck::KIND,
    Letter::KIND,
    Property::KIND,
    VisualAudit::KIND,
    AuditObservation::KIND,
    Lead::KIND,
    Inspection::KIND,
    HazardFound::KIND,
    PlanItem::KIND,
    ConditionCheck::KIND,
    HardeningSignup::KIND,
    HardeningConsent::KIND,
    HardeningAllocation::KIND,
    Installation::KIND,
    FittedItem::KIND,
    StockMovement::KIND,
    HardeningFollowup::KIND,
    StreetAsset::KIND,
    SchemeMembership::KIND,
    OutreachSession::KIND,
    IntelligenceReport::KIND,
    IntelligenceSource::KIND,
    SafeguardingConcern::KIND,
    WelfareCheck::KIND,
    ShopProblem::KIND,
    DoorRound::KIND,
    DoorKnock::KIND,
    CautionMarker::KIND,
    CautionReason::KIND,
    PatrolMember::KIND,
    Disclosure::KIND,
];

/// The kind of this name, if this build knows it.
#[must_use]
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}
