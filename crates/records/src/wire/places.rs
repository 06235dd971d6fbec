//! The places of a device's scope, a page at a time.

use serde::{Deserialize, Serialize};

use crate::geo::place::Place;

/// A place and where it stands in the pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PackPlace {
    /// Its number, which grows through the pack and is of this version alone.
    pub n: u64,
    /// The place.
    #[serde(flatten)]
    pub place: Place,
}

/// A page of the pack, in its fixed order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlacesPage {
    /// The version of the pack; a device that began with another begins anew. 0 before the first import.
    pub version: u32,
    /// How many places the device is to have; on the first page only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub total: Option<u64>,
    /// The places, of the areas of the device's scope and of none.
    pub places: Vec<PackPlace>,
    /// Where the next page starts; absent after the last.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next: Option<u64>,
}
