//! Whom to call, beside the book: it is shown while the book is shut, and before there is one.
//!
//! Rule: what is kept was signed by the organisation that this device trusts; anything else is passed over, and what was
//! there stays. It holds nothing personal. It goes when its officer signs out.

use std::fs;
use std::path::{Path, PathBuf};

use beatbook_records::wire::{Contacts, SignedContacts, contacts_text};
use ed25519_dalek::{Signature, VerifyingKey};

use super::{Reader, Store, StoreError};
use crate::keys::replace;

/// Beside the book.
pub(super) const FILE: &str = "contacts.json";

/// The numbers that lie in a folder; none where there are none, or they cannot be read.
pub(crate) fn contacts_in(dir: &Path) -> Option<Contacts> {
    let signed: SignedContacts = serde_json::from_slice(&fs::read(dir.join(FILE)).ok()?).ok()?;
    serde_json::from_str(&signed.contacts).ok()
}

impl Store {
    /// Keep numbers that the hub gave, if the organisation signed them; whether it did.
    ///
    /// # Errors
    /// When the book cannot be read, or the file not be written.
    pub fn put_contacts(&mut self, signed: &SignedContacts) -> Result<bool, StoreError> {
        if !is_signed(self.read(), signed)? || serde_json::from_str::<Contacts>(&signed.contacts).is_err() {
            tracing::warn!("numbers to call that the organisation did not sign were passed over");
            return Ok(false);
        }
        let text = serde_json::json!(signed).to_string();
        replace(&self.contacts_path(), text.as_bytes())?;
        // They lie beside the book; that they changed is said as of anything in it.
        self.write_pulled(|tx| {
            tx.touch("contacts");
            Ok::<_, StoreError>(true)
        })
        .map(|(kept, _)| kept)
    }

    /// The version of those that are here.
    pub(super) fn contacts_version(&self) -> Option<u32> {
        contacts_in(&self.dir).map(|contacts| contacts.version)
    }

    fn contacts_path(&self) -> PathBuf {
        self.dir.join(FILE)
    }
}

fn is_signed(reader: Reader<'_>, signed: &SignedContacts) -> Result<bool, StoreError> {
    let key: Option<[u8; 32]> = reader.organisation_key()?.try_into().ok();
    let key = key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
    let mut signature = [0; 64];
    let read = hex::decode_to_slice(&signed.signature, &mut signature).is_ok();
    let text = contacts_text(&signed.contacts);
    let fits =
        |key: VerifyingKey| key.verify_strict(text.as_bytes(), &Signature::from_bytes(&signature)).is_ok();
    Ok(read && key.is_some_and(fits))
}
