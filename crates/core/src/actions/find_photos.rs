//! Photos whose file is there and whose record never came: the app died in between, or keeping them failed.
//!
//! Rule: they are offered with what their draft says of them. A file that was sealed is evidence and is never dropped; the
//! camera's own may be, by the officer's own wish.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::PoisonError;

use uuid::Uuid;

use super::Context;
use super::support::title;
use super::take_photo::{Intent, drop_draft, intent, intent_of, keep as keep_taken, saved, shot};
use crate::api::{DropFoundPhoto, FoundPhoto, KeepFoundPhoto, Nothing, PhotoAbout, SavedPhoto};
use crate::error::{Error, ErrorCode};
use crate::store::{Access as _, PhotoFolder, Reader, file_of, keep_sealed, name_of};

/// Where a found photo is.
pub(super) enum Lying {
    /// In the folder of photos, sealed.
    Sealed(String),
    /// In the inbox, as the camera wrote it.
    Inbox(Uuid),
}

impl Lying {
    fn file(&self) -> String {
        match self {
            Self::Sealed(file) => file.clone(),
            Self::Inbox(draft) => name_of(*draft),
        }
    }

    /// The draft it was taken for. A sealed file has its draft's name.
    fn draft(&self) -> Option<Uuid> {
        match self {
            Self::Sealed(file) => Path::new(file).file_stem()?.to_str()?.parse().ok(),
            Self::Inbox(draft) => Some(*draft),
        }
    }
}

/// What lies there without a record, but for what is being taken right now.
fn lying(context: &Context) -> Result<Vec<Lying>, Error> {
    let (folder, inbox) = places(context)?;
    let named = context.read(|reader, _| Ok(reader.photo_files()?))?;
    let taking = context.pictures.taking.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let sealed = folder.files()?.into_iter().filter(|file| !named.contains(file)).map(Lying::Sealed);
    let mut found: Vec<_> =
        sealed.filter(|found| found.draft().is_none_or(|draft| !taking.contains(&draft))).collect();
    let twice: BTreeSet<Uuid> = found.iter().filter_map(Lying::draft).collect();
    for draft in inbox.drafts()? {
        if named.contains(&file_of(draft)) {
            // The app died between the row and the end of the camera's own file.
            inbox.forget(draft);
        } else if !taking.contains(&draft) && !twice.contains(&draft) {
            found.push(Lying::Inbox(draft));
        }
    }
    Ok(found)
}

fn places(context: &Context) -> Result<(PhotoFolder, crate::store::Inbox), Error> {
    Ok(context.store.with(|store| store.photos().map(|folder| (folder, store.inbox())))?)
}

/// The found photo with this file.
pub(super) fn lies_as(context: &Context, file: &str) -> Result<Lying, Error> {
    lying(context)?.into_iter().find(|found| found.file() == file).ok_or_else(|| ErrorCode::NotFound.into())
}

/// How many there are.
pub(super) fn count(context: &Context) -> Result<u32, Error> {
    Ok(u32::try_from(lying(context)?.len()).unwrap_or(u32::MAX))
}

/// All of them, with what is known of each.
pub(crate) fn found(context: &Context, _: Nothing) -> Result<Vec<FoundPhoto>, Error> {
    let (folder, inbox) = places(context)?;
    let mut photos = Vec::new();
    for found in lying(context)? {
        let bytes = match &found {
            // What cannot be read as a whole is left where it is: nobody can keep it, and nobody may drop it.
            Lying::Sealed(file) => folder.examine(file).ok().map(|photo| photo.bytes),
            Lying::Inbox(draft) => inbox.bytes(*draft),
        };
        let Some(bytes) = bytes else { continue };
        let (intent, about) = match found.draft() {
            Some(draft) => context.read(move |reader, _| meant(reader, draft))?,
            None => (None, None),
        };
        let (record, slot) = intent.map_or((None, None), |intent| (Some(intent.record), intent.slot));
        let in_inbox = matches!(found, Lying::Inbox(_));
        photos.push(FoundPhoto { file: found.file(), bytes, record, about, slot, in_inbox });
    }
    Ok(photos)
}

fn meant(reader: Reader<'_>, draft: Uuid) -> Result<(Option<Intent>, Option<PhotoAbout>), Error> {
    let intent = intent(reader, draft)?;
    let about = intent.as_ref().map(|intent| about(reader, intent.record)).transpose()?.flatten();
    Ok((intent, about))
}

/// A record as the one that a photo was taken for.
pub(super) fn about(reader: Reader<'_>, record: Uuid) -> Result<Option<PhotoAbout>, Error> {
    let Some(record) = reader.record(record)? else { return Ok(None) };
    Ok(Some(PhotoAbout { record: record.id, title: title(reader, &record)?, kind: record.kind }))
}

/// Keep one for a record.
pub(crate) fn keep(context: &Context, input: KeepFoundPhoto) -> Result<SavedPhoto, Error> {
    let found = lies_as(context, &input.file)?;
    let said = found.draft().map(|draft| intent_of(context, draft)).transpose()?.flatten();
    let plain = Intent { record: input.record, slot: None, caption: None, made_from: None };
    let intent = Intent { record: input.record, ..said.unwrap_or(plain) };
    let (folder, inbox) = places(context)?;
    // A photo without a draft has none to be dropped with it.
    let draft = found.draft().unwrap_or_default();
    let shot = shot(context, intent, draft)?;
    match found {
        Lying::Inbox(draft) => keep_taken(context, &inbox, draft, shot),
        Lying::Sealed(file) => {
            let kept = keep_sealed(&context.store, &folder, folder.examine(&file)?, shot)?;
            inbox.forget(draft);
            Ok(saved(kept))
        }
    }
}

/// Drop the camera's own file.
pub(crate) fn discard(context: &Context, input: DropFoundPhoto) -> Result<(), Error> {
    let Lying::Inbox(draft) = lies_as(context, &input.file)? else { return Err(ErrorCode::NotFound.into()) };
    context.store.with(|store| store.inbox()).forget(draft);
    drop_draft(context, draft)
}
