//! Opening the lock: the first time, with the PIN, with a rescue code; and choosing and changing the PIN.

use std::sync::{Arc, PoisonError};

use beatbook_records::rescue;
use zeroize::Zeroizing;

use super::cover::{Cover, Secret, draw};
use super::desk::{Desk, Held};
use super::pin::Pin;
use super::{leaving, place, tries::Tries};
use crate::book::Book;
use crate::error::{Error, ErrorCode};
use crate::store::{Store, StoreError};

/// Find the cover, or make one. Without a PIN the book is opened at once.
pub(super) fn begin(desk: &Desk) -> Result<(), Error> {
    Store::refuse_in_use(&desk.dir)?;
    leaving::go_on(desk)?;
    let cover = match place::cover(&desk.dir)? {
        Some(cover) => cover,
        // A book whose cover is gone must not be given another key.
        None if Store::exists(&desk.dir) => return Err(StoreError::WrongKey.into()),
        None => first_cover(desk)?,
    };
    if cover.has_pin() {
        let mut state = desk.state();
        (state.has_pin, state.due) = (true, place::due(&desk.dir));
        return Ok(());
    }
    let secret = place::secret(&*desk.keys)?.ok_or(StoreError::WrongKey)?;
    let key = cover.unwrap(&secret, None)?.ok_or(StoreError::WrongKey)?;
    desk.lay_open(desk.open_book(*key)?, false);
    Ok(())
}

/// The secret first, then the cover, then the book: whatever is cut short, the next start goes on.
fn first_cover(desk: &Desk) -> Result<Cover, Error> {
    let secret = secret_or_new(desk)?;
    let cover = Cover::wrap(&Zeroizing::new(draw(&*desk.env)), &secret, None, None, &*desk.env)?;
    place::put_cover(&desk.dir, &cover)?;
    Ok(cover)
}

fn secret_or_new(desk: &Desk) -> Result<Secret, Error> {
    if let Some(secret) = place::secret(&*desk.keys)? {
        return Ok(secret);
    }
    let secret = Zeroizing::new(draw(&*desk.env));
    place::put_secret(&*desk.keys, &secret)?;
    Ok(secret)
}

/// Open with the PIN.
///
/// # Errors
/// `pin_wrong`, `pin_wait` while the next try has to wait, `key_lost` when the device's secret is gone.
pub(super) fn unlock(desk: &Desk, pin: &Pin) -> Result<(), Error> {
    let (key, _) = try_pin(desk, pin)?;
    let handing_in = match &desk.state().held {
        Held::Open { .. } => return Ok(()),
        Held::HandingIn { book, .. } => Some(Arc::clone(book)),
        Held::Nothing => None,
    };
    let book = match handing_in {
        Some(book) => book,
        None => desk.open_book(*key)?,
    };
    if book.is_signed_out()? {
        drop(book);
        return leaving::leave(desk);
    }
    desk.lay_open(book, true);
    Ok(())
}

/// Have somebody who uses the open book show that they know the PIN.
///
/// # Errors
/// As [`unlock`].
pub(super) fn prove(desk: &Desk, pin: &Pin) -> Result<(), Error> {
    try_pin(desk, pin).map(|_| ())
}

/// The key, for the right PIN, and the secret that wraps it too. The try is counted before it is made.
fn try_pin(desk: &Desk, pin: &Pin) -> Result<(Secret, Secret), Error> {
    let mut since_start = desk.trying.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = place::tries(&*desk.keys)?;
    let tries = if kept.failed < since_start.failed { since_start.clone() } else { kept };
    let tries = tries.anchored(&*desk.env);
    if tries.wait_ms(&*desk.env) > 0 {
        keep(desk, &tries)?;
        return Err(ErrorCode::PinWait.into());
    }
    let cover = place::cover(&desk.dir)?.ok_or(StoreError::WrongKey)?;
    let secret = place::secret(&*desk.keys)?.ok_or(ErrorCode::KeyLost)?;
    *since_start = tries.failed_now(&*desk.env);
    keep(desk, &since_start)?;
    let key = cover.unwrap(&secret, Some(pin))?.ok_or(ErrorCode::PinWrong)?;
    *since_start = Tries::default();
    keep(desk, &since_start)?;
    Ok((key, secret))
}

/// A full disk must not keep an officer out of what is saved: the count then holds for as long as the app runs.
fn keep(desk: &Desk, tries: &Tries) -> Result<(), Error> {
    match place::put_tries(&*desk.keys, tries) {
        Err(error) if error.code() == ErrorCode::DiskFull => {
            tracing::warn!("no room to keep the number of wrong PINs");
            Ok(())
        }
        other => other,
    }
}

/// Choose the first PIN, once the organisation is known that can rescue the book.
///
/// # Errors
/// `not_enrolled`; `invalid` when there is a PIN already.
pub(super) fn choose_pin(desk: &Desk, pin: &Pin) -> Result<(), Error> {
    let book = desk.book_for("app_status")?;
    let cover = place::cover(&desk.dir)?.ok_or(StoreError::WrongKey)?;
    if cover.has_pin() {
        return Err(Error::Invalid { field: "pin".into(), why: "there is one already".into() });
    }
    let secret = place::secret(&*desk.keys)?.ok_or(ErrorCode::KeyLost)?;
    let key = cover.unwrap(&secret, None)?.ok_or(StoreError::WrongKey)?;
    rewrap(desk, &book, &key, &secret, pin)?;
    desk.lay_open(book, true);
    Ok(())
}

/// Change the PIN, for somebody who knows it.
pub(super) fn change_pin(desk: &Desk, old: &Pin, new: &Pin) -> Result<(), Error> {
    let book = desk.book_for("app_status")?;
    let (key, secret) = try_pin(desk, old)?;
    rewrap(desk, &book, &key, &secret, new)
}

/// Open with the code that answers the rescue request, and choose another PIN. It helps when the device's secret is
/// gone, too.
///
/// # Errors
/// `rescue_refused` when the text is mistyped or for another book.
pub(super) fn rescue(desk: &Desk, code: &str, pin: &Pin) -> Result<(), Error> {
    let key = Zeroizing::new(rescue::key(code).map_err(|_| ErrorCode::RescueRefused)?);
    desk.let_go();
    let book = desk.open_book(*key).map_err(|error| match error {
        Error::Store(StoreError::WrongKey) => ErrorCode::RescueRefused.into(),
        other => other,
    })?;
    let secret = secret_or_new(desk)?;
    rewrap(desk, &book, &key, &secret, pin)?;
    let mut since_start = desk.trying.lock().unwrap_or_else(PoisonError::into_inner);
    *since_start = Tries::default();
    keep(desk, &since_start)?;
    desk.lay_open(book, true);
    Ok(())
}

/// A new cover in the place of the old one, with a rescue request to the organisation as it is now.
fn rewrap(desk: &Desk, book: &Book, key: &Secret, secret: &Secret, pin: &Pin) -> Result<(), Error> {
    let recovery = book.recovery_key()?;
    let request = rescue::request(&recovery, key, |bytes| desk.env.fill(bytes))
        .map_err(|error| Error::Internal(error.to_string()))?;
    let cover = Cover::wrap(key, secret, Some(pin), Some(request), &*desk.env)?;
    place::put_cover(&desk.dir, &cover)
}
