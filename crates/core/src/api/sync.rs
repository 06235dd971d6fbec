//! How far the hand-in is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::PhotosWaiting;

/// The one-line answer, on every screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Chip {
    /// Which word.
    pub state: ChipState,
    /// Own entries that the hub has not confirmed.
    pub waiting: u32,
    /// Own photos that the hub does not have yet.
    pub photos: u32,
    /// Entries and photos that need the officer, and one more where the device has to be signed in again.
    pub needs_you: u32,
    /// When the hub last answered well.
    pub last_sent_at: Option<String>,
    /// When the oldest waiting entry was written.
    pub oldest_waiting_at: Option<String>,
}

/// The word on the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChipState {
    /// The hub has said that it has everything.
    AllSent,
    /// Something waits.
    Waiting,
    /// Something needs the officer.
    NeedsYou,
}

/// The sync screen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SyncState {
    /// The one-line answer.
    pub chip: Chip,
    /// Whether a try is under way.
    pub running: bool,
    /// What waits, newest first, at most 50.
    pub waiting: Vec<WaitingItem>,
    /// Entries written today, by the device's date, that the hub has confirmed.
    pub sent_today: u32,
    /// What needs the officer.
    pub needs_you: Vec<NeedsYou>,
    /// The photos that wait; they go after the entries.
    pub photos: PhotosWaiting,
    /// How far the reading of what others wrote is, where not all of it is here.
    pub reading: Option<ReadingState>,
    /// When the last try was.
    pub last_try_at: Option<String>,
    /// When the next one is due.
    pub next_try_at: Option<String>,
    /// Why the last try failed, if it did.
    pub problem: Option<SyncProblem>,
}

/// How far the reading of what others wrote is: the first download, or an area that was gained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadingState {
    /// Months of areas that this device is to have.
    pub parts: u32,
    /// Those that are here as a whole.
    pub read: u32,
    /// The records that are here.
    pub records: u32,
    /// Whether it was paused; work is handed in all the same.
    pub paused: bool,
}

/// Pause the reading of what others wrote, or go on with it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct PauseReading {
    /// Whether it is paused.
    pub paused: bool,
}

/// Why a try failed. Nothing is lost by any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SyncProblem {
    /// The hub cannot be reached.
    NoConnection,
    /// The hub answered, and said no.
    HubRefused,
    /// The device's clock is too far from the hub's.
    ClockWrong,
    /// The enrolment was ended.
    Revoked,
    /// The hub has not heard of this device for so long that somebody has to sign it in again.
    SignInExpired,
    /// The hub has too much to do.
    HubBusy,
    /// Anything else.
    Internal,
}

/// An entry that the hub has not confirmed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WaitingItem {
    /// It.
    #[ts(type = "string")]
    pub entry: Uuid,
    /// Its record.
    #[ts(type = "string")]
    pub record: Uuid,
    /// The record's kind.
    pub kind: String,
    /// What tells the record from others of its kind.
    pub title: String,
    /// When it was written.
    pub recorded: String,
    /// How far it is.
    pub state: WaitingState,
}

/// How far a waiting entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WaitingState {
    /// Saved on this device.
    Waiting,
    /// The hub has answered for it.
    Sent,
}

/// An entry that the hub keeps unapplied, or a value that lost a settlement.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NeedsYou {
    /// The entry.
    #[ts(type = "string")]
    pub entry: Uuid,
    /// Its record.
    #[ts(type = "string")]
    pub record: Uuid,
    /// The record's kind.
    pub kind: String,
    /// What tells the record from others of its kind.
    pub title: String,
    /// A code: why the hub holds it, `overruled`, or `asked`.
    pub reason: String,
    /// The fields concerned.
    pub fields: Vec<String>,
    /// What a supervisor asks, where the reason is `asked`.
    pub asked: Option<AskedNudge>,
}

/// What a supervisor asks about a record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AskedNudge {
    /// Its number.
    #[ts(type = "number")]
    pub n: u64,
    /// In their words.
    pub words: String,
    /// Who.
    pub by: String,
}

/// Say of a record that somebody asked about that it is right as it is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct AnswerNudge {
    /// The number of the question.
    #[ts(type = "number")]
    pub n: u64,
}
