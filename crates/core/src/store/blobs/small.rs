//! Small pictures that were made before, so that a screen shows them at once.
//!
//! Rule: nothing here is evidence: anything may be dropped at any time and is made again. Encrypted as photos are, named
//! so that a name says nothing, and never more than so many bytes.

use std::fs::{self, File};
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use beatbook_records::entry::Hash;
use zeroize::Zeroizing;

use super::folder::UNFINISHED;
use super::sealed::{self, PREFIX_BYTES};
use crate::env::Env;

/// Beside the book.
pub(super) const FOLDER: &str = "small";
/// The most bytes of all of them.
const BYTES_MAX: u64 = 48 * 1024 * 1024;
/// What is left of them once there were too many.
const BYTES_LEFT: u64 = BYTES_MAX / 2;
/// The most bytes of one.
const ONE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The small pictures of a book.
#[derive(Clone)]
pub struct SmallPictures {
    dir: PathBuf,
    key: Zeroizing<[u8; 32]>,
    env: Arc<dyn Env>,
}

impl SmallPictures {
    pub(super) fn of(book: &Path, key: Zeroizing<[u8; 32]>, env: Arc<dyn Env>) -> Self {
        Self { dir: book.join(FOLDER), key, env }
    }

    /// The one of this original and width, if it is there and sound.
    pub(crate) fn get(&self, sha256: &Hash, width: u32) -> Option<Vec<u8>> {
        let mut file = File::open(self.place(sha256, width)).ok()?;
        sealed::open(&self.key, &mut file, 0, ONE_BYTES_MAX).ok()
    }

    /// Keep one. Where there is no room for it, it is made again next time.
    pub(crate) fn put(&self, sha256: &Hash, width: u32, picture: &[u8]) {
        let place = self.place(sha256, width);
        if let Err(error) = self.write(&place, picture).and_then(|()| self.trim()) {
            tracing::debug!(%error, "a small picture is not kept");
        }
    }

    fn write(&self, place: &Path, picture: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        let mut prefix = [0; PREFIX_BYTES];
        self.env.fill(&mut prefix);
        let mut sealed = Vec::new();
        sealed::seal(&self.key, prefix, &mut Cursor::new(picture), |piece| {
            sealed.extend_from_slice(piece);
            Ok(())
        })?;
        let part = place.with_extension(UNFINISHED);
        let written = fs::write(&part, sealed).and_then(|()| fs::rename(&part, place));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written
    }

    /// Drop the oldest where there are too many.
    fn trim(&self) -> io::Result<()> {
        let mut all = Vec::new();
        for file in fs::read_dir(&self.dir)? {
            let file = file?;
            let about = file.metadata()?;
            all.push((about.modified()?, about.len(), file.path()));
        }
        let mut bytes: u64 = all.iter().map(|(_, bytes, _)| bytes).sum();
        if bytes <= BYTES_MAX {
            return Ok(());
        }
        all.sort();
        for (_, of_it, path) in all {
            if bytes <= BYTES_LEFT {
                break;
            }
            fs::remove_file(path)?;
            bytes -= of_it;
        }
        Ok(())
    }

    /// Drop them all; whether that made room.
    pub(crate) fn clear(&self) -> bool {
        let any = fs::read_dir(&self.dir).is_ok_and(|mut files| files.next().is_some());
        any && fs::remove_dir_all(&self.dir).is_ok()
    }

    fn place(&self, sha256: &Hash, width: u32) -> PathBuf {
        let name = Hash::of(&[self.key.as_slice(), &sha256.0, &width.to_be_bytes()]);
        self.dir.join(name.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::TestEnv;

    fn of(dir: &Path) -> SmallPictures {
        let env = TestEnv::new("2026-11-23T10:00:00Z".parse().expect("a time"), 1);
        SmallPictures::of(dir, Zeroizing::new([7; 32]), Arc::new(env))
    }

    #[test]
    fn one_is_found_again_by_original_and_width_and_lies_there_encrypted() {
        let dir = tempfile::tempdir().expect("a folder");
        let small = of(dir.path());
        let (one, other) = (Hash::of(&[b"one"]), Hash::of(&[b"other"]));
        small.put(&one, 160, b"a small picture of a gate");
        assert_eq!(small.get(&one, 160).as_deref(), Some(&b"a small picture of a gate"[..]));
        assert_eq!((small.get(&one, 400), small.get(&other, 160)), (None, None));
        let file =
            fs::read_dir(dir.path().join(FOLDER)).expect("a folder").next().expect("a file").expect("a file");
        let bytes = fs::read(file.path()).expect("its bytes");
        assert!(!bytes.windows(4).any(|window| window == b"gate"));
        assert!(!file.file_name().to_string_lossy().contains(&one.to_string()), "its name says nothing");
        fs::write(file.path(), b"torn").expect("damaged");
        assert_eq!(small.get(&one, 160), None, "and is made again");
        assert!(small.clear() && !small.clear());
    }

    #[test]
    fn there_are_never_too_many() {
        let dir = tempfile::tempdir().expect("a folder");
        let small = of(dir.path());
        let picture = vec![5; 3 * 1024 * 1024];
        for n in 0..20_u32 {
            small.put(&Hash::of(&[&n.to_be_bytes()]), 1600, &picture);
        }
        let files = fs::read_dir(dir.path().join(FOLDER)).expect("a folder").flatten();
        let bytes: u64 = files.map(|file| file.metadata().expect("a file").len()).sum();
        assert!(bytes <= BYTES_MAX, "{bytes}");
        assert!(small.get(&Hash::of(&[&19_u32.to_be_bytes()]), 1600).is_some(), "the newest is there");
        assert!(small.get(&Hash::of(&[&0_u32.to_be_bytes()]), 1600).is_none());
    }
}
