//! Photos on their way to the hub, after the records: one piece at a time.
//!
//! Rule: the hub is asked how much it has before anything is sent, so no byte travels twice. What cannot be handed in is
//! marked and kept; it blocks neither the next photo nor any record.

use beatbook_records::wire::{BlobState, RefusalCode};

use super::central::{Central, CentralError};
use super::round::Trouble;
use crate::store::{Access, PhotoFault, PhotoFolder, WaitingPhoto};

/// How often the hub may say that a piece does not fit before it is left for the next try.
const ASKED_MOST: u32 = 3;

/// What came of a photo.
enum Came {
    /// The hub has it.
    There,
    /// Something was written meanwhile, which goes first.
    Later,
    /// It cannot be handed in.
    Refused(&'static str),
}

/// Hand in the photo whose turn it is; whether another round should follow.
///
/// # Errors
/// When the hub does not answer as asked, or the store fails.
pub(super) fn step<A: Access, C: Central + ?Sized>(
    access: &A,
    central: &mut C,
    written_to: u64,
) -> Result<bool, Trouble> {
    let Some(photo) = access.with(|store| store.waiting_photo())? else { return Ok(false) };
    let folder = access.with(|store| store.photos())?;
    let came = match hand_in(access, central, &photo, &folder, written_to) {
        Err(Trouble::Central(error)) => match refused(&error) {
            Some(reason) => Ok(Came::Refused(reason)),
            None => {
                let smaller = matches!(error, CentralError::TimedOut | CentralError::TooLarge);
                access.with(move |store| store.write(|tx| tx.photo_failed(smaller)))?;
                Err(Trouble::Photo(error))
            }
        },
        other => other,
    };
    if let Came::Refused(reason) = came? {
        access.with(move |store| store.write(|tx| tx.photo_refused(&photo.sha256, reason)))?;
    }
    Ok(true)
}

fn hand_in<A: Access, C: Central + ?Sized>(
    access: &A,
    central: &mut C,
    photo: &WaitingPhoto,
    folder: &PhotoFolder,
    written_to: u64,
) -> Result<Came, Trouble> {
    let mut state = central.blob_state(&photo.sha256)?;
    let mut asked = 1;
    loop {
        note(access, photo, state)?;
        if state.complete {
            return Ok(Came::There);
        }
        if access.with(move |store| store.has_written_since(written_to))? {
            return Ok(Came::Later);
        }
        let piece = match folder.read(&photo.file, state.offset, photo.piece_bytes) {
            // Where all of it has come, an empty piece has the hub put it together.
            Ok(piece) if piece.is_empty() && state.offset != photo.bytes => {
                return Ok(Came::Refused("file_damaged"));
            }
            Ok(piece) => piece,
            Err(PhotoFault::Gone) => return Ok(Came::Refused("file_gone")),
            Err(PhotoFault::Io(error)) => return Err(Trouble::Store(error.into())),
            Err(_) => return Ok(Came::Refused("file_damaged")),
        };
        state = match central.blob_piece(&photo.sha256, state.offset, photo.bytes, &piece) {
            Err(CentralError::Refused(refusal))
                if refusal.code == RefusalCode::OffsetWrong && asked < ASKED_MOST =>
            {
                asked += 1;
                central.blob_state(&photo.sha256)?
            }
            answer => answer?,
        };
    }
}

fn note<A: Access>(access: &A, photo: &WaitingPhoto, state: BlobState) -> Result<(), Trouble> {
    let sha256 = photo.sha256;
    let noted = move |store: &mut crate::store::Store| {
        store.write_pulled(|tx| tx.photo_came(&sha256, state.offset, state.complete))
    };
    Ok(access.with(noted).map(drop)?)
}

/// Refusals that no later try would change.
fn refused(error: &CentralError) -> Option<&'static str> {
    let CentralError::Refused(refusal) = error else { return None };
    match refusal.code {
        RefusalCode::TypeRefused => Some("type_refused"),
        RefusalCode::TooLarge => Some("too_large"),
        RefusalCode::HashWrong => Some("hash_wrong"),
        _ => None,
    }
}
