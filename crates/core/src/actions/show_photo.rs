//! A photo as it is shown: small, upright, made once.
//!
//! Rule: decoded on the thread that asks and never on the store's; one at a time.

use std::sync::PoisonError;

use beatbook_picture::small;
use uuid::Uuid;

use super::Context;
use super::find_photos::{Lying, lies_as};
use crate::error::{Error, ErrorCode};
use crate::store::{Access as _, PhotoFault};

/// The widths that are made.
pub(crate) const WIDTHS: &[u32] = &[160, 400, 1600];

/// Which photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The one that this record is.
    Of(Uuid),
    /// One that was found, by its file.
    Found(String),
}

/// A JPEG of it, at most so wide.
pub(crate) fn show(context: &Context, what: Shown, width: u32) -> Result<Vec<u8>, Error> {
    match what {
        Shown::Of(record) => kept(context, record, width),
        Shown::Found(file) => found(context, &file, width),
    }
}

fn kept(context: &Context, record: Uuid, width: u32) -> Result<Vec<u8>, Error> {
    let photo = context.read(move |reader, _| Ok(reader.photo(record)?))?.ok_or(ErrorCode::NotFound)?;
    let file = photo.file.ok_or(ErrorCode::PhotoElsewhere)?;
    let made = context.store.with(|store| store.small_pictures())?;
    if let Some(picture) = made.get(&photo.sha256, width) {
        return Ok(picture);
    }
    let _desk = context.pictures.desk.lock().unwrap_or_else(PoisonError::into_inner);
    // Whoever had the desk may have made it.
    if let Some(picture) = made.get(&photo.sha256, width) {
        return Ok(picture);
    }
    let folder = context.store.with(|store| store.photos())?;
    let picture = small(&folder.read_whole(&file)?, width)?;
    made.put(&photo.sha256, width, &picture);
    Ok(picture)
}

/// Not kept yet, so nothing that is made of it is kept either.
fn found(context: &Context, file: &str, width: u32) -> Result<Vec<u8>, Error> {
    let lying = lies_as(context, file)?;
    let _desk = context.pictures.desk.lock().unwrap_or_else(PoisonError::into_inner);
    let bytes = match lying {
        Lying::Sealed(file) => context.store.with(|store| store.photos())?.read_whole(&file)?,
        Lying::Inbox(draft) => {
            let place = context.store.with(|store| store.inbox()).place_for(draft)?;
            std::fs::read(place).map_err(PhotoFault::from)?
        }
    };
    Ok(small(&bytes, width)?)
}
