//! Where the lock keeps what must be readable while the book is shut: a few small files' worth, and no personal data.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::cover::{Cover, Secret};
use super::tries::Tries;
use crate::api::Settings;
use crate::error::Error;
use crate::keys::replace;
use crate::native::Keys;
use crate::store::StoreError;

/// Beside the book.
const COVER: &str = "cover.json";
/// Beside the book: how the app looks, so that a dark street is not lit by a white lock screen.
const SETTINGS: &str = "settings.json";
/// Beside the book, while a check-in timer runs: when it is due, and nothing more.
const DUE: &str = "check-in.json";
/// In the device's place for secrets.
const SECRET: &str = "secret";
/// In the device's place for secrets, where no copy of the folder brings old tries back.
const TRIES: &str = "tries";

pub(super) fn cover(dir: &Path) -> Result<Option<Cover>, Error> {
    read(&dir.join(COVER))
}

pub(super) fn put_cover(dir: &Path, cover: &Cover) -> Result<(), Error> {
    write(&dir.join(COVER), cover)
}

/// As put, else as the app comes. Settings that cannot be read are not worth a refusal.
pub(super) fn settings(dir: &Path) -> Settings {
    read(&dir.join(SETTINGS)).ok().flatten().unwrap_or_default()
}

pub(super) fn put_settings(dir: &Path, settings: &Settings) -> Result<(), Error> {
    write(&dir.join(SETTINGS), settings)
}

/// When the officer must check in, as the app last knew it. What cannot be read is not worth a refusal.
pub(super) fn due(dir: &Path) -> Option<DateTime<Utc>> {
    read(&dir.join(DUE)).ok().flatten()
}

pub(super) fn put_due(dir: &Path, due: Option<DateTime<Utc>>) -> Result<(), Error> {
    match due {
        Some(due) => write(&dir.join(DUE), &due),
        None => forget(dir, DUE),
    }
}

pub(super) fn secret(keys: &dyn Keys) -> Result<Option<Secret>, Error> {
    let Some(bytes) = keys.get(SECRET)?.map(Zeroizing::new) else { return Ok(None) };
    let secret = bytes.as_slice().try_into().map_err(|_| Error::Keys("the secret is damaged".into()))?;
    Ok(Some(Zeroizing::new(secret)))
}

pub(super) fn put_secret(keys: &dyn Keys, secret: &Secret) -> Result<(), Error> {
    keys.put(SECRET, secret.as_slice())
}

pub(super) fn tries(keys: &dyn Keys) -> Result<Tries, Error> {
    let bytes = keys.get(TRIES)?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

pub(super) fn put_tries(keys: &dyn Keys, tries: &Tries) -> Result<(), Error> {
    keys.put(TRIES, serde_json::json!(tries).to_string().as_bytes())
}

pub(super) fn forget_secrets(keys: &dyn Keys) -> Result<(), Error> {
    keys.forget(SECRET)?;
    keys.forget(TRIES)
}

pub(super) fn forget_cover(dir: &Path) -> Result<(), Error> {
    forget(dir, COVER)
}

fn forget(dir: &Path, name: &str) -> Result<(), Error> {
    match fs::remove_file(dir.join(name)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::Io(error).into()),
        _ => Ok(()),
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Error> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| Error::Keys(format!("{} is damaged: {error}", path.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::Io(error).into()),
    }
}

fn write<T: Serialize>(path: &Path, value: &T) -> Result<(), Error> {
    let text = serde_json::json!(value).to_string();
    replace(path, text.as_bytes()).map_err(|error| match error.kind() {
        ErrorKind::StorageFull => StoreError::Full.into(),
        _ => StoreError::Io(error).into(),
    })
}
