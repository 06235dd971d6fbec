//! What only the device itself can do, as traits that the shell fills.

use beatbook_records::geo::hotspot::Fix;

use crate::error::Error;

/// Where the key of the database is kept.
pub trait Keys: Send + Sync {
    /// The raw key; one is made at first use.
    ///
    /// # Errors
    /// When the key store does not give it.
    fn database_key(&self) -> Result<[u8; 32], Error>;
}

/// Where the device is.
pub trait Location: Send + Sync {
    /// The last good position, at once; `None` without one.
    fn fix(&self) -> Option<Fix>;
}

/// A device that does not know where it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLocation;

impl Location for NoLocation {
    fn fix(&self) -> Option<Fix> {
        None
    }
}
