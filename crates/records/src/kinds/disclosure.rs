//! Information shared with a partner: to whom, under what, and what of it.

use uuid::Uuid;

use crate::declare::record;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// Information shared with a partner.
    Disclosure is "disclosure" {
        since: 3, menu: Some(Menu::Everyday), purpose: Purpose::CommunitySafety,
        retention: Retention::SixYears, sensitivity: Sensitivity::Special,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// Who was told: the organisation and the person's post there.
    [rules: &[Rule::OneLine, Rule::NotBlank]]
    recipient: String,
    /// The law or agreement that allows it.
    [rules: &[Rule::OneLine, Rule::NotBlank]]
    gateway: String,
    /// The sharing agreement, by its reference.
    [rules: &[Rule::OneLine]]
    agreement: Option<String>,
    /// What was shared, in a few words: the least that was needed.
    [sensitivity: Sensitivity::Special, rules: &[Rule::NotBlank]]
    shared: String,
    /// Whether nobody can be told from it.
    depersonalised: bool,
    /// Why it was needed.
    reason: Option<String>,
    /// The record that it was taken from.
    [indexed: true]
    about: Option<Uuid>,
}
