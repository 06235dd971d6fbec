//! Where things are: hotspots, and the places of the gazetteer; tracks and visits build on the same ground.
//!
//! Rule: arithmetic on positions that are handed in; nothing here asks for one.

pub mod hotspot;
pub mod house;
pub mod place;
pub mod walk;
pub mod wanted;

use geo::{Distance as _, Haversine, Point};

/// Metres between two positions, each as latitude and longitude in degrees.
#[must_use]
pub fn distance_m(from: (f64, f64), to: (f64, f64)) -> f64 {
    Haversine.distance(Point::new(from.1, from.0), Point::new(to.1, to.0))
}
