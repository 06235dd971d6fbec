//! A photo as a record: which record it shows something of, and which bytes it is. The bytes travel by themselves.

use uuid::Uuid;

use crate::codes::{MediaType, PhotoCopy, PhotoSlot};
use crate::declare::record;
use crate::entry::Hash;
use crate::field::{Purpose, Retention, Rule, Sensitivity};
use crate::wire::BLOB_BYTES_MAX;

record! {
    /// A photo taken for a record.
    Evidence is "evidence" {
        since: 2, purpose: Purpose::CommunitySafety, retention: Retention::SixYears, sensitivity: Sensitivity::Personal,
    }
    /// The area of the council whose officers may see it.
    [rules: &[Rule::NotBlank]]
    area: String,
    /// The record it was taken for.
    [indexed: true]
    about: Uuid,
    /// The original's bytes, by their hash.
    [indexed: true]
    sha256: Hash,
    /// How many bytes the original has.
    [rules: &[Rule::Between(1, BLOB_BYTES_MAX as i64)]]
    bytes: i64,
    /// What the original is.
    media_type: MediaType,
    /// What it is called in a statement: initials, the device and a running number. Only originals have one.
    [since: 3, rules: &[Rule::NotBlank]]
    exhibit_ref: Option<String>,
    /// What it was taken to show.
    [since: 3]
    slot: Option<PhotoSlot>,
    /// What it shows, in a few words.
    [since: 3, rules: &[Rule::NotBlank], sensitivity: Sensitivity::Personal]
    caption: Option<String>,
    /// Original or copy; without it, an original.
    [since: 3]
    copy: Option<PhotoCopy>,
    /// The bytes that a copy was made from, by their hash.
    [since: 3, indexed: true]
    made_from: Option<Hash>,
}
