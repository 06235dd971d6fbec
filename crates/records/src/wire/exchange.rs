//! The exchange.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::cell::Scope;
use crate::entry::Hash;
use crate::settle::Outcome;
use crate::wire::{Erasure, Nudge, NudgesKnown, SnapshotRecord};

/// An entry as it travels: its bytes, untouched.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Parcel {
    /// The content's JSON.
    #[serde(rename = "c")]
    #[cfg_attr(feature = "openapi", schema(value_type = crate::entry::Content))]
    pub content: Box<RawValue>,
    /// The payload's JSON; absent once erased.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<crate::entry::Payload>))]
    pub payload: Option<Box<RawValue>>,
    /// The commitment, only where the payload is gone.
    #[serde(rename = "h", skip_serializing_if = "Option::is_none", default)]
    pub commit: Option<Hash>,
}

/// Where a journal that started by a fork came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Parent {
    /// The incarnation it left.
    pub incarnation: u64,
    /// The last entry of it that the hub had acknowledged.
    pub seq: u64,
}

/// What a device has yet to hand in after the entries of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unsent {
    /// Entries.
    pub entries: u32,
    /// When the oldest of them was written, Unix milliseconds; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<i64>,
}

/// Up: what the device has to hand in, and how far it has read.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExchangeRequest {
    /// How far the feed was read; absent on a new device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cursor: Option<String>,
    /// The sum of the digests of all whole cells, at the cursor; 32 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digest: Option<String>,
    /// The scope version the device acknowledges.
    pub scope: u32,
    /// The journal's incarnation, of 63 bits.
    #[cfg_attr(feature = "openapi", schema(maximum = 9_223_372_036_854_775_807_u64))]
    pub incarnation: u64,
    /// Where the journal forked from, if it did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent: Option<Parent>,
    /// The sequence number of the first entry, or the next one where there is none.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub first_seq: u64,
    /// The link hash before the first entry.
    pub prev: Hash,
    /// The entries, in device order, without a gap.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub entries: Vec<Parcel>,
    /// The version of the hotspot pack on the device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hotspots: Option<u32>,
    /// The version of the places on the device, where all of them are those of its scope.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub places: Option<u32>,
    /// The version of the powers pack on the device, where it is that of its scope.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub powers: Option<u32>,
    /// The version of the numbers to call that are on the device.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contacts: Option<u32>,
    /// The device's own clock, Unix milliseconds, uncorrected: the skew is measured from it.
    pub device_time: i64,
    /// The number of the last erasure that the device has carried out; absent before the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub erased: Option<u64>,
    /// What is left on the device besides these entries; absent from devices that do not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unsent: Option<Unsent>,
    /// What the device knows of nudges; absent from devices that show none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nudges: Option<NudgesKnown>,
}

/// What became of entries of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Kept and settled.
    Accepted,
    /// Kept before; nothing was done twice.
    Duplicate,
    /// Kept, not applied, waiting for a person.
    Held(HeldReason),
    /// Erased by law: drop the payload, keep the link.
    Erased,
    /// Not kept; offer it again.
    Retry,
}

/// Why an entry is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HeldReason {
    /// Its values are not right for its kind.
    CheckFailed,
    /// A kind that no newer schema explains.
    UnknownKind,
    /// Its bytes are not an entry.
    Unreadable,
    /// The id of another entry with other content.
    IdTaken,
    /// The record it changes is not known, or its create is held.
    RecordHeld,
    /// Made outside the scope, or by a device that was revoked: a person decides.
    Triage,
}

impl HeldReason {
    const ALL: [Self; 6] = [
        Self::CheckFailed,
        Self::UnknownKind,
        Self::Unreadable,
        Self::IdTaken,
        Self::RecordHeld,
        Self::Triage,
    ];

    /// Read back from [`HeldReason::code`].
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The code as it travels.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CheckFailed => "check_failed",
            Self::UnknownKind => "unknown_kind",
            Self::Unreadable => "unreadable",
            Self::IdTaken => "id_taken",
            Self::RecordHeld => "record_held",
            Self::Triage => "triage",
        }
    }
}

/// A verdict for a run of the device's own entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerdictRange {
    /// The first sequence number.
    pub from: u64,
    /// The last one.
    pub to: u64,
    /// What became of them.
    pub verdict: Verdict,
}

/// Proof for a run of the device's own entries: where the hub committed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiptRange {
    /// The first sequence number.
    pub from: u64,
    /// The last one.
    pub to: u64,
    /// The commit number of the first; the others follow without a gap.
    pub commit: u64,
    /// The link hash of the last one: whose entries these are, where two copies of a journal use the same numbers.
    pub link: Hash,
    /// The hub's chain after the last one.
    pub chain: Hash,
    /// What the settlement was; absent where everything applied as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outcome: Option<Outcome>,
    /// Why it is held, if it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub held: Option<HeldReason>,
}

/// A journal named once in a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JournalRef {
    /// The device.
    pub device: Uuid,
    /// The incarnation.
    pub incarnation: u64,
    /// The name of its officer.
    pub name: String,
}

/// An entry of somebody else's journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entered {
    /// Its commit number.
    pub n: u64,
    /// The journal, as an index into the page's list.
    pub j: usize,
    /// Its sequence number there.
    pub s: u64,
    /// The bytes, as in a request; of an entry held as unreadable, as they came.
    #[serde(rename = "e")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub parcel: Parcel,
    /// What the settlement was; absent where everything applied as written.
    #[serde(rename = "o", skip_serializing_if = "Option::is_none", default)]
    pub outcome: Option<Outcome>,
    /// Why it is held, if it is: only a device's own entries of another incarnation are told so.
    #[serde(rename = "x", skip_serializing_if = "Option::is_none", default)]
    pub held: Option<HeldReason>,
}

/// One step of the feed, in commit order.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FeedItem {
    /// Own entries are confirmed.
    Own(ReceiptRange),
    /// Somebody else's entry.
    Entry(Box<Entered>),
    /// A record left the device's cells.
    Gone {
        /// The commit number.
        n: u64,
        /// The record.
        record: Uuid,
    },
    /// A record came into the device's cells, or is told whole.
    Body(Box<SnapshotRecord>),
}

/// The device starts reading anew: it has no cursor, or one of another history.
///
/// Own entries up to `next_seq - 1` are on the hub if the device's link hash there is `head`, and the
/// rest wait again; confirmed copies are replaced from the snapshot of `cells`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reset {
    /// The number that was expected next in this journal before this batch.
    pub next_seq: u64,
    /// The link hash before that number; absent where this hub has nothing of the journal.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub head: Option<Hash>,
}

/// Down: verdicts, a page of the feed, how far it goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExchangeReply {
    /// The hub's epoch.
    pub epoch: Uuid,
    /// The hub's clock, Unix milliseconds.
    pub hub_time: i64,
    /// A verdict for each entry of the batch that was read.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub verdicts: Vec<VerdictRange>,
    /// The number the hub expects next in this journal.
    pub expected_seq: u64,
    /// Another copy of this journal has handed in other entries under these numbers: the device
    /// starts a new incarnation with the entries it has no verdict for. Nothing else is told.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub forked: bool,
    /// The journals that the page mentions.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub journals: Vec<JournalRef>,
    /// The page, in commit order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub feed: Vec<FeedItem>,
    /// Set where the device was revoked: its entries are kept, and it is told nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub revoked: bool,
    /// How far the page goes; for a revoked device, that receives none, the head; empty after a fork.
    pub cursor: String,
    /// Whether more follows at once.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub more: bool,
    /// Digests of cells at the new cursor, where they may have changed or the device's differ.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub digests: BTreeMap<String, String>,
    /// Whether these are all the cells of the device's scope: another that it holds, the hub does not have.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub digests_all: bool,
    /// Set on a new device, a new epoch, or a cursor that is not of this history.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reset: Option<Reset>,
    /// Every cell the device may hold, on a reset or a changed scope.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub cells: Vec<String>,
    /// The scope, where the device's is older.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub new_scope: Option<Scope>,
    /// The newest version of the hotspot pack, where the device's is older.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hotspots: Option<u32>,
    /// The version of the places, where the device has another.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub places: Option<u32>,
    /// The version of the powers pack, where the device has another.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub powers: Option<u32>,
    /// The version of the numbers to call, where the device has others.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contacts: Option<u32>,
    /// The commit number up to which a verified backup exists; absent where none is configured.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub horizon: Option<u64>,
    /// The commit number that the hub's history had reached, on a reset or where a batch brought duplicates: what it has
    /// of them is at or below it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reached: Option<u64>,
    /// Erasures that the device has not carried out, in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub erasures: Vec<Erasure>,
    /// What the device's officer is asked now, where the device has another list.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub nudges: Option<Vec<Nudge>>,
}

impl ExchangeReply {
    /// A reply that tells nothing yet.
    #[must_use]
    pub const fn empty(epoch: Uuid, hub_time: i64, expected_seq: u64) -> Self {
        Self {
            epoch,
            hub_time,
            verdicts: Vec::new(),
            expected_seq,
            forked: false,
            journals: Vec::new(),
            feed: Vec::new(),
            revoked: false,
            cursor: String::new(),
            more: false,
            digests: BTreeMap::new(),
            digests_all: false,
            reset: None,
            cells: Vec::new(),
            new_scope: None,
            hotspots: None,
            places: None,
            powers: None,
            contacts: None,
            horizon: None,
            reached: None,
            erasures: Vec::new(),
            nudges: None,
        }
    }
}
