//! Places: a town that nobody lives in, and what is looked for there.

use std::path::Path;

use beatbook_core::Location;
use beatbook_floor::Search;
use beatbook_records::geo::hotspot::Fix;
use beatbook_records::geo::place::{Place, PlaceKind};
use serde_json::{Value, json};

use crate::phone::AREA;
use crate::screens::App;
use crate::stopwatch::{Watch, median};

/// Houses of a street.
const HOUSES: usize = 40;
/// The south-west corner.
const CORNER: (f64, f64) = (54.50, -1.40);
/// Rows of an answer, as the screen asks for them.
const ROWS: usize = 30;

const FIRST: [&str; 12] = [
    "Elm",
    "Oak",
    "Station",
    "Church",
    "Mill",
    "Victoria",
    "St John's",
    "Park",
    "Norton",
    "Yarm",
    "Sycamore",
    "King",
];
const SECOND: [&str; 10] =
    ["Terrace", "Road", "Street", "Lane", "Close", "Avenue", "Court", "Gardens", "Grove", "Rise"];

/// What somebody types: from a house to the first letter.
const TYPED: [&str; 14] = [
    "12 elm terrace",
    "elm 12",
    "12 e",
    "1 s",
    "TS18 1AA",
    "ts18",
    "7000",
    "station road",
    "station",
    "st",
    "s",
    "r",
    "zz",
    "40 victoria grove",
];

/// A phone in the middle of town.
pub struct Middle;

impl Location for Middle {
    fn fix(&self) -> Option<Fix> {
        Some(Fix { lat: CORNER.0 + 0.05, lon: CORNER.1 + 0.08, accuracy_m: 8.0 })
    }
}

/// So many addresses, on streets of which many begin alike.
pub fn town(n: usize) -> Vec<Place> {
    (0..n).map(house).collect()
}

fn house(at: usize) -> Place {
    let (street, number) = (at / HOUSES, at % HOUSES + 1);
    let name = (FIRST[street % FIRST.len()], SECOND[street / FIRST.len() % SECOND.len()]);
    // Names are there more than once, in other parts of town.
    let part = street / (FIRST.len() * SECOND.len());
    let (row, column) = (street / 50, street % 50);
    let letter = |at: usize| char::from(b"ABDEFGHJLN"[at % 10]);
    Place {
        kind: PlaceKind::Address,
        uprn: Some((7_000 + at).to_string()),
        line: number.to_string(),
        street: format!("{} {}", name.0, name.1),
        postcode: format!(
            "TS{} {}{}{}",
            16 + part % 6,
            part / 6 % 9 + 1,
            letter(street),
            letter(street / 10)
        ),
        lat: CORNER.0 + row as f64 * 0.002 + number as f64 * 0.000_04,
        lon: CORNER.1 + column as f64 * 0.003 + (number % 2) as f64 * 0.0002,
        area: AREA.into(),
        houses: 0,
    }
}

/// Milliseconds of each search, each the middle of so many.
pub fn searches(app: &App, times: usize) -> anyhow::Result<Vec<f64>> {
    let find = |text: &str| ("place_find", json!({"text": text, "near": true, "limit": ROWS}));
    let mut asked: Vec<(&str, Value)> = TYPED.iter().map(|text| find(text)).collect();
    asked.push(("place_near", json!({"limit": ROWS})));
    asked.push(("place_read", json!({"uprn": "0007000"})));
    asked.push(("street_list", json!({"text": null, "limit": ROWS})));
    asked.push(("street_list", json!({"text": "elm", "limit": ROWS})));
    asked.push(("street_houses", json!({"street": "Elm Terrace", "postcode": null, "side": "both"})));
    let measure = |(name, body): &(&str, Value)| {
        let took: anyhow::Result<Vec<f64>> = (0..times)
            .map(|_| {
                let watch = Watch::start();
                app.call(name, body)?;
                Ok(watch.seconds() * 1000.0)
            })
            .collect();
        took.map(median)
    };
    asked.iter().map(measure).collect()
}

/// The same words in a bare full-text index.
pub fn floor(folder: &Path, n: usize, times: usize) -> anyhow::Result<Vec<f64>> {
    let lines = (0..n).map(|at| {
        let Place { line, street, postcode, .. } = house(at);
        format!("{line} {street} {postcode}")
    });
    let search = Search::of(&folder.join("floor-search.db"), lines)?;
    let measure = |text: &&str| {
        let took: anyhow::Result<Vec<f64>> = (0..times)
            .map(|_| {
                let watch = Watch::start();
                search.find(text, ROWS)?;
                Ok(watch.seconds() * 1000.0)
            })
            .collect();
        took.map(median)
    };
    TYPED.iter().map(measure).collect()
}
