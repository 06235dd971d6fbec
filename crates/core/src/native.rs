//! What only the device itself can do, as traits that the shell fills.

use beatbook_records::geo::hotspot::Fix;

use crate::error::Error;

/// A small place for secrets of this app on this device: hardware-backed where the system has such a place.
///
/// It keeps and gives bytes under names and decides nothing; what is kept there is the lock's business.
pub trait Keys: Send + Sync {
    /// What was kept under this name, if anything.
    ///
    /// # Errors
    /// When the place cannot be read.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Keep these bytes under this name, durably, in place of what was there.
    ///
    /// # Errors
    /// When the place cannot be written; then what was there still is.
    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error>;
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
