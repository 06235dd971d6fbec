//! The gazetteer: places read from CSV, put in order, and served to devices a page at a time.
//!
//! Rule: a line that is not right is left out and told; it never stops the others. A device hears of the places of its
//! areas and of those of none.

mod lines;
mod order;
mod read;

use beatbook_records::geo::place;
use beatbook_records::wire::{PAGE_PLACES, PlacesPage};

pub use lines::Unreadable;
pub use order::in_order;
pub use read::{Part, Read, Rejected, read};

use crate::auth::Caller;
use crate::error::HubError;
use crate::state::Hub;
use crate::store::{StoreResult, places};

/// An area as it is kept.
///
/// # Errors
/// What is wrong with it.
pub fn area(name: &str) -> Result<String, &'static str> {
    place::area(name).map_err(|fault| fault.why)
}

/// What the pack is called as this device may see it: its ETag.
///
/// # Errors
/// `Store`.
pub fn tag(hub: &Hub, caller: &Caller) -> Result<String, HubError> {
    let version = places::version(hub.store().sql())?;
    Ok(tag_of(version, caller))
}

fn tag_of(version: u32, caller: &Caller) -> String {
    format!("\"{version}.{}\"", caller.scope.version)
}

/// The page of a device's places after a place, and the ETag of the pack that it is of.
///
/// # Errors
/// `Store`.
pub fn page(hub: &Hub, caller: &Caller, after: u64) -> Result<(PlacesPage, String), HubError> {
    if i64::try_from(after).is_err() {
        return Err(HubError::Malformed("no place has this number"));
    }
    let areas = &caller.scope.areas;
    let mut page = hub.store().read(|sql| -> StoreResult<_> {
        let total = if after == 0 { Some(places::count(sql, areas)?) } else { None };
        let places = places::after(sql, areas, after, PAGE_PLACES + 1)?;
        Ok(PlacesPage { version: places::version(sql)?, total, places, next: None })
    })?;
    if page.places.len() > PAGE_PLACES {
        page.places.truncate(PAGE_PLACES);
        page.next = page.places.last().map(|place| place.n);
    }
    let tag = tag_of(page.version, caller);
    Ok((page, tag))
}
