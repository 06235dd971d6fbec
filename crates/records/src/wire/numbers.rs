//! Numbers that are unique for ever, taken in blocks so that they can be given out without a signal.

use serde::{Deserialize, Serialize};

/// A device asks for numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NumbersRequest {
    /// Which numbers: 1 to 40 small letters, digits and underscores.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[a-z0-9_]{1,40}$"))]
    pub series: String,
    /// How many.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1000))]
    pub count: u64,
}

/// The numbers that are the device's from now on. An answer that is lost leaves a gap; no number is given twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NumbersReply {
    /// The first.
    pub first: u64,
    /// The last, included.
    pub last: u64,
}
