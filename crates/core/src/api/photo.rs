//! Photos of records.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// A photo that a record names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotoRow {
    /// The record that says so.
    #[ts(type = "string")]
    pub record: Uuid,
    /// How far it is.
    pub state: PhotoHandIn,
    /// How many bytes it has.
    #[ts(type = "number")]
    pub bytes: u64,
    /// How many of them the hub has.
    #[ts(type = "number")]
    pub sent: u64,
    /// A code: why it cannot be handed in.
    pub reason: Option<String>,
}

/// How far a photo is handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PhotoHandIn {
    /// It waits for its turn, or for signal.
    Waiting,
    /// The hub has all of it.
    OnHub,
    /// It cannot be handed in; it is kept.
    Refused,
    /// Somebody else took it: this device does not know.
    Elsewhere,
}

/// The photos that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhotosWaiting {
    /// How many.
    pub count: u32,
    /// How many bytes they have.
    #[ts(type = "number")]
    pub bytes: u64,
    /// How many of them the hub has.
    #[ts(type = "number")]
    pub sent: u64,
}

/// A photo whose file is there and whose record never came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FoundPhoto {
    /// Its file.
    pub file: String,
    /// How many bytes it has.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// Keep a found photo for a record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KeepFoundPhoto {
    /// Its file.
    pub file: String,
    /// The record it was taken for.
    #[ts(type = "string")]
    pub record: Uuid,
}
