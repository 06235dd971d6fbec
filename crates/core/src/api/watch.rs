//! The check-in timer of somebody who works alone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Begin a check-in timer. One that runs already is shown instead.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BeginWatch {
    /// Minutes until the officer must check in: 1 to 480.
    pub minutes: u32,
    /// The home it is tied to, by its UPRN.
    pub uprn: Option<String>,
    /// Where the officer means to be, in words, where it is no home of the gazetteer.
    pub planned: Option<String>,
    /// The knock or the round it belongs to.
    #[ts(type = "string | null")]
    pub door: Option<Uuid>,
}

/// Give the timer that runs more time. Once its time is over nothing changes: then there is an alarm.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct ExtendWatch {
    /// Minutes more: 1 to 480.
    pub minutes: u32,
}

/// Check in: the officer is safe.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct EndWatch {
    /// The PIN.
    pub pin: String,
}

/// The check-in timer that runs, as every screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WatchView {
    /// When the officer must check in.
    pub due: String,
    /// Seconds until then; below 0, since then.
    pub seconds_left: i32,
    /// How far the alarm is.
    pub alarm: WatchAlarm,
    /// Its record; not told behind the lock.
    #[ts(type = "string | null")]
    pub record: Option<Uuid>,
    /// Where the officer meant to be; not told behind the lock.
    pub place: Option<String>,
}

/// How far the alarm of a check-in timer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WatchAlarm {
    /// There is none: the time is not over, or nobody unlocked the book since the app was ended.
    None,
    /// It is written down, and the hub does not have it.
    NotSent,
    /// The hub has it.
    Sent,
}
