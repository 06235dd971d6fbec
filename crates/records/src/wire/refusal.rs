//! Refusals: `application/problem+json`, with few codes, each of which the device acts on.

use serde::{Deserialize, Serialize};

/// Why the hub did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The body is not what the endpoint reads.
    Malformed,
    /// The body or the batch is larger than the limit: send less.
    TooLarge,
    /// No signature, or one that does not fit.
    Unsigned,
    /// The request's time is too far from the hub's; the answer carries the hub's.
    ClockWrong,
    /// The device was revoked: its entries are kept, and it receives nothing.
    Revoked,
    /// The code is not one that can be used: unknown, spent or expired.
    CodeRefused,
    /// No such thing here, or not for this device.
    NotFound,
    /// Signed in as nobody, or as somebody who may not.
    Forbidden,
    /// Too much at once: try again later.
    Busy,
    /// The hub failed; nothing was done.
    Internal,
}

/// The body of a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// `about:blank`: the code says it all.
    #[serde(rename = "type")]
    pub about: String,
    /// A sentence for a log.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The code.
    pub code: RefusalCode,
    /// The hub's clock, Unix milliseconds.
    pub hub_time: i64,
}
