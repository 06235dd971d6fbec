//! Where this device keeps its secrets: the system's keychain, or files where there is none.
//!
//! A book must find its secret again, so a place once chosen stays: files beside the book are used for as long as they
//! are there, and a keychain that does not answer today never makes a second secret.

use std::path::Path;

use beatbook_core::{Error, FileKeys, Keys, Store};
use keyring::Entry;

/// Under this name, with the folder of the book, the secrets stand in the keychain.
const SERVICE: &str = "uk.beatbook.app";

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Files,
    Keychain,
}

/// The secrets of the book in `dir`. `BEATBOOK_KEYS=file` asks for files (development and tests).
pub fn choose(dir: &Path) -> Box<dyn Keys> {
    let asked = std::env::var_os("BEATBOOK_KEYS").is_some_and(|value| value == "file");
    let files = FileKeys::new(dir);
    let keychain = || Entry::store_status().is_ok();
    match place(asked, files.exists(), Store::exists(dir), keychain) {
        Place::Files => Box::new(files),
        Place::Keychain => Box::new(Keychain { folder: dir.display().to_string() }),
    }
}

fn place(asked_for_files: bool, files: bool, book: bool, keychain: impl FnOnce() -> bool) -> Place {
    if asked_for_files || files || (!book && !keychain()) { Place::Files } else { Place::Keychain }
}

/// The system's keychain.
struct Keychain {
    folder: String,
}

impl Keychain {
    fn entry(&self, name: &str) -> Result<Entry, Error> {
        Entry::new(SERVICE, &format!("{name} of {}", self.folder)).map_err(refused)
    }
}

impl Keys for Keychain {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match self.entry(name)?.get_secret() {
            Ok(bytes) => Ok(Some(bytes)),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(refused(error)),
        }
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.entry(name)?.set_secret(bytes).map_err(refused)
    }

    fn forget(&self, name: &str) -> Result<(), Error> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(refused(error)),
        }
    }
}

fn refused(error: keyring::Error) -> Error {
    Error::Keys(format!("the keychain refused: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_book_takes_the_keychain_where_there_is_one() {
        assert_eq!(place(false, false, false, || true), Place::Keychain);
        assert_eq!(place(false, false, false, || false), Place::Files);
    }

    #[test]
    fn a_book_stays_with_the_place_its_secret_is_in() {
        assert_eq!(place(false, true, true, || true), Place::Files);
        assert_eq!(place(false, false, true, || false), Place::Keychain);
    }

    #[test]
    fn development_may_ask_for_files() {
        assert_eq!(place(true, false, false, || true), Place::Files);
    }
}
