//! The slip of a shift: what was written, and how far it is.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{RecordRow, SyncProblem};

/// What this device wrote since the shift began, and what older is not with the hub.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Slip {
    /// The shift that runs, or the last one that ended today.
    pub shift: Option<ShiftView>,
    /// From when on: the shift's begin, or midnight without one.
    pub since: String,
    /// How many records are how far.
    pub counts: SlipCounts,
    /// Why nothing goes at the moment, where the last try failed.
    pub problem: Option<SyncProblem>,
    /// They: first what the hub does not have, then the newest.
    pub rows: Vec<SlipRow>,
}

/// A shift.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShiftView {
    /// Its record.
    #[ts(type = "string")]
    pub record: Uuid,
    /// When it began.
    pub started: String,
    /// When it ended; `None` while it runs.
    pub ended: Option<String>,
    /// Who works together, as they wrote it.
    pub crew: Option<String>,
    /// The vehicle.
    pub vehicle: Option<String>,
}

/// Records by how far they are. A record is counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SlipCounts {
    /// All of them.
    pub all: u32,
    /// With the hub, by its receipt.
    pub confirmed: u32,
    /// On this device alone.
    pub waiting: u32,
    /// The hub has answered; its receipt is still to come.
    pub sent: u32,
    /// The hub has what was written, and not yet the photo.
    pub photo: u32,
    /// Waiting for somebody to do something.
    pub needs_you: u32,
}

/// One record on a slip.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SlipRow {
    /// It.
    pub row: RecordRow,
    /// As people can say it: `BB-7F3K`.
    pub reference: String,
    /// Where its last confirmed entry stands in the hub's history.
    pub receipt: Option<u64>,
    /// Why the hub does not have all of it; `None` where it has.
    pub why: Option<SlipWhy>,
    /// A code that says more: why it is held, or why its photo is refused.
    pub reason: Option<String>,
}

/// Why the hub does not have all of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SlipWhy {
    /// The hub keeps it aside until somebody has looked at it.
    Held,
    /// Its photo cannot be handed in.
    PhotoRefused,
    /// It waits for signal.
    Signal,
    /// Its receipt is still to come.
    Receipt,
    /// Its photo is still going up.
    Photo,
}

/// The shift is over.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EndShift {
    /// Whether the vehicle was left as it should be; `None` where there was none.
    pub vehicle_check: Option<bool>,
    /// What the next shift should know.
    pub handover: Option<String>,
}
