//! Hotspots as polygons, and which one a fix suggests.

use geo::{
    Closest, Contains, Coord, Distance as _, Haversine, HaversineClosestPoint as _, LineString, Point,
    Polygon,
};
use serde::{Deserialize, Serialize};

/// A hotspot of the reference pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hotspot {
    /// Short and lasting, as records name it.
    pub id: String,
    /// As people call it.
    pub name: String,
    /// The area whose officers work it.
    pub area: String,
    /// Rings of WGS84 `[longitude, latitude]`: the outline, then the holes.
    pub polygon: Vec<Vec<[f64; 2]>>,
}

/// A position with its accuracy.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Radius in metres.
    pub accuracy_m: f64,
}

/// How far a fix is from a hotspot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearness {
    /// The hotspot, as an index into the list asked about.
    pub hotspot: usize,
    /// Metres to its edge, 0 inside.
    pub distance_m: f64,
}

/// The hotspots by distance from a fix, nearest first; those that contain it have distance 0.
/// A polygon that is not one is left out.
#[must_use]
pub fn by_distance(fix: Fix, hotspots: &[Hotspot]) -> Vec<Nearness> {
    let here = Point::new(fix.lon, fix.lat);
    let mut list: Vec<Nearness> = hotspots
        .iter()
        .enumerate()
        .filter_map(|(hotspot, h)| {
            Some(Nearness { hotspot, distance_m: distance_m(here, &polygon(&h.polygon)?)? })
        })
        .collect();
    list.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    list
}

fn distance_m(here: Point, polygon: &Polygon) -> Option<f64> {
    if polygon.contains(&here) {
        return Some(0.0);
    }
    match polygon.haversine_closest_point(&here) {
        Closest::Intersection(_) => Some(0.0),
        Closest::SinglePoint(edge) => Some(Haversine.distance(here, edge)),
        Closest::Indeterminate => None,
    }
}

/// The polygon of these rings, if they are one.
#[must_use]
pub fn polygon(rings: &[Vec<[f64; 2]>]) -> Option<Polygon> {
    let ring = |points: &Vec<[f64; 2]>| {
        let on_earth = |[x, y]: &[f64; 2]| x.abs() <= 180.0 && y.abs() <= 90.0;
        (points.len() >= 4 && points.iter().all(on_earth))
            .then(|| LineString::new(points.iter().map(|[x, y]| Coord { x: *x, y: *y }).collect()))
    };
    let mut rings = rings.iter().map(ring);
    let outer = rings.next()??;
    Some(Polygon::new(outer, rings.collect::<Option<_>>()?))
}
