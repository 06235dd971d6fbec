//! The hotspot pack: read from GeoJSON, served to devices.
//!
//! Rule: a feature that is not right is reported and left out; it never stops the others.

use beatbook_records::geo::hotspot::Hotspot;
use beatbook_records::wire::HotspotPack;
use serde::Deserialize;
use serde_json::Value;

use crate::auth::Caller;
use crate::error::HubError;
use crate::state::Hub;

/// A feature that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its place in the file, from 1.
    pub feature: usize,
    /// Why.
    pub why: String,
}

/// The pack as one device may see it, and its ETag.
///
/// # Errors
/// `Store`.
pub fn hotspots(hub: &Hub, caller: &Caller) -> Result<(HotspotPack, String), HubError> {
    let mut pack = hub.store().hotspots()?;
    pack.hotspots.retain(|hotspot| caller.scope.covers_area(&hotspot.area));
    let tag = format!("\"{}.{}\"", pack.version, caller.scope.version);
    Ok((pack, tag))
}

#[derive(Deserialize)]
struct FeatureCollection {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<Value>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Properties {
    id: String,
    name: String,
    area: String,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    coordinates: Vec<Vec<Vec<f64>>>,
}

/// Read a GeoJSON FeatureCollection of polygons with the properties `id`, `name` and `area`.
///
/// # Errors
/// When the text is not a FeatureCollection at all.
pub fn read_geojson(text: &str) -> Result<(Vec<Hotspot>, Vec<Rejected>), serde_json::Error> {
    use serde::de::Error as _;
    let file: FeatureCollection = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
    if file.kind != "FeatureCollection" {
        return Err(serde_json::Error::custom("the file is not a GeoJSON FeatureCollection"));
    }
    let (mut hotspots, mut rejected) = (Vec::<Hotspot>::new(), Vec::new());
    for (at, feature) in file.features.into_iter().enumerate() {
        match read_feature(feature) {
            Ok(hotspot) if hotspots.iter().any(|other| other.id == hotspot.id) => {
                rejected
                    .push(Rejected { feature: at + 1, why: format!("the id {} is there twice", hotspot.id) });
            }
            Ok(hotspot) => hotspots.push(hotspot),
            Err(why) => rejected.push(Rejected { feature: at + 1, why }),
        }
    }
    Ok((hotspots, rejected))
}

fn read_feature(feature: Value) -> Result<Hotspot, String> {
    let Feature { properties: Properties { id, name, area }, geometry } =
        serde_json::from_value(feature).map_err(|error| error.to_string())?;
    for (what, text) in [("id", &id), ("name", &name), ("area", &area)] {
        if text.trim().is_empty() || text.len() > 200 {
            return Err(format!("the {what} is empty or too long"));
        }
    }
    if area.contains('/') {
        return Err("the area holds a slash".into());
    }
    if geometry.kind != "Polygon" || geometry.coordinates.is_empty() {
        return Err(format!("the geometry is a {}, not a Polygon", geometry.kind));
    }
    let polygon = geometry.coordinates.into_iter().map(read_ring).collect::<Result<_, _>>()?;
    Ok(Hotspot { id, name, area, polygon })
}

fn read_ring(points: Vec<Vec<f64>>) -> Result<Vec<[f64; 2]>, String> {
    let ring: Vec<[f64; 2]> = points
        .iter()
        .map(|point| match point[..] {
            [x, y, ..] if x.abs() <= 180.0 && y.abs() <= 90.0 => Ok([x, y]),
            _ => Err(String::from("a position is not longitude and latitude in degrees")),
        })
        .collect::<Result<_, _>>()?;
    if ring.len() < 4 || ring.first() != ring.last() {
        return Err("a ring has fewer than four positions or is not closed".into());
    }
    Ok(ring)
}
