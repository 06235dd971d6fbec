//! Reading a gazetteer: the council's addresses, postcodes, or points of streets, found by the header.
//!
//! Rule: a line is right as a whole or is left out, with its number, the field and what is wrong with it; never with what
//! it says.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use beatbook_records::geo::place::{self, Fault, Place, PlaceKind};

use super::lines::{Lines, Unreadable};

/// What a file is about, and of which area alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What its places are.
    pub kind: PlaceKind,
    /// The only area that it is about; `None` for all.
    pub area: Option<String>,
}

/// A line that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its number in the file, from 1 for the header.
    pub line: u64,
    /// The field that is wrong; `line` where it is all of it.
    pub field: &'static str,
    /// What is wrong.
    pub why: String,
}

/// What a file holds.
#[derive(Debug)]
pub struct Read {
    /// What it is about.
    pub part: Part,
    /// The places, in the order of the file.
    pub places: Vec<Place>,
    /// The lines that were left out.
    pub rejected: Vec<Rejected>,
}

/// What is wrong with a line.
type Wrong = (&'static str, String);

/// Other names that a column goes by.
const ALSO: [(&str, &[&str]); 4] = [
    ("address", &["line", "house"]),
    ("street", &["street_name", "street name"]),
    ("lat", &["latitude"]),
    ("lon", &["lng", "long", "longitude"]),
];

/// Where the columns are.
struct Columns {
    kind: PlaceKind,
    at: HashMap<&'static str, usize>,
}

impl Columns {
    fn of(header: &[String]) -> Result<Self, Unreadable> {
        let also = |name: &str| ALSO.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, also)| also);
        let find = |name: &str| {
            let named = |column: &String| column == name || also(name).contains(&column.as_str());
            header.iter().position(named)
        };
        let kinds: [(PlaceKind, &[&'static str]); 3] = [
            (PlaceKind::Address, &["uprn", "address", "street", "postcode", "lat", "lon"]),
            (PlaceKind::Postcode, &["postcode", "lat", "lon"]),
            (PlaceKind::Street, &["name", "lat", "lon"]),
        ];
        let asked =
            if find("uprn").is_some() || find("address").is_some() { &kinds[..1] } else { &kinds[1..] };
        for (kind, names) in asked {
            let all: Option<HashMap<_, _>> = names.iter().map(|name| Some((*name, find(name)?))).collect();
            if let Some(mut at) = all {
                at.extend(find("area").map(|found| ("area", found)));
                return Ok(Self { kind: *kind, at });
            }
        }
        let missing: Vec<_> = asked[0].1.iter().filter(|name| find(name).is_none()).copied().collect();
        let wanted = "Wanted is uprn, address, street, postcode, lat, lon and area; or postcode, lat and lon; or name, lat and lon";
        Err(Unreadable::UnknownHeader(format!("the header has no column {}. {wanted}", missing.join(", "))))
    }

    fn value<'l>(&self, line: &'l [String], name: &'static str) -> &'l str {
        self.at.get(name).and_then(|at| line.get(*at)).map_or("", String::as_str)
    }

    fn place(&self, line: &[String], only: Option<&str>) -> Result<Place, Wrong> {
        let value = |name| self.value(line, name);
        let (lat, lon) = place::position(value("lat"), value("lon")).map_err(wrong)?;
        let area = self.area(value("area"), only)?;
        let mut found = Place {
            kind: self.kind,
            uprn: None,
            line: String::new(),
            street: String::new(),
            postcode: String::new(),
            lat,
            lon,
            area,
            houses: 0,
        };
        match self.kind {
            PlaceKind::Address => {
                found.uprn = Some(place::uprn(value("uprn")).map_err(wrong)?);
                found.street = place::text("street", value("street")).map_err(wrong)?;
                found.postcode = place::postcode(value("postcode")).map_err(wrong)?;
                let address = place::text("address", value("address")).map_err(wrong)?;
                found.line = house_of(&address, &found.street)?;
            }
            PlaceKind::Postcode => found.postcode = place::postcode(value("postcode")).map_err(wrong)?,
            PlaceKind::Street => found.street = place::text("name", value("name")).map_err(wrong)?,
        }
        Ok(found)
    }

    /// The area of a line. An address belongs to somebody; what has none goes to all.
    fn area(&self, written: &str, only: Option<&str>) -> Result<String, Wrong> {
        match (written.trim(), only) {
            ("", Some(only)) => Ok(only.to_owned()),
            ("", None) if self.kind != PlaceKind::Address => Ok(String::new()),
            (written, only) => {
                let area = place::area(written).map_err(wrong)?;
                match only {
                    Some(only) if only != area => {
                        Err(("area", "it is another area than the one asked for".into()))
                    }
                    _ => Ok(area),
                }
            }
        }
    }

    /// What no two lines may share.
    fn key(&self, place: &Place) -> Option<String> {
        match self.kind {
            PlaceKind::Address => place.uprn.clone(),
            PlaceKind::Postcode => Some(place.postcode.clone()),
            PlaceKind::Street => None,
        }
    }

    const fn key_name(&self) -> &'static str {
        if let PlaceKind::Address = self.kind { "uprn" } else { "postcode" }
    }
}

fn wrong(Fault { field, why }: Fault) -> Wrong {
    (field, why.to_owned())
}

/// The number or name of the house: an address may repeat its street, and what comes after it.
fn house_of(address: &str, street: &str) -> Result<String, Wrong> {
    // Lower case that is longer or shorter than what was written has other places for its letters.
    let (lower, wanted) = (address.to_lowercase(), street.to_lowercase());
    let found = if lower.len() == address.len() { lower.find(&wanted) } else { None };
    let house = found.and_then(|at| address.get(..at)).unwrap_or(address).trim_end_matches([',', ' ']);
    if house.is_empty() { Err(("address", "it names no house".into())) } else { Ok(house.to_owned()) }
}

/// Read a file; `only` is the area that it is about, where it is about one alone, and `others` are the UPRNs of other areas
/// that stay as they are.
///
/// # Errors
/// When it is no CSV that is known.
pub fn read(file: &[u8], only: Option<&str>, others: &HashSet<String>) -> Result<Read, Unreadable> {
    let (header, lines) = Lines::of(file)?;
    let columns = Columns::of(&header)?;
    let (mut places, mut rejected) = (Vec::new(), Vec::new());
    let mut seen: HashMap<String, u64> = HashMap::new();
    for (number, line) in lines {
        let read = line.map_err(|why| ("line", why.to_owned())).and_then(|line| columns.place(&line, only));
        let read =
            read.and_then(|place| match place.uprn.as_ref().is_some_and(|uprn| others.contains(uprn)) {
                true => Err(("uprn", "it is that of an address in another area".to_owned())),
                false => Ok(place),
            });
        let read = read.and_then(|place| match columns.key(&place).map(|key| seen.entry(key)) {
            Some(Entry::Occupied(first)) => {
                Err((columns.key_name(), format!("it is that of line {}", first.get())))
            }
            Some(Entry::Vacant(free)) => {
                free.insert(number);
                Ok(place)
            }
            None => Ok(place),
        });
        match read {
            Ok(place) => places.push(place),
            Err((field, why)) => rejected.push(Rejected { line: number, field, why }),
        }
    }
    Ok(Read { part: Part { kind: columns.kind, area: only.map(str::to_owned) }, places, rejected })
}
