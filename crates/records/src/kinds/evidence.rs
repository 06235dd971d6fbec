//! A photo as a record: which record it shows something of, and which bytes it is. The bytes travel by themselves.

use uuid::Uuid;

use crate::codes::MediaType;
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
}
