//! The vocabularies, one file each.
//!
//! Rule: codes are what travels and never change their meaning; a retired code stays readable.

use crate::field::CodeList;

mod activity;
mod behaviour;
mod engagement_kind;
mod funding_stream;
mod hardening;
mod inspection;
mod intelligence;
mod licensing;
mod media_type;
mod mode;
mod patrol;
mod photo_copy;
mod photo_slot;
mod powers;
mod safety;
mod statement;
mod street;
mod street_walk;
mod theme;
mod time_source;

pub use activity::Activity;
pub use behaviour::{AgeBand, AsbClass, AsbType, Severity, YesNo};
pub use engagement_kind::EngagementKind;
pub use funding_stream::FundingStream;
pub use hardening::{
    CouldNotFit, Eligibility, FitResult, FollowUpDue, HardeningStatus, Item, NotSigned, SignupChannel,
    StockMove,
};
pub use inspection::{
    Access, FormalAction, Hazard, HazardBand, HazardRating, HazardState, HhsrsScheme, InspectionOutcome,
};
pub use intelligence::{Handling, InformationGrade, Marking, Provenance, SourceGrade};
pub use licensing::{ExemptReason, LeadSource, LeadStage, LicenceStatus, LicensingArea, Tenure};
pub use media_type::MediaType;
pub use mode::Mode;
pub use patrol::{DoseBand, PartnerAgency, PlaceSource};
pub use photo_copy::PhotoCopy;
pub use photo_slot::PhotoSlot;
pub use powers::{ActionCode, ActionOutcome, LetterType, Served, SubjectRole, Verified};
pub use safety::{CautionCode, ConsentAsked, DayPart, DoorOutcome, SafeguardPathway, SentVia, WelfareState};
pub use statement::Statement;
pub use street::{AssetState, AssetType, MembershipState, OutreachKind, RetailProblem, Scheme};
pub use street_walk::{AuditCode, AuditResult, StillThere, WalkSide};
pub use theme::{Theme, Worry};
pub use time_source::TimeSource;

/// Every vocabulary, for the generated TypeScript and the labels test.
pub const LISTS: &[&CodeList] = &[
    &Activity::LIST,
    &AsbClass::LIST,
    &AsbType::LIST,
    &Severity::LIST,
    &AgeBand::LIST,
    &YesNo::LIST,
    &EngagementKind::LIST,
    &FundingStream::LIST,
    &Eligibility::LIST,
    &SignupChannel::LIST,
    &HardeningStatus::LIST,
    &Item::LIST,
    &FitResult::LIST,
    &CouldNotFit::LIST,
    &NotSigned::LIST,
    &StockMove::LIST,
    &FollowUpDue::LIST,
    &HhsrsScheme::LIST,
    &Hazard::LIST,
    &HazardBand::LIST,
    &HazardRating::LIST,
    &HazardState::LIST,
    &Access::LIST,
    &InspectionOutcome::LIST,
    &FormalAction::LIST,
    &SourceGrade::LIST,
    &InformationGrade::LIST,
    &Handling::LIST,
    &Marking::LIST,
    &Provenance::LIST,
    &LicensingArea::LIST,
    &Tenure::LIST,
    &LicenceStatus::LIST,
    &ExemptReason::LIST,
    &LeadSource::LIST,
    &LeadStage::LIST,
    &MediaType::LIST,
    &Mode::LIST,
    &PartnerAgency::LIST,
    &DoseBand::LIST,
    &PlaceSource::LIST,
    &ActionCode::LIST,
    &ActionOutcome::LIST,
    &Served::LIST,
    &SubjectRole::LIST,
    &Verified::LIST,
    &LetterType::LIST,
    &SafeguardPathway::LIST,
    &ConsentAsked::LIST,
    &WelfareState::LIST,
    &SentVia::LIST,
    &DoorOutcome::LIST,
    &DayPart::LIST,
    &CautionCode::LIST,
    &PhotoSlot::LIST,
    &PhotoCopy::LIST,
    &Statement::LIST,
    &AssetType::LIST,
    &AssetState::LIST,
    &Scheme::LIST,
    &MembershipState::LIST,
    &OutreachKind::LIST,
    &RetailProblem::LIST,
    &AuditResult::LIST,
    &AuditCode::LIST,
    &StillThere::LIST,
    &WalkSide::LIST,
    &Theme::LIST,
    &Worry::LIST,
    &TimeSource::LIST,
    &crate::role::Role::LIST,
];
