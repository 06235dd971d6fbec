//! Home security packs in figures: from sign-up to follow-up.

use crate::codes::{HardeningStatus, YesNo};
use crate::declare::code_list;
use crate::kinds::{HardeningAllocation, HardeningConsent, HardeningFollowup, HardeningSignup, Installation};
use crate::record::{Record as _, Values};

use super::counting::{Counting, code};

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
           No address, name or reason is told with them. A record that repeats another and one that was voided are not counted.",
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
        let became = match code(values, "status").and_then(HardeningStatus::from_code) {
            Some(HardeningStatus::Installed | HardeningStatus::FollowedUp) => Some(F::Fitted),
            Some(HardeningStatus::PartInstalled) => Some(F::PartFitted),
            Some(HardeningStatus::Refused) => Some(F::Refused),
            _ => None,
        };
        [F::Visits].into_iter().chain(became).collect()
    } else if kind == HardeningFollowup::KIND.name {
        let told = [("still_fitted", F::StillFitted), ("works", F::Works), ("revictimised", F::Revictimised)];
        let told = told.into_iter().filter(|(field, _)| yes(field)).map(|(_, figure)| figure);
        [F::FollowedUp].into_iter().chain(told).collect()
    } else {
        Vec::new()
    }
}
