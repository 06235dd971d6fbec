//! The places of the gazetteer on their way to the phone, after the records: a page, a slice at a time.
//!
//! Rule: nothing is kept in memory but one page; how far it is stands in the book. What a person writes meanwhile is
//! handed in before the next page is asked for.

use beatbook_records::wire::PlacesPage;

use super::central::{Central, CentralError};
use super::round::Trouble;
use crate::store::{Access, PLACES_SLICE, PlaceTask, StoreError};

/// Read what is to be read and clear away what is to go; whether another round should come first.
///
/// # Errors
/// When the hub does not answer as asked, or the store fails.
pub(super) fn step<A: Access, C: Central + ?Sized>(
    access: &A,
    central: &mut C,
    written_to: u64,
) -> Result<bool, Trouble> {
    loop {
        match access.with(|store| store.place_task())? {
            PlaceTask::Rest => return Ok(false),
            PlaceTask::Tidy => {
                access.with(|store| store.write_pulled(|tx| tx.tidy_places()))?;
                if access.with(|store| store.place_task())? != PlaceTask::Tidy {
                    merge(access)?;
                }
            }
            PlaceTask::Read { after } => {
                if access.with(move |store| store.has_written_since(written_to))? {
                    return Ok(true);
                }
                match central.places(after) {
                    Ok(page) => take_in(access, page, after)?,
                    Err(error) => return failed(access, error),
                }
            }
        }
    }
}

fn take_in<A: Access>(access: &A, page: PlacesPage, after: u64) -> Result<(), StoreError> {
    let PlacesPage { version, total, places, next } = page;
    let begins = PlacesPage { version, total, places: Vec::new(), next };
    let (goes_on, _) = access.with(move |store| store.write_pulled(|tx| tx.begin_places(&begins, after)))?;
    if !goes_on {
        return Ok(());
    }
    for slice in places.chunks(PLACES_SLICE) {
        let slice = slice.to_vec();
        access.with(move |store| store.write_pulled(|tx| tx.receive_places(&slice)))?;
        access.with(|store| store.write_pulled(|tx| tx.merge_places()))?;
    }
    access.with(move |store| store.write_pulled(|tx| tx.end_places(next.is_none()))).map(drop)
}

/// What is left to merge, a little at a time. Whoever is killed here has an index that is a little slower, until the next
/// pack.
fn merge<A: Access>(access: &A) -> Result<(), StoreError> {
    while access.with(|store| store.write_pulled(|tx| tx.merge_places()))?.0 {}
    Ok(())
}

fn failed<A: Access>(access: &A, error: CentralError) -> Result<bool, Trouble> {
    access.with(|store| store.write(|tx| tx.places_failed()))?;
    Err(Trouble::Places(error))
}
