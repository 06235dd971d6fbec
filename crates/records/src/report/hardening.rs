//! Home security packs in figures: from sign-up to follow-up.

use crate::codes::{HardeningStatus, YesNo};
use crate::declare::code_list;
use crate::kinds::{
    FittedItem, HardeningAllocation, HardeningConsent, HardeningFollowup, HardeningSignup, Installation,
};
use crate::record::{Record as _, Values};

use super::counting::{Counting, PLAIN, code};
use super::hardening_tables::TABLES;

code_list! {
    /// What is counted.
    HardeningFigure {
        /// Homes signed up
        SignedUp = "signed_up",
        /// Consents given
        Consented = "consented",
        /// Packs set aside
        SetAside = "set_aside",
        /// Visits to fit a pack
        Visits = "visits",
        /// Packs fitted whole
        Fitted = "fitted",
        /// Packs fitted in part
        PartFitted = "part_fitted",
        /// Packs refused at the visit
        Refused = "refused",
        /// Homes followed up
        FollowedUp = "followed_up",
        /// Follow-ups where everything is still fitted
        StillFitted = "still_fitted",
        /// Follow-ups where everything works
        Works = "works",
        /// Follow-ups that tell of another crime
        Revictimised = "revictimised",
    }
}

/// The report.
pub const COUNTING: Counting = Counting {
    name: "hardening",
    title: "Home security packs",
    rule: "Sign-ups, consents, packs set aside, visits and follow-ups that began in the period, as their records stand now. \
           No address, name or reason is told with them. Follow-ups are due 4 weeks and 6 months after the visit that \
           fitted something: those that came due by the last day are told, and whether they were made since. A record that \
           repeats another and one that was voided are not counted.",
    kinds: &[
        HardeningSignup::KIND.name,
        HardeningConsent::KIND.name,
        HardeningAllocation::KIND.name,
        Installation::KIND.name,
        HardeningFollowup::KIND.name,
    ],
    figures: &HardeningFigure::LIST,
    within: &[
        ("visits", &["fitted", "part_fitted", "refused"]),
        ("followed_up", &["still_fitted"]),
        ("followed_up", &["works"]),
        ("followed_up", &["revictimised"]),
    ],
    of: |kind, values| figures_of(kind, values).into_iter().map(HardeningFigure::code).collect(),
    tables: TABLES,
    children: &[FittedItem::KIND.name, HardeningFollowup::KIND.name],
    way: 2,
    ..PLAIN
};

fn figures_of(kind: &str, values: &Values) -> Vec<HardeningFigure> {
    use HardeningFigure as F;
    let yes = |field: &str| code(values, field) == Some(YesNo::Yes.code());
    if kind == HardeningSignup::KIND.name {
        vec![F::SignedUp]
    } else if kind == HardeningConsent::KIND.name {
        let agreed = values.get("agreed").and_then(serde_json::Value::as_bool) == Some(true);
        agreed.then_some(F::Consented).into_iter().collect()
    } else if kind == HardeningAllocation::KIND.name {
        vec![F::SetAside]
    } else if kind == Installation::KIND.name {
        [F::Visits].into_iter().chain(became(values)).collect()
    } else if kind == HardeningFollowup::KIND.name {
        let told = [("still_fitted", F::StillFitted), ("works", F::Works), ("revictimised", F::Revictimised)];
        let told = told.into_iter().filter(|(field, _)| yes(field)).map(|(_, figure)| figure);
        [F::FollowedUp].into_iter().chain(told).collect()
    } else {
        Vec::new()
    }
}

/// What became of a pack at a visit.
pub(super) fn became(visit: &Values) -> Option<HardeningFigure> {
    match code(visit, "status").and_then(HardeningStatus::from_code)? {
        HardeningStatus::Installed | HardeningStatus::FollowedUp => Some(HardeningFigure::Fitted),
        HardeningStatus::PartInstalled => Some(HardeningFigure::PartFitted),
        HardeningStatus::Refused => Some(HardeningFigure::Refused),
        _ => None,
    }
}
