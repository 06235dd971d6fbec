//! The organisation's keys, kept outside the database, so that enrolments and rescues outlive a restored backup.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use beatbook_records::entry::Hash;
use beatbook_records::rescue;
use ed25519_dalek::{Signer as _, SigningKey};

use crate::clock::Clock;

/// The file in the data directory that signs enrolments: the 32 bytes of the seed, readable by its owner only.
pub const FILE: &str = "organisation.key";
/// The secret that answers rescue requests: 32 bytes. The hub itself needs only its public half, beside it.
pub const RECOVERY: &str = "recovery.key";
/// The public half, 64 hexadecimal digits. Where it is, the secret may be kept elsewhere.
const RECOVERY_PUBLIC: &str = "recovery.pub";

/// The organisation's Ed25519 key.
pub struct Key(SigningKey);

impl Key {
    /// Read the key, or make one where there is none.
    ///
    /// # Errors
    /// When the file cannot be read or made, or does not hold a key.
    pub fn open(dir: &Path, clock: &dyn Clock) -> anyhow::Result<Self> {
        Ok(Self::from_seed(&read_or_make(&dir.join(FILE), clock)?))
    }

    /// A key from its 32 secret bytes.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public key, 64 hexadecimal digits.
    #[must_use]
    pub fn public_hex(&self) -> String {
        hex::encode(self.0.verifying_key().as_bytes())
    }

    /// The first 16 hexadecimal digits of the SHA-256 of the public key, as the enrolment link carries them.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        Hash::of(&[self.0.verifying_key().as_bytes()]).to_string()[..16].to_owned()
    }

    /// Sign a text; 128 hexadecimal digits.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        hex::encode(self.0.sign(text.as_bytes()).to_bytes())
    }
}

/// The public half of the recovery key, 64 hexadecimal digits; the pair is made where there is none.
///
/// # Errors
/// When a file cannot be read or made, or does not hold a key.
pub fn recovery_public(dir: &Path, clock: &dyn Clock) -> anyhow::Result<String> {
    let path = dir.join(RECOVERY_PUBLIC);
    if let Ok(kept) = fs::read_to_string(&path) {
        let digits = kept.trim();
        if hex::decode(digits).is_ok_and(|bytes| bytes.len() == 32) {
            return Ok(digits.to_owned());
        }
        bail!("the file {} does not hold a key; restore it from a backup", path.display());
    }
    let public = hex::encode(rescue::public_key(&read_or_make(&dir.join(RECOVERY), clock)?));
    fs::write(&path, &public).context("cannot write the public recovery key")?;
    Ok(public)
}

/// The public half of the recovery key, to seal to.
///
/// # Errors
/// As [`recovery_public`].
pub fn recovery_bytes(dir: &Path, clock: &dyn Clock) -> anyhow::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(recovery_public(dir, clock)?, &mut bytes).context("the recovery key is no key")?;
    Ok(bytes)
}

/// The secret that answers rescue requests, from its file.
///
/// # Errors
/// When the file cannot be read, or does not hold a key.
pub fn recovery_secret(path: &Path) -> anyhow::Result<[u8; 32]> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let Ok(secret) = bytes.try_into() else { bail!("the file {} does not hold a key", path.display()) };
    Ok(secret)
}

/// 32 secret bytes in a file of their owner's, drawn where there is no such file.
fn read_or_make(path: &Path, clock: &dyn Clock) -> anyhow::Result<[u8; 32]> {
    let mut seed = [0; 32];
    clock.fill(&mut seed);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            let written = file.write_all(&seed).and_then(|()| file.sync_all());
            written.with_context(|| format!("cannot write {}", path.display()))?;
            Ok(seed)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            let Ok(kept) = bytes.try_into() else {
                bail!("the file {} does not hold a key; restore it from a backup", path.display());
            };
            Ok(kept)
        }
        Err(error) => Err(error).with_context(|| format!("cannot make {}", path.display())),
    }
}
