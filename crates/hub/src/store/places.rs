//! The places of the gazetteer.

use std::collections::HashSet;

use beatbook_records::geo::place::{Place, PlaceKind};
use beatbook_records::wire::PackPlace;

use super::sql::{Arg, Change, Columns, Many, Row, Shape, Sql, args, broken};
use super::{Book, StoreResult};

/// Parts of a degree: about a centimetre each.
const PARTS: f64 = 1e7;

/// Rows written at once.
const ROWS_AT_ONCE: usize = 2_000;

const PLACE: Columns = &[
    ("n", Shape::Int),
    ("kind", Shape::Text),
    ("uprn", Shape::Text),
    ("line", Shape::Text),
    ("street", Shape::Text),
    ("postcode", Shape::Text),
    ("lat", Shape::Int),
    ("lon", Shape::Int),
    ("area", Shape::Text),
    ("houses", Shape::Int),
];

/// What of the pack an import replaces: of one kind, and of one area or all.
#[derive(Debug, Clone, Copy)]
pub struct Replaced<'r> {
    /// The kind.
    pub kind: PlaceKind,
    /// The area; `None` is all.
    pub area: Option<&'r str>,
}

/// The version of the pack; 0 before the first import.
pub fn version(sql: &dyn Sql) -> StoreResult<u32> {
    let version = sql.one("SELECT coalesce(max(version), 0) FROM place_pack", &[], |row| row.get(0))?;
    Ok(version.unwrap_or(0))
}

/// How many places a device of these areas has; none is all.
pub fn count(sql: &dyn Sql, areas: &[String]) -> StoreResult<u64> {
    if areas.is_empty() {
        let all = sql.one("SELECT count(*) FROM place", &[], |row| row.get(0))?;
        return Ok(all.unwrap_or(0));
    }
    let mut sum = 0;
    for area in with_none(areas) {
        let found =
            sql.one("SELECT count(*) FROM place WHERE area = ?1", &args![area], |row| row.get::<u64>(0))?;
        sum += found.unwrap_or(0);
    }
    Ok(sum)
}

/// The places of these areas after a place, at most so many. Places are numbered area by area, so that going through the
/// areas in order is going through the numbers.
pub fn after(sql: &dyn Sql, areas: &[String], after: u64, limit: usize) -> StoreResult<Vec<PackPlace>> {
    const ROW: &str = "SELECT n, kind, uprn, line, street, postcode, lat, lon, area, houses FROM place";
    if areas.is_empty() {
        let text = format!("{ROW} WHERE n > ?1 ORDER BY n LIMIT ?2");
        return sql.list(&text, &args![after, limit as u64], pack_place);
    }
    let text = format!("{ROW} WHERE area = ?3 AND n > ?1 ORDER BY n LIMIT ?2");
    let mut page = Vec::new();
    for area in with_none(areas) {
        let room = (limit - page.len()) as u64;
        if room > 0 {
            page.extend(sql.list(&text, &args![after, room, area], pack_place)?);
        }
    }
    Ok(page)
}

/// The areas in the order of the pack, each once, and before them the one of places that go to all.
fn with_none(areas: &[String]) -> Vec<&str> {
    let mut all: Vec<&str> = areas.iter().map(String::as_str).chain([""]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn pack_place(row: &dyn Row) -> StoreResult<PackPlace> {
    let kind = PlaceKind::from_word(row.get(1)?).ok_or_else(|| broken(1, "a kind of place"))?;
    let place = Place {
        kind,
        uprn: row.get(2)?,
        line: row.get(3)?,
        street: row.get(4)?,
        postcode: row.get(5)?,
        lat: row.get::<i64>(6)? as f64 / PARTS,
        lon: row.get::<i64>(7)? as f64 / PARTS,
        area: row.get(8)?,
        houses: row.get(9)?,
    };
    Ok(PackPlace { n: row.get(0)?, place })
}

impl Book<'_> {
    /// Replace a part of the pack, have it put in order, and make it a new version, which is returned. Versions are times
    /// in Unix seconds where these grow: a book that was put back from a backup gives none again.
    ///
    /// # Errors
    /// When the database fails; nothing is then changed.
    pub fn put_places(
        &self,
        part: Replaced<'_>,
        places: &[Place],
        in_order: impl Fn(Vec<Place>) -> Vec<Place>,
        now_ms: i64,
    ) -> StoreResult<u32> {
        let is_replaced =
            |place: &Place| place.kind == part.kind && part.area.is_none_or(|area| place.area == area);
        self.write(|sql| {
            let version = (version(sql)? + 1).max(u32::try_from(now_ms / 1_000).unwrap_or(0));
            // First, so that of two imports at once the second waits here, finds the number taken and begins anew.
            let text = "INSERT INTO place_pack (version, imported_ms) VALUES (?1, ?2)";
            sql.run(text, &args![version, now_ms])?;
            let kept = after(sql, &[], 0, usize::MAX >> 1)?.into_iter().map(|kept| kept.place);
            let mut pack: Vec<Place> = kept.filter(|place| !is_replaced(place)).collect();
            pack.extend_from_slice(places);
            sql.run("DELETE FROM place", &[])?;
            write(sql, &in_order(pack))?;
            Ok(version)
        })
    }

    /// The UPRNs of all areas but one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn uprns_outside(&self, area: &str) -> StoreResult<HashSet<String>> {
        let text = "SELECT uprn FROM place WHERE uprn IS NOT NULL AND area <> ?1";
        Ok(self.sql().list(text, &args![area], |row| row.get(0))?.into_iter().collect())
    }
}

fn write(sql: &dyn Sql, pack: &[Place]) -> StoreResult<()> {
    let numbered: Vec<(u64, &Place)> = (1..).zip(pack).collect();
    for some in numbered.chunks(ROWS_AT_ONCE) {
        let mut many = Many::with_room(PLACE, some.len());
        some.iter().for_each(|(n, place)| many.row(row_of(*n, place)));
        sql.run_of(Change::Insert, "place", &many)?;
    }
    Ok(())
}

fn row_of(n: u64, place: &Place) -> [Arg<'_>; PLACE.len()] {
    let parts = |degrees: f64| (degrees * PARTS).round() as i64;
    [
        n.into(),
        place.kind.word().into(),
        place.uprn.as_ref().into(),
        (&place.line).into(),
        (&place.street).into(),
        (&place.postcode).into(),
        parts(place.lat).into(),
        parts(place.lon).into(),
        (&place.area).into(),
        place.houses.into(),
    ]
}
