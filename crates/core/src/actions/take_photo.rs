//! Take a photo for a record, and offer those that a dying app left behind.

use std::path::Path;

use super::Context;
use super::support::reference;
use crate::api::{FoundPhoto, KeepFoundPhoto, Nothing, RecordRef, Saved};
use crate::error::{Error, ErrorCode};
use crate::store::{Access as _, keep_original, keep_sealed};

/// Have the camera take one; nothing where the officer thought better of it. The camera's own file goes once the photo
/// is safe, and not before.
pub(crate) fn take(context: &Context, input: RecordRef) -> Result<Option<Saved>, Error> {
    context.read(move |reader, _| Ok(reader.known_record(input.record)?))?;
    let Some(original) = context.camera.take()? else { return Ok(None) };
    let record = keep_original(&context.store, &original, input.record)?;
    discard(&original);
    Ok(Some(Saved { record, reference: reference(record) }))
}

/// Photos whose file is there and whose row never came: the app died between the two.
pub(crate) fn found(context: &Context, _: Nothing) -> Result<Vec<FoundPhoto>, Error> {
    let folder = context.store.with(|store| store.photos())?;
    let files = folder.files()?;
    let orphans = context.read(move |reader, _| {
        let mut orphans = Vec::new();
        for file in files {
            if !reader.has_photo_file(&file)? {
                orphans.push(file);
            }
        }
        Ok(orphans)
    })?;
    let examined = orphans.iter().filter_map(|file| folder.examine(file).ok());
    Ok(examined.map(|photo| FoundPhoto { file: photo.file, bytes: photo.bytes }).collect())
}

/// Keep such a photo for a record.
pub(crate) fn keep_found(context: &Context, input: KeepFoundPhoto) -> Result<Saved, Error> {
    let folder = context.store.with(|store| store.photos())?;
    if !folder.files()?.contains(&input.file) {
        return Err(ErrorCode::NotFound.into());
    }
    let record = keep_sealed(&context.store, &folder, folder.examine(&input.file)?, input.record)?;
    Ok(Saved { record, reference: reference(record) })
}

fn discard(original: &Path) {
    if let Err(error) = std::fs::remove_file(original) {
        tracing::warn!(%error, "the camera's own file stays");
    }
}
