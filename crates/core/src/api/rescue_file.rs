//! The rescue file: what this phone has and the hub does not, for a phone that will not see the hub again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A rescue file that lies on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RescueFile {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub path: String,
    /// When it was made.
    pub made: String,
    /// Its bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// How many entries it holds.
    pub entries: u32,
    /// How many photos it holds.
    pub photos: u32,
}

/// What a rescue file holds, and what nothing but this phone does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RescueState {
    /// The last one made of this book, where it is there as it was made.
    pub file: Option<RescueFile>,
    /// Own entries that neither the hub has confirmed nor the file holds.
    pub entries: u32,
    /// Photos that neither the hub nor the file has.
    pub photos: u32,
}
