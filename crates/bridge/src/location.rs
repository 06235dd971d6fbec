//! A device that stands where the tests want it.

use std::str::FromStr;

use beatbook_core::Location;
use beatbook_records::geo::hotspot::Fix;

/// Radius in metres when none is given: a phone in the open.
const ACCURACY_M: f64 = 8.0;

/// A fix that never changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing(Fix);

impl Location for Standing {
    fn fix(&self) -> Option<Fix> {
        Some(self.0)
    }
}

impl FromStr for Standing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Result<Vec<f64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
        let (lat, lon, accuracy_m) = match numbers.as_deref() {
            Ok([lat, lon]) => (*lat, *lon, ACCURACY_M),
            Ok([lat, lon, accuracy_m]) => (*lat, *lon, *accuracy_m),
            _ => return Err("expected lat,lon or lat,lon,accuracy_m".into()),
        };
        let on_earth = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        if !on_earth || accuracy_m.is_nan() || accuracy_m <= 0.0 {
            return Err("not a place on earth with an accuracy".into());
        }
        Ok(Self(Fix { lat, lon, accuracy_m }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_with_or_without_its_accuracy() {
        let fix = |text: &str| text.parse::<Standing>().map(|standing| standing.0);
        assert_eq!(fix("51.48,-3.19"), Ok(Fix { lat: 51.48, lon: -3.19, accuracy_m: ACCURACY_M }));
        assert_eq!(fix("51.48, -3.19, 40"), Ok(Fix { lat: 51.48, lon: -3.19, accuracy_m: 40.0 }));
        for wrong in ["", "51.48", "91,0", "0,181", "51,-3,0", "51,-3,NaN", "north,west", "1,2,3,4"] {
            assert!(fix(wrong).is_err(), "{wrong}");
        }
    }
}
