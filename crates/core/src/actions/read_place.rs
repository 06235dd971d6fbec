//! One address, the houses of a street, and how many places there are.

use beatbook_records::geo::place;
use beatbook_records::geo::walk::walking_order;

use super::Context;
use super::near_place::{position, row};
use super::street::cautions as cautions_of;
use crate::api::{Nothing, PlaceDetail, PlaceRef, PlaceRow, PlaceState, StreetHouses};
use crate::error::{Error, ErrorCode};
use beatbook_records::codes::CautionCode;

/// One address.
pub(crate) fn read(context: &Context, input: PlaceRef) -> Result<PlaceDetail, Error> {
    let here = position(context);
    context.read(move |reader, _| {
        let uprn = place::uprn(&input.uprn).map_err(|_| ErrorCode::NotFound)?;
        let place = reader.address(&uprn)?.ok_or(ErrorCode::NotFound)?;
        Ok(PlaceDetail { row: row(&place, here), lat: place.lat, lon: place.lon })
    })
}

/// The houses of a street, in walking order.
pub(crate) fn houses(context: &Context, input: StreetHouses) -> Result<Vec<PlaceRow>, Error> {
    let here = position(context);
    context.read(move |reader, _| {
        let mut houses = reader.addresses_of(&input.street)?;
        let begins = input.postcode.unwrap_or_default();
        houses.retain(|house| house.postcode.starts_with(&begins));
        let order = walking_order(&houses, input.side);
        Ok(order.into_iter().map(|at| row(&houses[at], here)).collect())
    })
}

/// What to mind at a door. Why is another record, which is not asked here.
pub(crate) fn cautions(context: &Context, input: PlaceRef) -> Result<Vec<CautionCode>, Error> {
    context.read(move |reader, _| {
        let uprn = place::uprn(&input.uprn).map_err(|_| ErrorCode::NotFound)?;
        cautions_of(reader, &uprn)
    })
}

/// Which places are on the phone.
pub(crate) fn state(context: &Context, _: Nothing) -> Result<PlaceState, Error> {
    context.read(|reader, _| {
        let pack = reader.place_pack()?;
        let paused = pack.coming && reader.reading_paused()?;
        Ok(PlaceState { held: pack.held, coming: pack.coming, taken: pack.taken, total: pack.total, paused })
    })
}
