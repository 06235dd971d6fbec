//! Keeping a photo: the file first, then its row in one transaction with the record that names it.
//!
//! Rule: this order and no other. A row without its file is a loss that nobody can mend; a file without its row is
//! found at the next start and offered.

use std::path::Path;

use beatbook_records::entry::Act;
use beatbook_records::kinds::Evidence;
use beatbook_records::record::Record as _;
use serde_json::Value;
use uuid::Uuid;

use super::{PhotoFault, PhotoFolder, SealedPhoto};
use crate::store::{Access, Draft, StoreError, Tx};

/// The area of a photo of a record that has none.
const NOWHERE: &str = "none";

/// Keep the original in this file for a record; the new record that names it. The original stays where it is.
///
/// # Errors
/// Where it is no photo, too large, there is no room, or the book fails. Then nothing is kept.
pub fn keep_original<A: Access>(access: &A, original: &Path, about: Uuid) -> Result<Uuid, StoreError> {
    let folder = access.with(|store| store.photos())?;
    let sealed = folder.seal(original)?;
    keep_sealed(access, &folder, sealed, about)
}

/// Keep a photo whose file is in its place already.
///
/// # Errors
/// As [`keep_original`]; only where there was no room is the file gone again.
pub fn keep_sealed<A: Access>(
    access: &A,
    folder: &PhotoFolder,
    photo: SealedPhoto,
    about: Uuid,
) -> Result<Uuid, StoreError> {
    let file = photo.file.clone();
    let kept = access.with(move |store| store.write(|tx| tx.enter_photo(&photo, about)));
    match kept {
        Ok(((record, second), _)) => {
            if let Some(second) = second {
                folder.forget(&second);
            }
            Ok(record)
        }
        // What is kept free is for notes: a photo that finds no room is refused, and its file makes room again.
        Err(StoreError::Full) => {
            folder.forget(&file);
            Err(PhotoFault::NoRoom.into())
        }
        Err(error) => Err(error),
    }
}

impl Tx<'_> {
    /// Write down a photo and the record that names it; the record, and the file that is not needed any more.
    fn enter_photo(
        &mut self,
        photo: &SealedPhoto,
        about: Uuid,
    ) -> Result<(Uuid, Option<String>), StoreError> {
        let record = self.read().known_record(about)?;
        let area = record.values.get("area").and_then(Value::as_str).unwrap_or(NOWHERE).to_owned();
        let (sha256, media_type) = (photo.sha256, photo.media_type);
        let evidence = Evidence { area, about, sha256, bytes: photo.bytes.cast_signed(), media_type };
        let second = self.keep_photo(photo)?;
        let record = self.enter(Draft {
            act: Act::Create,
            kind: Evidence::KIND.name,
            record: None,
            values: evidence.to_values(),
            reason: None,
            occurred: self.env().now(),
            seen: None,
            fixes: None,
        })?;
        Ok((record, second))
    }
}
