//! Keep what somebody has begun to write, so that nothing typed is lost.

use serde_json::Value;

use super::Context;
use crate::api::{Draft, DraftPut, DraftRef, Nothing};
use crate::error::Error;
use crate::store::{PHOTO_FORM, Reader, StoredDraft, time_text};

/// The most bytes of a draft.
const BYTES_MAX: usize = 64 * 1024;

pub(crate) fn put(context: &Context, input: DraftPut) -> Result<(), Error> {
    let body = input.body.to_string();
    if body.len() > BYTES_MAX {
        return Err(Error::Invalid { field: "body".into(), why: format!("{} bytes", body.len()) });
    }
    context.write(move |tx| Ok(tx.put_draft(&input.form, &input.id, &body)?))
}

pub(crate) fn get(context: &Context, input: DraftRef) -> Result<Option<Draft>, Error> {
    context.read(move |reader, _| Ok(reader.draft(&input.form, &input.id)?.map(shown)))
}

pub(crate) fn list(context: &Context, _: Nothing) -> Result<Vec<Draft>, Error> {
    context.read(|reader, _| drafts(reader))
}

pub(crate) fn discard(context: &Context, input: DraftRef) -> Result<(), Error> {
    context.write(move |tx| Ok(tx.drop_draft(&input.form, &input.id)?))
}

/// All drafts of forms, newest first. That of a photo is the camera's and no form.
pub(super) fn drafts(reader: Reader<'_>) -> Result<Vec<Draft>, Error> {
    let forms = reader.drafts()?.into_iter().filter(|draft| draft.form != PHOTO_FORM);
    Ok(forms.map(shown).collect())
}

fn shown(draft: StoredDraft) -> Draft {
    let body = serde_json::from_str(&draft.body).unwrap_or(Value::Null);
    Draft { form: draft.form, id: draft.id, body, saved_at: time_text(draft.saved_at) }
}
