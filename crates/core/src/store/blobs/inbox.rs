//! The inbox: where a camera puts its file, under the name of the draft that was written before it opened.
//!
//! Rule: what lies here is the camera's own file, in the clear, for the moment until it is sealed. It goes when the photo
//! is kept, or by the officer's own wish, and not before.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use beatbook_records::wire::BLOB_BYTES_MAX;
use uuid::Uuid;

use super::folder::{PhotoFault, UNFINISHED};
use crate::folder::Disk;

/// The inbox, beside the book.
pub(super) const FOLDER: &str = "inbox";
/// What a camera wrote.
const ENDING: &str = "photo";
/// How much is read at a time of what the screen sends.
const STRETCH_BYTES: usize = 64 * 1024;

/// The inbox.
#[derive(Clone)]
pub struct Inbox {
    dir: PathBuf,
    disk: Arc<dyn Disk>,
}

impl Inbox {
    pub(super) fn of(book: &Path, disk: Arc<dyn Disk>) -> Self {
        Self { dir: book.join(FOLDER), disk }
    }

    /// Where the photo of a draft is, or will be. The folder is there.
    pub(crate) fn place_for(&self, draft: Uuid) -> Result<PathBuf, PhotoFault> {
        fs::create_dir_all(&self.dir)?;
        Ok(self.dir.join(name_of(draft)))
    }

    /// Write down what comes, as the photo of a draft; never more of it in memory than one stretch.
    ///
    /// # Errors
    /// Where it is too large, breaks off, there is no room, or the disk fails. Then nothing of it is there.
    pub(crate) fn take_in(&self, draft: Uuid, from: &mut dyn Read) -> Result<(), PhotoFault> {
        let place = self.place_for(draft)?;
        let part = place.with_extension(UNFINISHED);
        let _ = fs::remove_file(&part);
        let written = self.write(&part, from).and_then(|()| Ok(self.disk.rename(&part, &place)?));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }

    fn write(&self, part: &Path, from: &mut dyn Read) -> Result<(), PhotoFault> {
        let mut file = self.disk.create(part)?;
        let (mut stretch, mut came) = (vec![0; STRETCH_BYTES], 0);
        loop {
            let read = from.read(&mut stretch).map_err(PhotoFault::Io)?;
            if read == 0 {
                break;
            }
            came += read as u64;
            if came > BLOB_BYTES_MAX {
                return Err(PhotoFault::TooLarge);
            }
            self.disk.write(part, &mut file, &stretch[..read])?;
        }
        Ok(self.disk.sync(part, &file)?)
    }

    /// The drafts whose photos lie here, oldest first.
    pub(crate) fn drafts(&self) -> Result<Vec<Uuid>, PhotoFault> {
        let Ok(found) = fs::read_dir(&self.dir) else { return Ok(Vec::new()) };
        let paths = found.map(|file| Ok(file?.path())).collect::<io::Result<Vec<_>>>()?;
        let photos = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == ENDING));
        let mut drafts: Vec<Uuid> =
            photos.filter_map(|path| path.file_stem()?.to_str()?.parse().ok()).collect();
        drafts.sort();
        Ok(drafts)
    }

    /// How many bytes the photo of a draft has; `None` where there is none.
    pub(crate) fn bytes(&self, draft: Uuid) -> Option<u64> {
        fs::metadata(self.dir.join(name_of(draft))).ok().map(|file| file.len())
    }

    /// The photo of this draft is kept, or not wanted.
    pub(crate) fn forget(&self, draft: Uuid) {
        let place = self.dir.join(name_of(draft));
        match self.disk.remove(&place) {
            Err(error) if place.exists() => tracing::warn!(%error, "the camera's own file stays"),
            _ => {}
        }
    }
}

/// The file of a draft's photo.
pub(crate) fn name_of(draft: Uuid) -> String {
    format!("{draft}.{ENDING}")
}
