//! What only the device itself can do, as traits that the shell fills.

use std::path::Path;

use beatbook_records::geo::hotspot::Fix;

use crate::error::{Error, ErrorCode};

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

    /// Forget what was kept under this name, if anything.
    ///
    /// # Errors
    /// When the place cannot be written.
    fn forget(&self, name: &str) -> Result<(), Error>;
}

/// The camera of the device.
pub trait Camera: Send + Sync {
    /// Whether `take` opens it. Where it does not, the screen asks for a photo and sends it to the inbox first.
    fn opens(&self) -> bool {
        true
    }

    /// Have the officer take a photo into this file, whose folder is there; whether one was taken. The file is the
    /// core's from then on: it goes once its bytes are kept in the book's own folder. An app that is ended meanwhile
    /// finds the file at its next start.
    ///
    /// # Errors
    /// When there is no camera, or it fails.
    fn take(&self, into: &Path) -> Result<bool, Error>;
}

/// A device without a camera.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCamera;

impl Camera for NoCamera {
    fn take(&self, _: &Path) -> Result<bool, Error> {
        Err(ErrorCode::NoCamera.into())
    }
}

/// A camera that the screen asks for by itself, as a browser does: what it sent is in the inbox already. The fallback
/// where no native camera is: on a desktop, and in tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScreenCamera;

impl Camera for ScreenCamera {
    fn opens(&self) -> bool {
        false
    }

    fn take(&self, into: &Path) -> Result<bool, Error> {
        Ok(into.is_file())
    }
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
