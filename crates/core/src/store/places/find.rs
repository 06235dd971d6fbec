//! Looking places up: by words, by where they are, by street, by UPRN. Each by an index; only what is shown.

use beatbook_records::geo::place::{Place, PlaceKind};
use rusqlite::{OptionalExtension as _, Row, params};

use super::range;
use crate::store::{Reader, StoreError};

/// The columns of a place.
const PLACE: &str = "p.kind, p.uprn, p.line, p.street, p.postcode, p.lat, p.lon, p.area, p.houses";

/// Words that a place must have.
#[derive(Debug, Clone, Default)]
pub struct Looked {
    /// Those that are there as they are.
    pub whole: Vec<String>,
    /// Those that something begins with.
    pub begun: Vec<String>,
    /// Whether only streets are looked for.
    pub streets: bool,
}

impl Looked {
    /// As the full-text index reads it; `None` where nothing is looked for.
    fn text(&self) -> Option<String> {
        let quoted = |word: &String| word.replace('"', "");
        let whole = self.whole.iter().map(|word| format!("words : \"{}\"", quoted(word)));
        let begun = self.begun.iter().map(|word| format!("words : \"{}\" *", quoted(word)));
        let streets = self.streets.then(|| "kind : \"street\"".to_owned());
        let parts: Vec<String> = whole.chain(begun).chain(streets).collect();
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }
}

/// A square on the ground.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    /// Degrees north of its middle.
    pub lat: f64,
    /// Degrees east of its middle.
    pub lon: f64,
    /// From its middle to each side, in metres.
    pub metres: f64,
}

impl Around {
    /// South, north, west, east.
    fn sides(self) -> [f64; 4] {
        const DEGREE_M: f64 = 111_000.0;
        let lat = self.metres / DEGREE_M;
        let lon = lat / self.lat.to_radians().cos().max(0.1);
        [self.lat - lat, self.lat + lat, self.lon - lon, self.lon + lon]
    }
}

impl Reader<'_> {
    /// The places with these words, in the order of the pack, at most so many.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn places_with(self, looked: &Looked, limit: usize) -> Result<Vec<Place>, StoreError> {
        let Some(text) = looked.text() else { return Ok(Vec::new()) };
        let (first, last) = range(self.generation()?);
        let mut asked = self.conn.prepare_cached(&with_words())?;
        let rows = asked.query_map(params![text, first, last, limit as i64], raw)?;
        rows.map(|row| finish(row?)).collect()
    }

    /// The places in a square.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn places_around(self, around: Around) -> Result<Vec<Place>, StoreError> {
        let (first, last) = range(self.generation()?);
        let [south, north, west, east] = around.sides();
        let mut asked = self.conn.prepare_cached(&in_square())?;
        let rows = asked.query_map(params![south, north, west, east, first, last], raw)?;
        rows.map(|row| finish(row?)).collect()
    }

    /// The addresses of a street, in the order of the pack.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn addresses_of(self, street: &str) -> Result<Vec<Place>, StoreError> {
        let (first, last) = range(self.generation()?);
        let mut asked = self.conn.prepare_cached(&of_street())?;
        let rows = asked.query_map(params![street, first, last], raw)?;
        rows.map(|row| finish(row?)).collect()
    }

    /// The address with this UPRN, without leading zeros.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn address(self, uprn: &str) -> Result<Option<Place>, StoreError> {
        let (first, last) = range(self.generation()?);
        let mut asked = self.conn.prepare_cached(&with_uprn())?;
        asked.query_row(params![uprn, first, last], raw).optional()?.map(finish).transpose()
    }
}

fn with_words() -> String {
    format!(
        "SELECT {PLACE} FROM place_word AS w CROSS JOIN place AS p ON p.n = w.rowid
         WHERE w.place_word MATCH ?1 AND w.rowid BETWEEN ?2 AND ?3 ORDER BY w.rowid LIMIT ?4"
    )
}

fn in_square() -> String {
    format!(
        "SELECT {PLACE} FROM place_spot AS s CROSS JOIN place AS p ON p.n = s.n
         WHERE s.north >= ?1 AND s.south <= ?2 AND s.east >= ?3 AND s.west <= ?4 AND s.n BETWEEN ?5 AND ?6"
    )
}

fn of_street() -> String {
    format!(
        "SELECT {PLACE} FROM place AS p INDEXED BY place_street
         WHERE p.kind = 'address' AND p.street = ?1 AND p.n BETWEEN ?2 AND ?3 ORDER BY p.n"
    )
}

fn with_uprn() -> String {
    format!("SELECT {PLACE} FROM place AS p WHERE p.uprn = ?1 AND p.n BETWEEN ?2 AND ?3")
}

fn raw(row: &Row<'_>) -> rusqlite::Result<(String, Place)> {
    let place = Place {
        kind: PlaceKind::Address,
        uprn: row.get(1)?,
        line: row.get(2)?,
        street: row.get(3)?,
        postcode: row.get(4)?,
        lat: row.get(5)?,
        lon: row.get(6)?,
        area: row.get(7)?,
        houses: row.get(8)?,
    };
    Ok((row.get(0)?, place))
}

fn finish((kind, place): (String, Place)) -> Result<Place, StoreError> {
    let kind = PlaceKind::from_word(&kind)
        .ok_or_else(|| StoreError::Unreadable { what: "place.kind", why: "not a kind".into() })?;
    Ok(Place { kind, ..place })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::{Looked, in_square, of_street, with_uprn, with_words};
    use crate::store::migrate;

    /// What SQLite would do, a line a step.
    fn plan(text: &str, given: usize) -> String {
        let mut conn = Connection::open_in_memory().expect("a book in memory");
        migrate::to_newest(&mut conn).expect("its shape");
        let mut asked = conn.prepare(&format!("EXPLAIN QUERY PLAN {text}")).expect("a question");
        let nothing = vec![rusqlite::types::Value::Null; given];
        let steps = asked.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3));
        steps.expect("a plan").collect::<Result<Vec<_>, _>>().expect("its steps").join("\n")
    }

    #[test]
    fn every_search_goes_by_an_index() {
        for (text, given, index) in [
            (with_words(), 4, "w VIRTUAL TABLE INDEX"),
            (in_square(), 6, "s VIRTUAL TABLE INDEX 2:"),
            (of_street(), 3, "USING INDEX place_street (street=? AND n>? AND n<?)"),
            (with_uprn(), 3, "USING INDEX place_uprn (uprn=? AND n>? AND n<?)"),
        ] {
            let plan = plan(&text, given);
            assert!(plan.contains(index), "{text}: {plan}");
            let others =
                plan.lines().filter(|step| step.starts_with("SCAN") && !step.contains("VIRTUAL TABLE"));
            assert_eq!(others.count(), 0, "{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{plan}");
        }
        let slow = plan("SELECT * FROM place WHERE line = ?1", 1);
        assert!(slow.starts_with("SCAN"), "what no index serves is seen: {slow}");
    }

    #[test]
    fn whatever_is_typed_is_words_to_the_index() {
        let word = |word: &str| vec![word.to_owned()];
        let looked = Looked { whole: word("12"), begun: word("el\"m"), streets: true };
        let text = looked.text().expect("something is looked for");
        assert_eq!(text, "words : \"12\" AND words : \"elm\" * AND kind : \"street\"");
        assert_eq!(Looked::default().text(), None);
    }
}
