//! Keeping a photo: the file first, then its row in one transaction with the record that names it.
//!
//! Rule: this order and no other. A row without its file is a loss that nobody can mend; a file without its row is
//! found at the next start and offered.

use std::path::Path;

use beatbook_records::codes::{PhotoCopy, PhotoSlot};
use beatbook_records::entry::{Act, Hash};
use beatbook_records::kinds::Evidence;
use beatbook_records::record::Record as _;
use serde_json::Value;
use uuid::Uuid;

use super::{PHOTO_FORM, PhotoFault, PhotoFolder, SealedPhoto};
use crate::store::{Access, Draft, StoreError, Tx};

/// The area of a photo of which nobody knows where it was taken.
const NOWHERE: &str = "none";

/// What is said of a photo.
#[derive(Debug, Clone)]
pub struct Shot {
    /// The record it was taken for, which may be one that is still to come.
    pub about: Uuid,
    /// What it was taken to show.
    pub slot: Option<PhotoSlot>,
    /// What it shows, in a few words.
    pub caption: Option<String>,
    /// For a copy: the original it was made from.
    pub made_from: Option<Hash>,
    /// Where the officer works, for a record that does not say where it is.
    pub area: Option<String>,
    /// The draft that was written before the camera opened.
    pub draft: Option<Uuid>,
}

impl From<Uuid> for Shot {
    /// An original for a record, of which nothing else is said.
    fn from(about: Uuid) -> Self {
        Self { about, slot: None, caption: None, made_from: None, area: None, draft: None }
    }
}

/// A photo that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptPhoto {
    /// The record that names it.
    pub record: Uuid,
    /// What it is called in a statement, where it is an original.
    pub exhibit_ref: Option<String>,
}

/// Keep the original in this file for a record. The original stays where it is.
///
/// # Errors
/// Where it is no photo, cut short, too large, there is no room, or the book fails. Then nothing is kept.
pub fn keep_original<A: Access>(
    access: &A,
    original: &Path,
    shot: impl Into<Shot>,
) -> Result<KeptPhoto, StoreError> {
    let folder = access.with(|store| store.photos())?;
    let sealed = folder.seal(original)?;
    keep_sealed(access, &folder, sealed, shot)
}

/// Keep a photo whose file is in its place already.
///
/// # Errors
/// As [`keep_original`]; only where there was no room is the file gone again.
pub fn keep_sealed<A: Access>(
    access: &A,
    folder: &PhotoFolder,
    photo: SealedPhoto,
    shot: impl Into<Shot>,
) -> Result<KeptPhoto, StoreError> {
    let (file, shot) = (photo.file.clone(), shot.into());
    let kept = access.with(move |store| store.write(|tx| tx.enter_photo(&photo, shot)));
    match kept {
        Ok(((kept, second), _)) => {
            if let Some(second) = second {
                folder.forget(&second);
            }
            Ok(kept)
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
    /// Write down a photo and the record that names it; and say which file is not needed any more.
    fn enter_photo(
        &mut self,
        photo: &SealedPhoto,
        shot: Shot,
    ) -> Result<(KeptPhoto, Option<String>), StoreError> {
        let record = self.read().record(shot.about)?;
        let area =
            record.and_then(|record| record.values.get("area").and_then(Value::as_str).map(str::to_owned));
        let copy = if shot.made_from.is_some() { PhotoCopy::Working } else { PhotoCopy::Master };
        let exhibit_ref = if copy == PhotoCopy::Master { Some(self.next_exhibit()?) } else { None };
        let evidence = Evidence {
            area: area.or(shot.area).unwrap_or_else(|| NOWHERE.into()),
            about: shot.about,
            sha256: photo.sha256,
            bytes: photo.bytes.cast_signed(),
            media_type: photo.media_type,
            exhibit_ref: exhibit_ref.clone(),
            slot: shot.slot,
            caption: shot.caption,
            copy: Some(copy),
            made_from: shot.made_from,
        };
        let second = self.keep_photo(photo)?;
        if let Some(draft) = shot.draft {
            self.drop_draft(PHOTO_FORM, &draft.to_string())?;
        }
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
        Ok((KeptPhoto { record, exhibit_ref }, second))
    }
}
