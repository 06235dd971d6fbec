//! Folders on disk: what every writer of files needs of them. It knows neither keys nor the book.

use std::io;
use std::path::Path;

/// Make the names in a folder durable. Without this, a power cut may undo a renaming.
///
/// # Errors
/// When the folder cannot be opened or synced.
#[cfg(unix)]
pub(crate) fn sync_folder(dir: &Path) -> io::Result<()> {
    std::fs::File::open(dir)?.sync_all()
}

#[cfg(not(unix))]
pub(crate) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
