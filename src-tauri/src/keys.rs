//! Where this device keeps the key of its database: the system's keychain, or a file where there is none.
//!
//! A database must find its key again, so a place once chosen stays: a key file beside the database is used for as
//! long as it is there, and a keychain that does not answer today never makes a second key.

use std::path::Path;
use std::sync::Arc;

use beatbook_core::{Env, Error, FileKeys, Keys, Store, StoreError};
use keyring::Entry;

/// Under this name, and the database's folder, the key stands in the keychain.
const SERVICE: &str = "uk.beatbook.app";

#[derive(Debug, PartialEq, Eq)]
enum Place {
    File,
    Keychain,
}

/// The keys for the database in `dir`. `BEATBOOK_KEYS=file` asks for a file (development and tests).
pub fn choose(dir: &Path, env: Arc<dyn Env>) -> Box<dyn Keys> {
    let asked = std::env::var_os("BEATBOOK_KEYS").is_some_and(|value| value == "file");
    let file = FileKeys::new(dir, env.clone());
    let database = Store::exists(dir);
    let keychain = || Entry::store_status().is_ok();
    match place(asked, file.exists(), database, keychain) {
        Place::File => Box::new(file),
        Place::Keychain => Box::new(Keychain { account: dir.display().to_string(), database, env }),
    }
}

fn place(asked_for_file: bool, key_file: bool, database: bool, keychain: impl FnOnce() -> bool) -> Place {
    if asked_for_file || key_file || (!database && !keychain()) { Place::File } else { Place::Keychain }
}

/// The system's keychain.
struct Keychain {
    account: String,
    database: bool,
    env: Arc<dyn Env>,
}

impl Keys for Keychain {
    fn database_key(&self) -> Result<[u8; 32], Error> {
        let entry = Entry::new(SERVICE, &self.account).map_err(refused)?;
        match entry.get_secret() {
            Ok(key) => key.try_into().map_err(|_| Error::Keys("the keychain holds something else".into())),
            Err(keyring::Error::NoEntry) if self.database => Err(StoreError::WrongKey.into()),
            Err(keyring::Error::NoEntry) => {
                let mut key = [0; 32];
                self.env.fill(&mut key);
                entry.set_secret(&key).map_err(refused)?;
                Ok(key)
            }
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
    fn a_new_database_takes_the_keychain_where_there_is_one() {
        assert_eq!(place(false, false, false, || true), Place::Keychain);
        assert_eq!(place(false, false, false, || false), Place::File);
    }

    #[test]
    fn a_database_stays_with_the_place_its_key_is_in() {
        assert_eq!(place(false, true, true, || true), Place::File);
        assert_eq!(place(false, false, true, || false), Place::Keychain);
    }

    #[test]
    fn development_may_ask_for_a_file() {
        assert_eq!(place(true, false, false, || true), Place::File);
    }
}
