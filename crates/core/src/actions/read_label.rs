//! Read the number off a photo of a label, as a scanner would.
//!
//! Rule: nothing is written. What was read is a proposal; the officer sees it in the box before it is saved.

use std::sync::PoisonError;

use beatbook_picture::codes_on;

use super::Context;
use crate::api::{Label, RecordRef};
use crate::error::{Error, ErrorCode};
use crate::store::Access as _;

pub(crate) fn read(context: &Context, input: RecordRef) -> Result<Label, Error> {
    let photo = context.read(move |reader, _| Ok(reader.photo(input.record)?))?.ok_or(ErrorCode::NotFound)?;
    let file = photo.file.ok_or(ErrorCode::PhotoElsewhere)?;
    let folder = context.store.with(|store| store.photos())?;
    // One picture at a time: each takes memory for all its pixels.
    let _desk = context.pictures.desk.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(Label { codes: codes_on(&folder.read_whole(&file)?)? })
}
