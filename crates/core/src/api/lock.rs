//! The lock before the book.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Settings;

/// What the screen needs before the book is open.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LockState {
    /// Whether the book is open.
    pub stage: LockStage,
    /// Seconds until the next PIN may be tried; 0 is now.
    pub wait_seconds: u32,
    /// Whether a patrol ran when the book was shut. Not known after the app was ended.
    pub patrol: bool,
    /// Entries that waited for the hub when the book was last looked into.
    pub waiting: u32,
    /// How the app is set.
    pub settings: Settings,
}

/// How far the lock is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LockStage {
    /// Open for enrolment; the PIN is still to be chosen.
    NoPin,
    /// Shut: the PIN opens it.
    Locked,
    /// Open.
    Open,
}

/// A PIN as typed.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct UnlockBook {
    /// 6 to 12 digits.
    pub pin: String,
}

/// The first PIN.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ChoosePin {
    /// 6 to 12 digits.
    pub pin: String,
    /// The same again.
    pub again: String,
}

/// Another PIN.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ChangePin {
    /// The one in use.
    pub old: String,
    /// 6 to 12 digits.
    pub pin: String,
    /// The same again.
    pub again: String,
}

/// What the organisation needs to make a rescue code.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RescueRequest {
    /// The key of the book, sealed to the organisation; `None` before a PIN is chosen.
    pub request: Option<String>,
}

/// A rescue code, and the PIN to use from now on.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RescueBook {
    /// As the organisation gave it.
    pub code: String,
    /// 6 to 12 digits.
    pub pin: String,
    /// The same again.
    pub again: String,
}
