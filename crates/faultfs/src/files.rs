//! Files beside the database: whoever writes them past SQLite says here what it does, and is told when it is to fail.

use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, Kind, Op, Place};

/// What is about to be done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Make it.
    Create,
    /// Write into it.
    Write,
    /// Make it, or the names of its folder, durable.
    Sync,
    /// Rename or delete it.
    Name,
}

/// A watched folder, for those who write files in it or below it.
#[derive(Debug, Clone)]
pub struct Hand {
    id: usize,
    dir: PathBuf,
}

impl Disk {
    /// A way to tell it of files beside the database.
    #[must_use]
    pub fn hand(&self) -> Hand {
        Hand { id: self.id(), dir: self.dir().to_path_buf() }
    }
}

impl Hand {
    /// The name of a file of the folder, as the operations have it: `photos/one`.
    ///
    /// # Panics
    /// When it is not below the folder.
    #[must_use]
    pub fn name(&self, path: &Path) -> String {
        let folder =
            path.parent().and_then(|parent| parent.canonicalize().ok()).expect("a folder that is there");
        let path = folder.join(path.file_name().expect("a name"));
        path.strip_prefix(&self.dir).expect("below the watched folder").to_string_lossy().into_owned()
    }

    /// Whether a call goes on, or fails as planned.
    ///
    /// # Errors
    /// As planned.
    pub fn may(&self, call: Call) -> io::Result<()> {
        let kind = match call {
            Call::Create => Kind::Open,
            Call::Write => Kind::Write,
            Call::Sync => Kind::Sync,
            Call::Name => Kind::Delete,
        };
        match Place::beside(self.id).struck(kind) {
            None => Ok(()),
            Some(rusqlite::ffi::SQLITE_FULL) => Err(io::ErrorKind::StorageFull.into()),
            Some(_) => Err(io::Error::other("the disk fails")),
        }
    }

    /// Write down what was done.
    pub fn note(&self, op: Op) {
        Place::beside(self.id).note(|_| op);
    }
}
