//! The database's key in a file beside the database: for development, tests, and systems without a keychain.
//!
//! Rule: a key is written once and never replaced. A database without its key is told, not given a new one.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::env::Env;
use crate::error::Error;
use crate::native::Keys;
use crate::store::{Store, StoreError};

/// A key file, readable by its owner only. Whoever takes the folder has the key too.
pub struct FileKeys {
    dir: PathBuf,
    env: Arc<dyn Env>,
}

impl FileKeys {
    /// The key of the book in this folder.
    #[must_use]
    pub fn new(dir: &Path, env: Arc<dyn Env>) -> Self {
        Self { dir: dir.into(), env }
    }

    /// Whether there is a key already.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.file().exists()
    }

    fn file(&self) -> PathBuf {
        self.dir.join("book.key")
    }

    /// Writes the whole key aside and links it into place, so that no half key is ever found, and of two copies of
    /// the app that start at once one wins.
    fn mint(&self) -> Result<(), Error> {
        if Store::exists(&self.dir) {
            return Err(StoreError::WrongKey.into());
        }
        let mut key = [0; 32];
        self.env.fill(&mut key);
        let aside = self.dir.join(format!("book.key.{}", std::process::id()));
        let linked = fs::create_dir_all(&self.dir)
            .and_then(|()| private(&aside))
            .and_then(|mut file| file.write_all(hex::encode(key).as_bytes()).and_then(|()| file.sync_all()))
            .and_then(|()| fs::hard_link(&aside, self.file()));
        let _tidied = fs::remove_file(&aside);
        match linked {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(refused(error)),
            _ => Ok(()),
        }
    }
}

impl Keys for FileKeys {
    fn database_key(&self) -> Result<[u8; 32], Error> {
        if !self.exists() {
            self.mint()?;
        }
        let text = fs::read_to_string(self.file()).map_err(refused)?;
        let mut key = [0; 32];
        hex::decode_to_slice(text.trim(), &mut key)
            .map_err(|_| Error::Keys("the key file is damaged".into()))?;
        Ok(key)
    }
}

fn refused(error: std::io::Error) -> Error {
    Error::Keys(format!("the key file: {error}"))
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<File> {
    File::create(path)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::env::TestEnv;

    fn keys(dir: &Path, seed: u64) -> FileKeys {
        FileKeys::new(dir, Arc::new(TestEnv::new(DateTime::UNIX_EPOCH, seed)))
    }

    #[test]
    fn the_key_of_today_is_the_key_of_tomorrow() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = keys(dir.path(), 1).database_key().expect("a key");
        assert_eq!(keys(dir.path(), 2).database_key().expect("the same key"), first);
        assert_ne!(first, [0; 32]);
        let names = fs::read_dir(dir.path()).expect("the folder").count();
        assert_eq!(names, 1, "nothing is left beside the key");
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_the_key() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("a folder");
        let keys = keys(dir.path(), 1);
        keys.database_key().expect("a key");
        let mode = fs::metadata(keys.file()).expect("the key file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_book_whose_key_is_gone_gets_no_other() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = keys(dir.path(), 1);
        let env: Arc<dyn Env> = Arc::new(TestEnv::new(DateTime::UNIX_EPOCH, 1));
        drop(Store::open(dir.path(), first.database_key().expect("a key"), env).expect("a book"));
        fs::remove_file(first.file()).expect("the key file");
        let refusal = keys(dir.path(), 2).database_key().expect_err("no key");
        assert!(matches!(refusal, Error::Store(StoreError::WrongKey)), "{refusal}");
        assert!(!first.exists());
    }

    #[test]
    fn a_damaged_key_file_is_told_and_kept() {
        let dir = tempfile::tempdir().expect("a folder");
        let keys = keys(dir.path(), 1);
        fs::write(keys.file(), "half a k").expect("a file");
        assert!(matches!(keys.database_key(), Err(Error::Keys(_))));
        assert_eq!(fs::read_to_string(keys.file()).expect("the file"), "half a k");
    }
}
