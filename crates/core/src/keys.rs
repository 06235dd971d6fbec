//! Secrets in files beside the database: for development, tests, and systems without a keychain.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::folder::sync_folder;
use crate::native::Keys;

/// A folder of files that only their owner reads. Whoever takes the folder has the secrets too; then the PIN alone
/// stands before the book.
pub struct FileKeys {
    dir: PathBuf,
}

impl FileKeys {
    /// The secrets of the book in this folder.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.join("keys") }
    }

    /// Whether there are any already.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.dir.exists()
    }
}

impl Keys for FileKeys {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match fs::read(self.dir.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        fs::create_dir_all(&self.dir).and_then(|()| replace(&self.dir.join(name), bytes)).map_err(refused)
    }

    fn forget(&self, name: &str) -> Result<(), Error> {
        match fs::remove_file(self.dir.join(name)).and_then(|()| sync_folder(&self.dir)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(refused(error)),
            _ => Ok(()),
        }
    }
}

/// Put a whole new file in the place of another, so that a power cut leaves one of the two. Its owner alone reads it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = path.with_extension("new");
    let mut file = private(&aside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&aside, path)?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

fn refused(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull => crate::StoreError::Full.into(),
        _ => Error::Keys(error.to_string()),
    }
}

#[cfg(unix)]
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> io::Result<File> {
    File::create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_given_back_and_replaced_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let keys = FileKeys::new(dir.path());
        assert_eq!(keys.get("secret").expect("readable"), None);
        keys.put("secret", b"first").expect("kept");
        keys.put("secret", b"2").expect("kept");
        assert_eq!(FileKeys::new(dir.path()).get("secret").expect("readable").as_deref(), Some(&b"2"[..]));
        let names = fs::read_dir(dir.path().join("keys")).expect("the folder").count();
        assert_eq!(names, 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_a_secret() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("a folder");
        FileKeys::new(dir.path()).put("secret", b"x").expect("kept");
        let mode = fs::metadata(dir.path().join("keys/secret")).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_told() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("keys"), "in the way").expect("a file");
        let keys = FileKeys::new(dir.path());
        assert!(matches!(keys.put("secret", b"x"), Err(Error::Keys(_))));
        assert!(matches!(keys.get("secret"), Err(Error::Keys(_))));
    }
}
