//! A letter composed on the device, and how it was served.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::codes::{LetterType, Served};
use crate::declare::record;
use crate::entry::Hash;
use crate::field::{Menu, Purpose, Retention, Rule, Sensitivity};

record! {
    /// A letter, composed on the device and served.
    Letter is "letter" placed {
        since: 3, menu: Some(Menu::Enforcement), purpose: Purpose::Enforcement,
        retention: Retention::SixYears,
        sensitivity: Sensitivity::Special,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    area: String,
    /// What it is.
    letter_type: LetterType,
    /// Its number, from the block of the device.
    [rules: &[Rule::OneLine, Rule::NotBlank], asked: false]
    number: String,
    /// The version of the template it was made from.
    [asked: false]
    template_version: u32,
    /// To whom.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    recipient: Option<String>,
    /// Where to.
    [rules: &[Rule::OneLine], sensitivity: Sensitivity::Personal]
    recipient_address: Option<String>,
    /// What it is about, in the words of the letter.
    [sensitivity: Sensitivity::Personal]
    behaviour: Option<String>,
    /// The finished document, by its hash.
    words: Option<Hash>,
    /// How it was served.
    [group: Some("service"), moves: true]
    served: Option<Served>,
    /// When it was served.
    [group: Some("service"), rules: &[Rule::NeededWith("served")], moves: true]
    served_at: Option<DateTime<Utc>>,
    /// The person it concerns, stored apart.
    [indexed: true]
    subject: Option<Uuid>,
    /// The act it is part of.
    [indexed: true]
    action: Option<Uuid>,
    /// The record that this one repeats; reports count that one instead.
    duplicate_of: Option<Uuid>,
}
