//! The folder of photos: how a file gets into it, and how it is read again.
//!
//! Rule: written under another name, made durable, renamed, the name made durable; only then may a row name it. Nothing
//! here deletes a photo. It needs the key and no connection, so that sealing never keeps the book waiting.

use std::fs::{self, File};
use std::io::{self, BufReader, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use beatbook_records::codes::MediaType;
use beatbook_records::entry::Hash;
use beatbook_records::wire::BLOB_BYTES_MAX;
use zeroize::Zeroizing;

use super::sealed::{self, PREFIX_BYTES};
use crate::env::Env;
use crate::folder::Disk;

/// The folder, beside the book.
const FOLDER: &str = "photos";
/// The file of a photo.
const ENDING: &str = "sealed";
/// One that is still being written.
const UNFINISHED: &str = "part";

/// Why a file cannot be kept as a photo, or a photo's file not be read.
#[derive(Debug, thiserror::Error)]
pub enum PhotoFault {
    /// None of the kinds that are kept, by how it begins.
    #[error("not a photo")]
    NotAPhoto,
    /// Larger than the hub takes.
    #[error("the photo is too large")]
    TooLarge,
    /// No room for it; what had been written of it is gone again.
    #[error("no room for the photo")]
    NoRoom,
    /// The file is not there.
    #[error("the photo's file is gone")]
    Gone,
    /// The file is not as it was written.
    #[error("the photo's file is damaged")]
    Damaged,
    /// The disk failed.
    #[error("the photo's file: {0}")]
    Io(#[source] io::Error),
}

impl From<io::Error> for PhotoFault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull => Self::NoRoom,
            io::ErrorKind::NotFound => Self::Gone,
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => Self::Damaged,
            _ => Self::Io(error),
        }
    }
}

/// A photo whose file is in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedPhoto {
    /// The file's name.
    pub file: String,
    /// The hash of the original.
    pub sha256: Hash,
    /// How many bytes the original has.
    pub bytes: u64,
    /// What it is.
    pub media_type: MediaType,
}

/// The folder, with the key to it.
#[derive(Clone)]
pub struct PhotoFolder {
    dir: PathBuf,
    key: Zeroizing<[u8; 32]>,
    env: Arc<dyn Env>,
    disk: Arc<dyn Disk>,
}

impl PhotoFolder {
    pub(super) fn of(book: &Path, key: Zeroizing<[u8; 32]>, env: Arc<dyn Env>, disk: Arc<dyn Disk>) -> Self {
        Self { dir: book.join(FOLDER), key, env, disk }
    }

    /// Keep the original in this file: hashed, encrypted, durable under its own name when this returns.
    ///
    /// # Errors
    /// Where it is no photo, too large, or the disk fails. Then nothing is kept, and the original is as it was.
    pub fn seal(&self, original: &Path) -> Result<SealedPhoto, PhotoFault> {
        let mut from = File::open(original)?;
        if from.metadata()?.len() > BLOB_BYTES_MAX {
            return Err(PhotoFault::TooLarge);
        }
        let mut begin = Vec::new();
        from.by_ref().take(MediaType::TOLD_BY_BYTES as u64).read_to_end(&mut begin)?;
        let media_type = MediaType::of(&begin).ok_or(PhotoFault::NotAPhoto)?;
        from.rewind()?;
        fs::create_dir_all(&self.dir)?;
        let name = self.env.uuid_v7(self.env.now());
        let (part, file) = (format!("{name}.{UNFINISHED}"), format!("{name}.{ENDING}"));
        let sealed = self.write(&part, &file, from);
        if sealed.is_err() {
            let _ = fs::remove_file(self.dir.join(&part));
        }
        let sealing = sealed?;
        Ok(SealedPhoto { file, sha256: sealing.sha256, bytes: sealing.bytes, media_type })
    }

    fn write(&self, part: &str, file: &str, from: File) -> Result<sealed::Sealing, PhotoFault> {
        let (part, file) = (self.dir.join(part), self.dir.join(file));
        let mut prefix = [0; PREFIX_BYTES];
        self.env.fill(&mut prefix);
        let mut to = self.disk.create(&part)?;
        // It may still grow while it is read.
        let mut from = BufReader::new(from.take(BLOB_BYTES_MAX + 1));
        let sealing =
            sealed::seal(&self.key, prefix, &mut from, |piece| self.disk.write(&part, &mut to, piece))?;
        if sealing.bytes > BLOB_BYTES_MAX {
            return Err(PhotoFault::TooLarge);
        }
        self.disk.sync(&part, &to)?;
        self.disk.rename(&part, &file)?;
        if let Err(error) = self.disk.sync_folder(&self.dir) {
            let _ = fs::remove_file(&file);
            return Err(error.into());
        }
        Ok(sealing)
    }

    /// Some bytes of an original, from a place on.
    ///
    /// # Errors
    /// Where the file is gone, damaged, or the disk fails.
    pub fn read(&self, file: &str, from: u64, most: usize) -> Result<Vec<u8>, PhotoFault> {
        Ok(sealed::open(&self.key, &mut File::open(self.dir.join(file))?, from, most)?)
    }

    /// What is in a file, where all of it can be read.
    ///
    /// # Errors
    /// As [`PhotoFolder::read`]; where it is no photo.
    pub fn examine(&self, file: &str) -> Result<SealedPhoto, PhotoFault> {
        let whole = self.read(file, 0, usize::try_from(BLOB_BYTES_MAX).unwrap_or(usize::MAX))?;
        let media_type = MediaType::of(&whole).ok_or(PhotoFault::NotAPhoto)?;
        Ok(SealedPhoto {
            file: file.into(),
            sha256: Hash::of(&[&whole]),
            bytes: whole.len() as u64,
            media_type,
        })
    }

    /// The files that are there, those still unfinished left out, oldest first.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn files(&self) -> Result<Vec<String>, PhotoFault> {
        let Ok(found) = fs::read_dir(&self.dir) else { return Ok(Vec::new()) };
        let names = found.map(|file| file.map(|file| file.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<io::Result<Vec<_>>>()?;
        names.retain(|name| Path::new(name).extension().is_some_and(|ending| ending == ENDING));
        names.sort();
        Ok(names)
    }

    /// A file that no row names and whose bytes another one has, or for whose row there was no room.
    pub(crate) fn forget(&self, file: &str) {
        if let Err(error) = self.disk.remove(&self.dir.join(file)) {
            tracing::debug!(%error, "a photo's second file stays");
        }
    }
}
