//! The places around the phone.
//!
//! Rule: it looks close by first, and further only while too few were found.

use beatbook_records::geo::distance_m;
use beatbook_records::geo::place::{Place, PlaceKind};

use super::Context;
use super::find_place::rows_of;
use crate::api::{NearPlaces, PlaceRow, PlacesNear};
use crate::error::Error;
use crate::store::{Around, Reader};

/// Degrees north and east.
pub(super) type Position = (f64, f64);

/// The first circle, in metres; each is twice the one before.
const FIRST_M: f64 = 100.0;
/// The last one.
const LAST_M: f64 = 13_000.0;

/// The nearest addresses; where there is none around, the nearest streets and postcodes.
pub(crate) fn near(context: &Context, input: NearPlaces) -> Result<PlacesNear, Error> {
    let Some(here) = position(context) else { return Ok(PlacesNear { fix: false, rows: Vec::new() }) };
    context.read(move |reader, _| {
        let limit = rows_of(input.limit);
        let mut found = around(reader, here, limit, LAST_M, |place| place.kind == PlaceKind::Address)?;
        if found.is_empty() {
            found = around(reader, here, limit, LAST_M, |_| true)?;
        }
        Ok(PlacesNear { fix: true, rows: found.iter().map(|place| row(place, Some(here))).collect() })
    })
}

/// Where the phone is, if it knows.
pub(super) fn position(context: &Context) -> Option<Position> {
    context.location.fix().map(|fix| (fix.lat, fix.lon))
}

/// The nearest places that fit, at most so many and no further than this.
pub(super) fn around(
    reader: Reader<'_>,
    here: Position,
    limit: usize,
    most_m: f64,
    fits: impl Fn(&Place) -> bool,
) -> Result<Vec<Place>, Error> {
    let mut metres = FIRST_M;
    loop {
        let mut found = reader.places_around(Around { lat: here.0, lon: here.1, metres })?;
        found.retain(|place| fits(place) && distance_m(here, place.position()) <= metres);
        if found.len() >= limit || metres * 2.0 > most_m {
            by_distance(&mut found, here);
            found.truncate(limit);
            return Ok(found);
        }
        metres *= 2.0;
    }
}

/// The nearest first.
pub(super) fn by_distance(places: &mut [Place], here: Position) {
    places.sort_by_cached_key(|place| (distance_m(here, place.position()) * 100.0) as u64);
}

/// A place as a list shows it.
pub(super) fn row(place: &Place, here: Option<Position>) -> PlaceRow {
    PlaceRow {
        kind: place.kind,
        uprn: place.uprn.clone(),
        line: place.line.clone(),
        street: place.street.clone(),
        postcode: place.postcode.clone(),
        area: place.area.clone(),
        houses: place.houses,
        // A float beyond the range of the integer becomes its largest value.
        distance_m: here.map(|here| distance_m(here, place.position()).round() as u32),
    }
}
