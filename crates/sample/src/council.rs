//! The council's facts: its name, its hotspots with the figures they must come to, its officers.

use serde_json::json;

/// The name a hub with this data goes by.
pub const ORGANISATION: &str = "Sample (synthetic) Council";

/// The first day of the figures.
pub const FROM: &str = "2023-08-01";
/// The last day of the figures, included.
pub const TO: &str = "2024-06-30";

/// A hotspot and what the summary says of it.
#[derive(Debug, Clone, Copy)]
pub struct Hotspot {
    /// The id in the pack.
    pub id: &'static str,
    /// As people call it.
    pub name: &'static str,
    /// Its area.
    pub area: &'static str,
    /// Longitude and latitude of its middle, roughly.
    pub middle: [f64; 2],
    /// Clock minutes of patrol.
    pub minutes: i64,
    /// Patrols that began there.
    pub patrols: usize,
    /// Residents talked to.
    pub residents: usize,
    /// Businesses talked to.
    pub businesses: usize,
}

/// The hotspots, in the order of the summary.
pub const HOTSPOTS: [Hotspot; 3] = [
    Hotspot {
        id: "billingham-central",
        name: "Billingham Central",
        area: "billingham",
        middle: [-1.2915, 54.6085],
        minutes: 22_406,
        patrols: 408,
        residents: 141,
        businesses: 399,
    },
    Hotspot {
        id: "thornaby-town-centre",
        name: "Thornaby Town Centre",
        area: "thornaby",
        middle: [-1.3015, 54.5575],
        minutes: 21_574,
        patrols: 356,
        residents: 109,
        businesses: 325,
    },
    Hotspot {
        id: "stockton-town-centre",
        name: "Stockton Town Centre",
        area: "stockton",
        middle: [-1.3125, 54.5645],
        minutes: 19_646,
        patrols: 302,
        residents: 178,
        businesses: 89,
    },
];

/// The officers. None of them exists.
pub const OFFICERS: [&str; 6] =
    ["Asha Sample", "Bela Sample", "Cai Sample", "Dilys Sample", "Edwin Sample", "Farah Sample"];

/// The streets of each hotspot, with how many houses each has. None of them exists.
const STREETS: [(&str, usize); 4] =
    [("Sample Terrace", 24), ("Example Road", 40), ("Specimen Close", 9), ("Mock Street", 17)];

/// The addresses as the file that `beatbook-hub import places` reads: made-up houses around the middle of each hotspot, with
/// UPRNs and postcodes that nobody has.
#[must_use]
pub fn addresses() -> String {
    let mut csv = String::from("uprn,address,street,postcode,lat,lon,area\n");
    let mut uprn = 999_000_000_000_u64;
    for (at, hotspot) in HOTSPOTS.iter().enumerate() {
        for (nth, (street, houses)) in STREETS.iter().enumerate() {
            let [x, y] = [hotspot.middle[0] + nth as f64 * 0.0011 - 0.0016, hotspot.middle[1] - 0.002];
            for number in 1..=*houses {
                uprn += 1;
                let (lat, lon) = (y + number as f64 * 0.0001, x + (number % 2) as f64 * 0.0002);
                let line = format!(
                    "{uprn},{number},{street},ZZ{}9 {nth}ZZ,{lat:.5},{lon:.5},{}\n",
                    at + 1,
                    hotspot.area
                );
                csv.push_str(&line);
            }
        }
    }
    csv
}

/// The numbers to call as the file that `beatbook-hub import contacts` reads: of the range that is kept free for drama, so
/// that nobody answers.
pub const CONTACTS: &str = r#"{
    "note": "Synthetic: nobody has these numbers.",
    "checked": "2026-01-05",
    "contacts": [
        { "kind": "adults", "number": "01632 960011" },
        { "kind": "children", "number": "01632 960012" },
        { "kind": "out_of_hours", "number": "01632 960013" }
    ]
}"#;

/// The hotspots as the file that `beatbook-hub import hotspots` reads: six-sided, a few hundred metres
/// wide, drawn by nobody.
#[must_use]
pub fn geojson() -> String {
    let features = HOTSPOTS.iter().map(|hotspot| {
        json!({
            "type": "Feature",
            "properties": {"id": hotspot.id, "name": hotspot.name, "area": hotspot.area},
            "geometry": {"type": "Polygon", "coordinates": [ring(hotspot.middle)]},
        })
    });
    json!({"type": "FeatureCollection", "features": features.collect::<Vec<_>>()}).to_string()
}

fn ring([x, y]: [f64; 2]) -> Vec<[f64; 2]> {
    const SIDES: [[f64; 2]; 7] = [
        [0.0045, 0.0],
        [0.0022, 0.0023],
        [-0.0022, 0.0023],
        [-0.0045, 0.0],
        [-0.0022, -0.0023],
        [0.0022, -0.0023],
        [0.0045, 0.0],
    ];
    SIDES.iter().map(|[dx, dy]| [x + dx, y + dy]).collect()
}
