//! Whom to call.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The organisation's numbers, as far as this device has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ContactList {
    /// The day on which somebody last rang them all; `None` where there are none here.
    pub checked: Option<String>,
    /// They, in their order.
    pub contacts: Vec<ContactRow>,
}

/// A number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ContactRow {
    /// For what: `adults`, `children`, `out_of_hours`, `control_room`.
    pub kind: String,
    /// It, as people write it.
    pub number: String,
}
