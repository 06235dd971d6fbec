//! Erasures: told beside the feed, in an order of their own.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A record whose words are to go, by law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Erasure {
    /// Its number: one more than the erasure before.
    pub n: u64,
    /// The record.
    pub record: Uuid,
}
