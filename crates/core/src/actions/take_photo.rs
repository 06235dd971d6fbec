//! Take a photo for a record.
//!
//! Rule: the draft is written before the camera opens, and the camera's own file goes once the photo is kept. Whatever
//! ends in between, the next start finds the file and knows what it was taken for.

use std::io::Read;
use std::sync::PoisonError;

use beatbook_records::codes::PhotoSlot;
use beatbook_records::entry::Hash;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Context;
use super::support::area_now;
use crate::api::{NewId, Nothing, PhotoDraft, SavedPhoto, TakePhoto};
use crate::error::{Error, ErrorCode};
use crate::store::{
    Access as _, Inbox, KeptPhoto, PHOTO_FORM, PhotoFault, Reader, Shot, StoreError, Tx, keep_sealed,
};

/// A draft without a file is dropped after so long: the camera was closed again without a word.
const FORGOTTEN_HOURS: i64 = 24;

/// What the draft of a photo says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Intent {
    pub(super) record: Uuid,
    pub(super) slot: Option<PhotoSlot>,
    pub(super) caption: Option<String>,
    /// For a copy: the original it is made from.
    #[serde(default)]
    pub(super) made_from: Option<Hash>,
}

/// An id for a record that is still to be written. Photos may be taken for it at once; the create names it.
pub(crate) fn new_id(context: &Context, _: Nothing) -> Result<NewId, Error> {
    Ok(NewId { record: context.env.uuid_v7(context.env.now()) })
}

/// Write the draft of a photo, before the camera opens.
pub(crate) fn begin(context: &Context, input: TakePhoto) -> Result<PhotoDraft, Error> {
    let TakePhoto { record, slot, caption, .. } = input;
    let draft = write_draft(
        context,
        Intent { record, slot, caption: caption.filter(|words| is_said(words)), made_from: None },
    )?;
    Ok(PhotoDraft { draft })
}

/// Have the camera take one, or take the one that the screen has sent; nothing where the officer thought better of it.
pub(crate) fn take(context: &Context, input: TakePhoto) -> Result<Option<SavedPhoto>, Error> {
    let draft = match input.draft {
        Some(draft) => draft,
        None => begin(context, input)?.draft,
    };
    while_taking(context, draft, || open_and_keep(context, draft))
}

fn open_and_keep(context: &Context, draft: Uuid) -> Result<Option<SavedPhoto>, Error> {
    let intent = intent_of(context, draft)?.ok_or(ErrorCode::NotFound)?;
    let inbox = context.store.with(|store| store.inbox());
    let place = inbox.place_for(draft)?;
    let was_taken = context.camera.take(&place);
    if !place.is_file() {
        drop_draft(context, draft)?;
        return was_taken.map(|_| None);
    }
    keep(context, &inbox, draft, shot(context, intent, draft)?).map(Some)
}

/// Seal what lies in the inbox, write it down, and let the camera's own file go.
pub(super) fn keep(context: &Context, inbox: &Inbox, draft: Uuid, shot: Shot) -> Result<SavedPhoto, Error> {
    let folder = context.store.with(|store| store.photos())?;
    let place = inbox.place_for(draft)?;
    let sealed = match folder.seal_as(draft, &place) {
        // What can be made again makes room for what cannot.
        Err(PhotoFault::NoRoom) if context.store.with(|store| store.small_pictures())?.clear() => {
            folder.seal_as(draft, &place)
        }
        other => other,
    };
    let kept = keep_sealed(&context.store, &folder, sealed?, shot)?;
    inbox.forget(draft);
    Ok(saved(kept))
}

/// As the screen is told of it.
pub(super) fn saved(KeptPhoto { record, exhibit_ref }: KeptPhoto) -> SavedPhoto {
    SavedPhoto { record, exhibit_ref }
}

/// The screen's camera was closed without a photo.
pub(crate) fn cancel(context: &Context, input: PhotoDraft) -> Result<(), Error> {
    let inbox = context.store.with(|store| store.inbox());
    if inbox.bytes(input.draft).is_none() {
        drop_draft(context, input.draft)?;
    }
    Ok(())
}

/// Write what the screen sends into the inbox, as the photo of a draft.
pub(crate) fn take_in(context: &Context, draft: Uuid, from: &mut dyn Read) -> Result<(), Error> {
    intent_of(context, draft)?.ok_or(ErrorCode::NotFound)?;
    let inbox = context.store.with(|store| store.inbox());
    Ok(inbox.take_in(draft, from)?)
}

/// What is said of a photo that was taken with this in mind.
pub(super) fn shot(context: &Context, intent: Intent, draft: Uuid) -> Result<Shot, Error> {
    let Intent { record, slot, caption, made_from } = intent;
    let area = context.read(|reader, _| area_now(reader, &reader.enrolled()?))?;
    Ok(Shot { about: record, slot, caption, made_from, area: Some(area), draft: Some(draft) })
}

/// Write a draft. There is no room kept for photos: a disk that is full is full for them.
pub(super) fn write_draft(context: &Context, intent: Intent) -> Result<Uuid, Error> {
    let draft = context.env.uuid_v7(context.env.now());
    let lying = context.store.with(|store| store.inbox()).drafts()?;
    let written = context.write(move |tx| {
        forget_old(tx, &lying)?;
        Ok(tx.put_draft(PHOTO_FORM, &draft.to_string(), &serde_json::json!(intent).to_string())?)
    });
    match written {
        Err(Error::Store(StoreError::Full)) => Err(PhotoFault::NoRoom.into()),
        other => other.map(|()| draft),
    }
}

/// Drop the drafts of photos that were never taken.
fn forget_old(tx: &mut Tx<'_>, lying: &[Uuid]) -> Result<(), Error> {
    let old = tx.env().now() - TimeDelta::hours(FORGOTTEN_HOURS);
    for draft in tx.read().drafts()? {
        let lies = draft.id.parse().is_ok_and(|id: Uuid| lying.contains(&id));
        if draft.form == PHOTO_FORM && draft.saved_at < old && !lies {
            tx.drop_draft(PHOTO_FORM, &draft.id)?;
        }
    }
    Ok(())
}

/// What a draft says, if it is there.
pub(super) fn intent_of(context: &Context, draft: Uuid) -> Result<Option<Intent>, Error> {
    context.read(move |reader, _| intent(reader, draft))
}

pub(super) fn intent(reader: Reader<'_>, draft: Uuid) -> Result<Option<Intent>, Error> {
    let found = reader.draft(PHOTO_FORM, &draft.to_string())?;
    Ok(found.and_then(|found| serde_json::from_str(&found.body).ok()))
}

pub(super) fn drop_draft(context: &Context, draft: Uuid) -> Result<(), Error> {
    context.write(move |tx| Ok(tx.drop_draft(PHOTO_FORM, &draft.to_string())?))
}

/// What lies there under this name meanwhile is nothing to be found.
pub(super) fn while_taking<T>(context: &Context, draft: Uuid, work: impl FnOnce() -> T) -> T {
    let taking = || context.pictures.taking.lock().unwrap_or_else(PoisonError::into_inner);
    taking().insert(draft);
    let done = work();
    taking().remove(&draft);
    done
}

fn is_said(words: &str) -> bool {
    !words.trim().is_empty()
}
