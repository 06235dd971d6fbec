//! Whom to call: numbers of the authority that a phone shows at every gate, its book open or shut.
//!
//! Rule: nothing of any person is in it, because phones keep it outside their encrypted books. The authority signs the text.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The numbers, as they are signed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contacts {
    /// Another with every import.
    pub version: u32,
    /// The day on which somebody last rang them all.
    pub checked: NaiveDate,
    /// The numbers, in the order in which they are shown.
    pub contacts: Vec<Contact>,
}

/// A number to call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    /// For what: [`CONTACT_KINDS`]; a phone passes over those of a newer hub.
    pub kind: String,
    /// The number, as people write it.
    pub number: String,
}

/// The numbers, as they travel and lie on the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedContacts {
    /// The JSON of the numbers, as signed.
    pub contacts: String,
    /// The organisation key's signature over [`contacts_text`], 128 hexadecimal digits.
    pub signature: String,
}

/// What a number may be for.
pub const CONTACT_KINDS: [&str; 4] = ["adults", "children", "out_of_hours", "control_room"];
/// The most numbers of one authority.
pub const CONTACTS_MAX: usize = 20;

/// The text that the organisation signs.
#[must_use]
pub fn contacts_text(contacts: &str) -> String {
    format!("beatbook-contacts 1\n{contacts}")
}
