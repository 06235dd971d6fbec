//! Photos as a screen lists them, and one with all that is known of it.

use beatbook_records::codes::MediaType;

use super::Context;
use super::find_photos::about;
use crate::api::{PhotoDetail, PhotoHandIn, PhotoList, PhotoRow, RecordRef};
use crate::error::{Error, ErrorCode};
use crate::store::{NamedPhoto, PhotoState, time_text};

/// The photos of a record, which may be one that is still to come.
pub(crate) fn list(context: &Context, input: RecordRef) -> Result<PhotoList, Error> {
    let photos = context.read(move |reader, _| Ok(reader.photos_of(input.record)?))?;
    Ok(PhotoList { photos: photos.into_iter().map(row).collect(), camera_opens: context.camera.opens() })
}

/// One photo.
pub(crate) fn read(context: &Context, input: RecordRef) -> Result<PhotoDetail, Error> {
    context.read(move |reader, _| {
        let photo = reader.photo(input.record)?.ok_or(ErrorCode::NotFound)?;
        let master = match photo.made_from {
            Some(master) => reader.photos_of_bytes(&master)?.into_iter().next(),
            None => None,
        };
        Ok(PhotoDetail {
            about: photo.about.map(|record| about(reader, record)).transpose()?.flatten(),
            master: master.map(row),
            copies: reader.photos_made_from(&photo.sha256)?.into_iter().map(row).collect(),
            photo: row(photo),
        })
    })
}

/// A photo as a screen lists it.
pub(super) fn row(photo: NamedPhoto) -> PhotoRow {
    let state = match photo.state {
        PhotoState::Waiting => PhotoHandIn::Waiting,
        PhotoState::OnHub => PhotoHandIn::OnHub,
        PhotoState::Refused => PhotoHandIn::Refused,
        PhotoState::Elsewhere => PhotoHandIn::Elsewhere,
    };
    let decodes = matches!(photo.media_type, Some(MediaType::Jpeg | MediaType::Png | MediaType::Webp));
    PhotoRow {
        record: photo.evidence,
        state,
        bytes: photo.bytes,
        sent: photo.sent,
        reason: photo.reason,
        exhibit_ref: photo.exhibit_ref,
        slot: photo.slot,
        caption: photo.caption,
        taken: time_text(photo.taken),
        by: photo.by,
        copy: photo.made_from.is_some(),
        shown: photo.file.is_some() && decodes,
    }
}
