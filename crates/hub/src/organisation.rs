//! The organisation's key, kept outside the database, so that enrolments outlive a restored backup.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use beatbook_records::entry::Hash;
use ed25519_dalek::{Signer as _, SigningKey};

use crate::clock::Clock;

/// The file in the data directory: the 32 bytes of the seed, readable by its owner only.
pub const FILE: &str = "organisation.key";

/// The organisation's Ed25519 key.
pub struct Key(SigningKey);

impl Key {
    /// Read the key, or make one where there is none.
    ///
    /// # Errors
    /// When the file cannot be read or made, or does not hold a key.
    pub fn open(dir: &Path, clock: &dyn Clock) -> anyhow::Result<Self> {
        let path = dir.join(FILE);
        let mut seed = [0; 32];
        clock.fill(&mut seed);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(mut file) => {
                file.write_all(&seed)
                    .and_then(|()| file.sync_all())
                    .context("cannot write the organisation key")?;
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let bytes = fs::read(&path).context("cannot read the organisation key")?;
                let Ok(kept) = bytes.try_into() else {
                    bail!("the file {} does not hold a key; restore it from a backup", path.display());
                };
                seed = kept;
            }
            Err(error) => return Err(error).context("cannot make the organisation key"),
        }
        Ok(Self(SigningKey::from_bytes(&seed)))
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
