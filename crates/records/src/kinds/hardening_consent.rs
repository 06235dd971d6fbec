//! What a resident agreed to, in which words.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::codes::{NotSigned, YesNo};
use crate::declare::record;
use crate::field::{Purpose, Retention, Rule, Sensitivity};

record! {
    /// What a resident agreed to.
    HardeningConsent is "hardening_consent" {
        since: 3, purpose: Purpose::TargetHardening, retention: Retention::Months24,
        sensitivity: Sensitivity::Special, parent: Some(("signup", "hardening_signup")), assignee: Some("assignee"),
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// The sign-up.
    [indexed: true]
    signup: Uuid,
    /// The version of the wording.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    wording: String,
    /// Whether the privacy notice was given.
    privacy_notice: bool,
    /// Whether they agreed.
    agreed: bool,
    /// Whether they may be asked again later.
    contact_later: Option<bool>,
    /// Whether the landlord agrees.
    [moves: true]
    landlord_ok: Option<YesNo>,
    /// The landlord.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    landlord: Option<String>,
    /// The signature as strokes, as JSON.
    [group: Some("signature"), asked: false, sensitivity: Sensitivity::Personal]
    signature: Option<String>,
    /// The name of whoever signed.
    [group: Some("signature"), rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    signed_by: Option<String>,
    /// Why there is no signature.
    [group: Some("signature"), rules: &[Rule::NeededWithout("signature")]]
    not_signed: Option<NotSigned>,
    /// The day it was taken back.
    [moves: true]
    withdrawn_on: Option<NaiveDate>,
    /// The officer it is with.
    [moves: true]
    assignee: Option<Uuid>,
}
