//! Signing out: the phone becomes as new.
//!
//! Rule: first the book itself says that nothing is only here, and empties itself; then a mark is laid down; then secrets
//! and files go, the mark last. Whatever is cut short, the next start goes on, and where even the mark is missing, the
//! next PIN does: the book says that it was signed out of.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::PoisonError;

use super::desk::Desk;
use super::tries::Tries;
use super::{opening, place};
use crate::book::Glance;
use crate::error::Error;
use crate::folder::sync_folder;
use crate::store::{Store, StoreError};

/// Says that everything here is to go.
const MARK: &str = "signed-out";

/// Sign out of the open book.
///
/// # Errors
/// `work_waiting`, `drafts_left`, `watch_running` or `patrol_running` while something is only here: then nothing changes.
pub(super) fn sign_out(desk: &Desk) -> Result<(), Error> {
    desk.book_for("sign_out")?.sign_out()?;
    leave(desk)
}

/// Of a book that was signed out of nothing stays.
pub(super) fn leave(desk: &Desk) -> Result<(), Error> {
    if let Err(error) = fs::write(desk.dir.join(MARK), []).and_then(|()| sync_folder(&desk.dir)) {
        tracing::warn!(%error, "should this be cut short, the next PIN goes on with it");
    }
    desk.close()?;
    erase(desk)?;
    opening::begin(desk)
}

/// Go on with what was cut short, if anything was. Nobody may have the book open.
pub(super) fn go_on(desk: &Desk) -> Result<(), Error> {
    if desk.dir.join(MARK).exists() { erase(desk) } else { Ok(()) }
}

/// Secrets first: without them the files say nothing.
fn erase(desk: &Desk) -> Result<(), Error> {
    place::forget_secrets(&*desk.keys)?;
    place::forget_cover(&desk.dir)?;
    place::put_due(&desk.dir, None)?;
    Store::erase(&desk.dir)?;
    *desk.trying.lock().unwrap_or_else(PoisonError::into_inner) = Tries::default();
    let mut state = desk.state();
    (state.has_pin, state.glance, state.due) = (false, Glance::default(), None);
    drop(state);
    remove(&desk.dir.join(MARK))
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::Io(error).into()),
        _ => Ok(()),
    }
}
