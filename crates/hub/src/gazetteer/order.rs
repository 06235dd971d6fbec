//! The order of a pack, and the streets that follow from its addresses.
//!
//! Rule: area by area, so that a device of some areas reads only their places; in an area by street, its houses as
//! somebody walks them.

use std::collections::BTreeMap;

use beatbook_records::geo::distance_m;
use beatbook_records::geo::house::House;
use beatbook_records::geo::place::{Place, PlaceKind, outward};

/// Points of one name are of one street when they lie no further apart than this, in metres.
const SAME_STREET_M: f64 = 1_500.0;

/// The pack of these places: with the streets of its addresses, in order. Streets that came from addresses before are
/// made anew; a point of a street that has addresses is left out.
#[must_use]
pub fn in_order(mut places: Vec<Place>) -> Vec<Place> {
    places.retain(|place| !(place.kind == PlaceKind::Street && place.houses > 0));
    let streets = streets_of(&places);
    let (points, mut pack): (Vec<Place>, Vec<Place>) =
        places.into_iter().partition(|place| place.kind == PlaceKind::Street);
    pack.extend(one_of_each(points, &streets));
    pack.extend(streets);
    // A key is read once for each place, not for each comparison.
    pack.sort_by_cached_key(|place| {
        let Place { area, kind, street, postcode, line, uprn, .. } = place;
        let walk = (*kind == PlaceKind::Address).then(|| House::of(line));
        (area.clone(), street.to_lowercase(), *kind, walk, postcode.clone(), uprn.clone())
    });
    pack
}

/// The streets of the addresses, each with how many there are and the middle of them. A name may stand for several
/// streets: they are told apart by area and by the first half of the postcode.
fn streets_of(places: &[Place]) -> Vec<Place> {
    let mut streets: BTreeMap<(&str, &str, &str), (u32, f64, f64)> = BTreeMap::new();
    for place in places.iter().filter(|place| place.kind == PlaceKind::Address) {
        let key = (place.area.as_str(), place.street.as_str(), outward(&place.postcode));
        let (houses, lat, lon) = streets.entry(key).or_default();
        *houses += 1;
        *lat += place.lat;
        *lon += place.lon;
    }
    let street = |((area, name, outward), (houses, lat, lon)): ((&str, &str, &str), (u32, f64, f64))| Place {
        kind: PlaceKind::Street,
        uprn: None,
        line: String::new(),
        street: name.into(),
        postcode: outward.into(),
        lat: lat / f64::from(houses),
        lon: lon / f64::from(houses),
        area: area.into(),
        houses,
    };
    streets.into_iter().map(street).collect()
}

/// Of the points of one street one, and none where the street has addresses.
fn one_of_each(points: Vec<Place>, streets: &[Place]) -> Vec<Place> {
    let mut known: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for street in streets {
        known.entry(street.street.to_lowercase()).or_default().push(street.position());
    }
    let mut kept = Vec::new();
    for point in points {
        let of_name = known.entry(point.street.to_lowercase()).or_default();
        if of_name.iter().all(|there| distance_m(*there, point.position()) > SAME_STREET_M) {
            of_name.push(point.position());
            kept.push(point);
        }
    }
    kept
}
