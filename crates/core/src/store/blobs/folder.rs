//! The folder of photos: how a file gets into it, and how it is read again.
//!
//! Rule: written under another name, made durable, renamed, the name made durable; only then may a row name it. Nothing
//! here deletes a photo. It needs the key and no connection, so that sealing never keeps the book waiting.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read as _, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use beatbook_picture::{Format, is_whole};
use beatbook_records::codes::MediaType;
use beatbook_records::entry::Hash;
use beatbook_records::wire::BLOB_BYTES_MAX;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::sealed::{self, PREFIX_BYTES};
use crate::env::Env;
use crate::folder::Disk;

/// The folder, beside the book.
pub(super) const FOLDER: &str = "photos";
/// The file of a photo.
const ENDING: &str = "sealed";
/// The file of a letter. One that no row names was never a letter, and is nothing to be found.
const LETTER: &str = "letter";
/// One that is still being written.
pub(super) const UNFINISHED: &str = "part";
/// How much of a file is read at a time where all of it is.
const STRETCH_BYTES: usize = 1024 * 1024;

/// Why a file cannot be kept as a photo, or a photo's file not be read.
#[derive(Debug, thiserror::Error)]
pub enum PhotoFault {
    /// None of the kinds that are kept, by how it begins.
    #[error("not a photo")]
    NotAPhoto,
    /// It begins as one and its end is missing.
    #[error("the photo is cut short")]
    CutShort,
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
    /// Where it is no photo, cut short, too large, or the disk fails. Then nothing is kept, and the original is as it
    /// was.
    pub fn seal(&self, original: &Path) -> Result<SealedPhoto, PhotoFault> {
        self.seal_as(self.new_name(), original)
    }

    /// As [`PhotoFolder::seal`], under a name that says which draft it was taken for.
    pub(crate) fn seal_as(&self, name: Uuid, original: &Path) -> Result<SealedPhoto, PhotoFault> {
        self.seal_from(name, BufReader::new(File::open(original)?))
    }

    /// As [`PhotoFolder::seal_as`], for bytes that were never in a file.
    pub(crate) fn seal_bytes(&self, name: Uuid, bytes: &[u8]) -> Result<SealedPhoto, PhotoFault> {
        self.seal_from(name, Cursor::new(bytes))
    }

    /// A name that no file has.
    fn new_name(&self) -> Uuid {
        self.env.uuid_v7(self.env.now())
    }

    fn seal_from(&self, name: Uuid, mut from: impl BufRead + Seek) -> Result<SealedPhoto, PhotoFault> {
        if from.seek(SeekFrom::End(0))? > BLOB_BYTES_MAX {
            return Err(PhotoFault::TooLarge);
        }
        from.rewind()?;
        let mut begin = Vec::new();
        from.by_ref().take(MediaType::TOLD_BY_BYTES as u64).read_to_end(&mut begin)?;
        let told = MediaType::of(&begin).and_then(|media_type| Some((media_type, format_of(media_type)?)));
        let (media_type, format) = told.ok_or(PhotoFault::NotAPhoto)?;
        if !is_whole(format, &mut from)? {
            return Err(PhotoFault::CutShort);
        }
        from.rewind()?;
        self.keep(name, file_of(name), media_type, from)
    }

    /// Keep the pages of a letter, which were made here: as a photo, under an ending of their own.
    ///
    /// # Errors
    /// Where the disk fails. Then nothing is kept.
    pub(crate) fn seal_letter(&self, pages: &[u8]) -> Result<SealedPhoto, PhotoFault> {
        let name = self.new_name();
        self.keep(name, format!("{name}.{LETTER}"), MediaType::Pdf, pages)
    }

    fn keep(
        &self,
        name: Uuid,
        file: String,
        media_type: MediaType,
        from: impl BufRead,
    ) -> Result<SealedPhoto, PhotoFault> {
        fs::create_dir_all(&self.dir)?;
        let part = format!("{name}.{UNFINISHED}");
        // What an app that died left of an earlier try.
        let _ = fs::remove_file(self.dir.join(&part));
        let sealed = self.write(&part, &file, from);
        if sealed.is_err() {
            let _ = fs::remove_file(self.dir.join(&part));
        }
        let sealing = sealed?;
        Ok(SealedPhoto { file, sha256: sealing.sha256, bytes: sealing.bytes, media_type })
    }

    fn write(&self, part: &str, file: &str, from: impl BufRead) -> Result<sealed::Sealing, PhotoFault> {
        let (part, file) = (self.dir.join(part), self.dir.join(file));
        let mut prefix = [0; PREFIX_BYTES];
        self.env.fill(&mut prefix);
        let mut to = self.disk.create(&part)?;
        // It may still grow while it is read.
        let mut from = from.take(BLOB_BYTES_MAX + 1);
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

    /// All of an original.
    pub(crate) fn read_whole(&self, file: &str) -> Result<Vec<u8>, PhotoFault> {
        self.read(file, 0, usize::try_from(BLOB_BYTES_MAX).unwrap_or(usize::MAX))
    }

    /// What is in a file, where all of it can be read.
    ///
    /// # Errors
    /// As [`PhotoFolder::read`]; where it is no photo.
    pub fn examine(&self, file: &str) -> Result<SealedPhoto, PhotoFault> {
        let (mut hasher, mut bytes, mut media_type) = (Sha256::new(), 0, None);
        loop {
            let stretch = self.read(file, bytes, STRETCH_BYTES)?;
            if bytes == 0 {
                media_type = MediaType::of(&stretch);
            }
            hasher.update(&stretch);
            bytes += stretch.len() as u64;
            if stretch.len() < STRETCH_BYTES {
                break;
            }
        }
        let (media_type, sha256) = (media_type.ok_or(PhotoFault::NotAPhoto)?, Hash(hasher.finalize().into()));
        Ok(SealedPhoto { file: file.into(), sha256, bytes, media_type })
    }

    /// The files of photos that are there, those still unfinished left out, oldest first.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn files(&self) -> Result<Vec<String>, PhotoFault> {
        self.files_ending(ENDING)
    }

    /// The files of letters that are there.
    pub(crate) fn letters(&self) -> Result<Vec<String>, PhotoFault> {
        self.files_ending(LETTER)
    }

    fn files_ending(&self, wanted: &str) -> Result<Vec<String>, PhotoFault> {
        let Ok(found) = fs::read_dir(&self.dir) else { return Ok(Vec::new()) };
        let names = found.map(|file| file.map(|file| file.file_name().to_string_lossy().into_owned()));
        let mut names = names.collect::<io::Result<Vec<_>>>()?;
        names.retain(|name| Path::new(name).extension().is_some_and(|ending| ending == wanted));
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

/// The file of this name.
pub(crate) fn file_of(name: Uuid) -> String {
    format!("{name}.{ENDING}")
}

/// How a photo is written; nothing where it is none.
const fn format_of(media_type: MediaType) -> Option<Format> {
    match media_type {
        MediaType::Jpeg => Some(Format::Jpeg),
        MediaType::Png => Some(Format::Png),
        MediaType::Webp => Some(Format::Webp),
        MediaType::Heic => Some(Format::Heic),
        MediaType::Pdf => None,
    }
}
