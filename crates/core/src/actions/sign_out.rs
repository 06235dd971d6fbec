//! Sign out: nothing goes that is only here. What was begun and not saved is the officer's work, too.

use super::keep_draft::drafts;
use super::keep_watch::runs;
use super::{Context, find_photos, make_rescue_file};
use crate::error::{Error, ErrorCode};
use crate::store::Reader;

/// The setting that says so; a book that lost its officer by damage does not have it.
const SIGNED_OUT: &str = "signed_out";

/// Whether this book was signed out of.
pub(crate) fn is_signed_out(reader: Reader<'_>) -> Result<bool, Error> {
    let said: Option<bool> = reader.setting(SIGNED_OUT)?;
    Ok(said == Some(true) && reader.owner()?.is_none())
}

/// Empty the book for whoever comes next.
///
/// # Errors
/// `drafts_left`, `patrol_running`, `watch_running` and `work_waiting`: then nothing changes.
pub(crate) fn sign_out(context: &Context) -> Result<(), Error> {
    if find_photos::count(context)? > 0 {
        return Err(ErrorCode::DraftsLeft.into());
    }
    // What a rescue file holds counts only while the file is there, to its last byte.
    make_rescue_file::prove_last(context)?;
    context.write(|tx| {
        let reader = tx.read();
        if reader.live_patrol(reader.enrolled()?.device)?.is_some() {
            return Err(ErrorCode::PatrolRunning.into());
        }
        if runs(reader, &reader.enrolled()?)? {
            return Err(ErrorCode::WatchRunning.into());
        }
        if !drafts(reader)?.is_empty() {
            return Err(ErrorCode::DraftsLeft.into());
        }
        tx.put_setting(SIGNED_OUT, &true)?;
        Ok(tx.sign_out()?)
    })
}
