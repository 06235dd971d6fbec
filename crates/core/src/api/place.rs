//! Places of the gazetteer: finding an address, a street, its houses.

use beatbook_records::geo::place::PlaceKind;
use beatbook_records::geo::walk::Side;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Find places by what somebody types.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FindPlace {
    /// A house and its street, a postcode, a UPRN, or a part of any of these.
    pub text: String,
    /// Whether the nearest come first, where there is a fix.
    pub near: bool,
    /// How many, at most 100.
    pub limit: u32,
}

/// The addresses around the phone.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct NearPlaces {
    /// How many, at most 100.
    pub limit: u32,
}

/// Streets, or those of which a part of the name is given.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ListStreets {
    /// A part of the name; null for all.
    pub text: Option<String>,
    /// How many, at most 100.
    pub limit: u32,
}

/// The houses of a street.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StreetHouses {
    /// The street, as a list of streets names it.
    pub street: String,
    /// How the postcodes of its houses begin; null for any.
    pub postcode: Option<String>,
    /// Which side.
    pub side: Side,
}

/// One address.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlaceRef {
    /// Its UPRN; leading zeros do not count.
    pub uprn: String,
}

/// A place as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaceRow {
    /// What it is.
    pub kind: PlaceKind,
    /// The UPRN of an address.
    pub uprn: Option<String>,
    /// The number or name of the house, as written; empty for what is none.
    pub line: String,
    /// The street; empty for a postcode.
    pub street: String,
    /// The postcode; of a street its first half, or empty.
    pub postcode: String,
    /// The area whose officers have it; empty for all.
    pub area: String,
    /// How many addresses a street has.
    pub houses: u32,
    /// Whole metres from the fix, where there is one.
    pub distance_m: Option<u32>,
}

/// What is around the phone.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlacesNear {
    /// Whether the phone knows where it is; without it there are no rows.
    pub fix: bool,
    /// The nearest places, nearest first.
    pub rows: Vec<PlaceRow>,
}

/// One address, whole.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlaceDetail {
    /// The address.
    pub row: PlaceRow,
    /// Degrees north, WGS84.
    pub lat: f64,
    /// Degrees east, WGS84.
    pub lon: f64,
}

/// Which places are on the phone, and how far others are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlaceState {
    /// How many places can be found.
    pub held: u32,
    /// Whether others are coming.
    pub coming: bool,
    /// How many of those are here.
    pub taken: u32,
    /// Of how many, once that is known.
    pub total: Option<u32>,
    /// Whether reading was paused.
    pub paused: bool,
}
