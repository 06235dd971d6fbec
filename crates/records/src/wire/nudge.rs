//! Nudges: what a supervisor asks the author of a record, beside the feed.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most that one officer is asked at a time; the rest follows as these are answered.
pub const NUDGES_MAX: u32 = 50;

/// The most characters of the words of one.
pub const NUDGE_WORDS_MAX: usize = 300;

/// A question about a record, for its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Nudge {
    /// Its number.
    pub n: u64,
    /// The record.
    pub record: Uuid,
    /// What is asked.
    pub words: String,
    /// The account that asks.
    pub by: String,
    /// When, Unix milliseconds.
    pub asked_ms: i64,
}

/// What a device knows of nudges.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NudgesKnown {
    /// The numbers of those that it has, in order; at most 50.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub have: Vec<u64>,
    /// Of these, those whose author said that the record is right as it is.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 50))]
    pub answered: Vec<u64>,
}
