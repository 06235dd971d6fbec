//! The folder of rescue files: how one gets into it, and whether it is still as it was made.
//!
//! Rule: written under another name, made durable, renamed, the name made durable; only then may the book say that it
//! holds something. A file stays when its officer signs out: it is sealed, and may be all there is of their work.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use beatbook_records::entry::Hash;
use beatbook_records::rescue_file::ENDING;
use sha2::{Digest as _, Sha256};

use crate::folder::{Disk, SystemDisk};

/// The folder, beside the book.
const FOLDER: &str = "rescue";
/// One that is still being written.
const UNFINISHED: &str = "part";
/// How much of a file is read at a time.
const STRETCH_BYTES: usize = 256 * 1024;

/// The folder beside a book.
pub(crate) struct RescuePlace(PathBuf);

/// A file that is being written; dropped before its end, it goes.
pub(crate) struct Writing {
    part: PathBuf,
    place: PathBuf,
    file: File,
    hasher: Sha256,
    bytes: u64,
    done: bool,
}

impl RescuePlace {
    pub(crate) fn of(dir: &Path) -> Self {
        Self(dir.join(FOLDER))
    }

    /// Where a file of this name lies.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Begin a file of this name.
    pub(crate) fn begin(&self, name: &str) -> io::Result<Writing> {
        fs::create_dir_all(&self.0)?;
        let (part, place) = (self.0.join(format!("{name}.{UNFINISHED}")), self.path(name));
        let file = SystemDisk.create(&part)?;
        Ok(Writing { part, place, file, hasher: Sha256::new(), bytes: 0, done: false })
    }

    /// Whether a file of this length is there.
    pub(crate) fn is_there(&self, name: &str, bytes: u64) -> bool {
        fs::metadata(self.path(name)).is_ok_and(|file| file.len() == bytes)
    }

    /// Whether a file is there, with these bytes to the last.
    pub(crate) fn is_whole(&self, name: &str, bytes: u64, sha256: &Hash) -> io::Result<bool> {
        let mut file = match File::open(self.path(name)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            opened => opened?,
        };
        if file.metadata()?.len() != bytes {
            return Ok(false);
        }
        let (mut hasher, mut stretch) = (Sha256::new(), vec![0; STRETCH_BYTES]);
        loop {
            let read = file.read(&mut stretch)?;
            if read == 0 {
                return Ok(Hash(hasher.finalize().into()) == *sha256);
            }
            hasher.update(&stretch[..read]);
        }
    }

    /// Drop a file that a newer one of the same book replaces.
    pub(crate) fn forget(&self, name: &str) {
        if let Err(error) = SystemDisk.remove(&self.path(name)) {
            tracing::debug!(%error, "an older rescue file stays");
        }
    }
}

impl Writing {
    /// Put more behind what is there.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        SystemDisk.write(&self.part, &mut self.file, bytes)
    }

    /// All of it was written: durable under its name when this returns. How many bytes, and their hash.
    pub(crate) fn finish(mut self) -> io::Result<(u64, Hash)> {
        SystemDisk.sync(&self.part, &self.file)?;
        SystemDisk.rename(&self.part, &self.place)?;
        self.done = true;
        SystemDisk.sync_folder(self.place.parent().unwrap_or(&self.place))?;
        Ok((self.bytes, Hash(self.hasher.clone().finalize().into())))
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// The name of a file that is made now.
pub(crate) fn name_of(device: uuid::Uuid, made: chrono::DateTime<chrono::Utc>) -> String {
    let device = device.simple().to_string();
    // The end of an id is random; its beginning is a time.
    format!("beatbook-{}-{}.{ENDING}", made.format("%Y%m%d-%H%M%S%3f"), &device[device.len() - 8..])
}
