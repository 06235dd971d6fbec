//! An entry: one act of writing, in three parts kept as the bytes received.
//!
//! `content` says what was done, `payload` holds the values (and goes when the law says so), `link`
//! puts it into a journal. Rule: hashes are computed over bytes as received, never over a parsed
//! and printed copy.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::clock::Hlc;
use crate::record::Values;

/// A SHA-256, as 64 hexadecimal digits in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, pattern = "^[0-9a-fA-F]{64}$"))]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What a journal's first entry has before it.
    pub const ZERO: Self = Self([0; 32]);

    /// The hash of some parts, one after the other.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// Read from 32 bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", &hex::encode(self.0)[..8])
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.as_bytes(), &mut bytes).map_err(de::Error::custom)?;
        Ok(Self(bytes))
    }
}

/// What an entry does to its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Writes the record down.
    Create,
    /// Replaces some values.
    Amend,
    /// Says that it does not count.
    Void,
}

/// What the author had in view: the record's last confirmed entry when the form was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seen {
    /// The hub's epoch.
    pub epoch: Uuid,
    /// The entry.
    pub entry: Uuid,
}

/// What was done, by whom, when. Holds field names and never values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Content {
    /// `UUIDv7`, minted on the device.
    pub id: Uuid,
    /// The record; absent where it has the id of the entry that created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Uuid>,
    /// The kind of the record.
    pub kind: String,
    /// The field table it was written under.
    pub schema: u32,
    /// What it does.
    pub act: Act,
    /// Who wrote it.
    pub actor: Uuid,
    /// The device's hybrid clock.
    pub at: Hlc,
    /// When it happened.
    pub occurred: DateTime<Utc>,
    /// When it was written down; absent where that is the same moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<DateTime<Utc>>,
    /// What the author had in view; absent where the record was the author's own and unsent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// The names of the fields it gives.
    pub touched: Vec<String>,
    /// The version of the scope the device had when writing.
    pub scope: u32,
    /// The held entry that this one replaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixes: Option<Uuid>,
}

impl Content {
    /// The record it is about.
    #[must_use]
    pub fn record_id(&self) -> Uuid {
        self.record.unwrap_or(self.id)
    }

    /// When it was written down.
    #[must_use]
    pub fn recorded_at(&self) -> DateTime<Utc> {
        self.recorded.unwrap_or(self.occurred)
    }
}

/// The values; the only part that erasure removes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payload {
    /// New values by field name; null clears; a set is `{"add": [], "remove": []}` in an amend.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub values: Values,
    /// Why, where the kind asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Random, so that the commitment does not give the values away once they are erased. A settled
    /// body, which is read as a payload too, has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub salt: String,
}

/// The commitment to a payload.
#[must_use]
pub fn payload_commit(payload: &[u8]) -> Hash {
    Hash::of(&[payload])
}

/// The hash that a duplicate shares and an impostor does not.
#[must_use]
pub fn content_hash(content: &[u8], commit: &Hash) -> Hash {
    Hash::of(&[content, &commit.0])
}

/// A device's journal: a clone or a rollback starts a new incarnation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JournalId {
    /// The enrolment.
    pub device: Uuid,
    /// Random, new after a clone or a rollback; at most 63 bits, so that every store holds it.
    pub incarnation: u64,
}

/// The hash that chains an entry to the one before it; `seq` is gap-free from 1.
#[must_use]
pub fn link_hash(prev: &Hash, journal: JournalId, seq: u64, content: &Hash) -> Hash {
    Hash::of(&[
        &prev.0,
        journal.device.as_bytes(),
        &journal.incarnation.to_be_bytes(),
        &seq.to_be_bytes(),
        &content.0,
    ])
}

/// The hub's chain over everything it committed, in commit order, and over what came of it: two histories that decided
/// otherwise are two. `outcome` is the stored text, empty where everything applied as written; `held` the reason.
#[must_use]
pub fn feed_hash(prev: &Hash, commit_seq: u64, link: &Hash, outcome: &str, held: &str) -> Hash {
    let ends = (outcome.len() as u64).to_be_bytes();
    Hash::of(&[&prev.0, &commit_seq.to_be_bytes(), &link.0, &ends, outcome.as_bytes(), held.as_bytes()])
}
