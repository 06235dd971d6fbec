//! Folders on disk: what every writer of files needs of them. It knows neither keys nor the book.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

/// Make the names in a folder durable. Without this, a power cut may undo a renaming.
///
/// # Errors
/// When the folder cannot be opened or synced.
#[cfg(unix)]
pub(crate) fn sync_folder(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// What is done to files, so that tests can watch it and make it fail. Each is done by the system as it stands here.
pub trait Disk: Send + Sync {
    /// Make a new file.
    ///
    /// # Errors
    /// When the system does not.
    fn create(&self, path: &Path) -> io::Result<File> {
        File::create_new(path)
    }

    /// Write more into it.
    ///
    /// # Errors
    /// When the system does not.
    fn write(&self, _path: &Path, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    /// Make its bytes durable.
    ///
    /// # Errors
    /// When the system does not.
    fn sync(&self, _path: &Path, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    /// Give it another name.
    ///
    /// # Errors
    /// When the system does not.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        std::fs::rename(from, to)
    }

    /// Make the names in a folder durable.
    ///
    /// # Errors
    /// When the system does not.
    fn sync_folder(&self, dir: &Path) -> io::Result<()> {
        sync_folder(dir)
    }

    /// Delete a file.
    ///
    /// # Errors
    /// When the system does not.
    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }
}

/// The disk as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDisk;

impl Disk for SystemDisk {}
