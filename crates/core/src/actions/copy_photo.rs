//! Make a copy of a photo to share: upright, nothing in it but pixels, what must not be seen painted over.
//!
//! Rule: the original is read and nothing else. The copy is a photo of its own that says what it was made from.

use std::sync::PoisonError;

use beatbook_picture::{Cover, covered};

use super::Context;
use super::take_photo::{Intent, drop_draft, saved, shot, while_taking, write_draft};
use crate::api::{CopyPhoto, PhotoBox, SavedPhoto};
use crate::error::{Error, ErrorCode};
use crate::store::{Access as _, NamedPhoto, keep_sealed};

/// The most places that are painted over.
const BOXES_MAX: usize = 100;
/// A side of a picture, in its parts.
const SIDE: u16 = 1000;

pub(crate) fn copy(context: &Context, input: CopyPhoto) -> Result<SavedPhoto, Error> {
    let covers = covers(&input.boxes)?;
    let photo = context.read(move |reader, _| Ok(reader.photo(input.record)?))?.ok_or(ErrorCode::NotFound)?;
    let file = photo.file.clone().ok_or(ErrorCode::PhotoElsewhere)?;
    let folder = context.store.with(|store| store.photos())?;
    let made = {
        let _desk = context.pictures.desk.lock().unwrap_or_else(PoisonError::into_inner);
        covered(&folder.read_whole(&file)?, &covers)?
    };
    let intent = intent(&photo);
    let draft = write_draft(context, intent.clone())?;
    let kept = while_taking(context, draft, || {
        let shot = shot(context, intent, draft)?;
        let sealed = folder.seal_bytes(draft, &made)?;
        Ok(keep_sealed(&context.store, &folder, sealed, shot)?)
    });
    if kept.is_err() {
        drop_draft(context, draft)?;
    }
    kept.map(saved)
}

/// A copy of a copy was made from the same original.
fn intent(photo: &NamedPhoto) -> Intent {
    Intent {
        record: photo.about.unwrap_or(photo.evidence),
        slot: photo.slot,
        caption: photo.caption.clone(),
        made_from: Some(photo.made_from.unwrap_or(photo.sha256)),
    }
}

fn covers(boxes: &[PhotoBox]) -> Result<Vec<Cover>, Error> {
    let within = |at: u16, length: u16| length > 0 && at.checked_add(length).is_some_and(|end| end <= SIDE);
    let right = |place: &PhotoBox| within(place.x, place.w) && within(place.y, place.h);
    if boxes.len() > BOXES_MAX || !boxes.iter().all(right) {
        let why = format!("{} boxes, or one that is not on the picture", boxes.len());
        return Err(Error::Invalid { field: "boxes".into(), why });
    }
    Ok(boxes.iter().map(|place| Cover { x: place.x, y: place.y, w: place.w, h: place.h }).collect())
}
