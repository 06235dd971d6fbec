//! Everything that a store keeps in its folder, gone. It asks nothing: whoever calls it has asked.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::open::LOCK;
use super::{Store, StoreError, blobs, contacts};
use crate::folder::sync_folder;

/// How the names of the book's own files and copies begin.
const OURS: &str = "book.";

impl Store {
    /// Delete the book of this folder, the copies of it that were damaged, its photos and its numbers to call. Nobody has it
    /// open. A rescue file stays: it may be all there is of somebody's work.
    ///
    /// # Errors
    /// When the system does not.
    pub fn erase(dir: &Path) -> Result<(), StoreError> {
        for found in fs::read_dir(dir)? {
            let name = found?.file_name();
            let name = name.to_string_lossy();
            if (name.starts_with(OURS) && name != LOCK)
                || blobs::FOLDERS.contains(&&*name)
                || name == contacts::FILE
            {
                remove(&dir.join(&*name))?;
            }
        }
        Ok(sync_folder(dir)?)
    }
}

fn remove(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
