//! Places on their way in, and those on their way out.

use beatbook_records::geo::wanted::searched;
use beatbook_records::wire::{PackPlace, PlacesPage};
use rusqlite::{CachedStatement, Connection, params};

use super::{SLICE, range};
use crate::store::{StoreError, Tx};

/// The only kind that is looked for by its name.
const STREET: &str = "street";
/// How many pages of the index are merged in one transaction: a millisecond or two.
const MERGED_PAGES: i64 = 8;

impl Tx<'_> {
    /// A page was read after a place. Whether it goes on from what is here; where it does not, because the hub has
    /// another version by now, the next one begins anew.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn begin_places(&mut self, page: &PlacesPage, after: u64) -> Result<bool, StoreError> {
        let (coming, standing): (Option<u32>, i64) =
            self.conn.query_row("SELECT coming, after FROM place_pack", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let wanted = (page.version > 0).then_some(page.version);
        let goes_on =
            standing.cast_unsigned() == after && (after == 0 || coming == wanted) && wanted.is_some();
        if goes_on && after == 0 {
            self.conn.execute(
                "UPDATE place_pack SET coming = ?1, wanted = ?1, taken = 0, total = ?2",
                params![wanted, page.total.map(u64::cast_signed)],
            )?;
        } else if !goes_on {
            self.conn.execute(
                "UPDATE place_pack SET coming = NULL, wanted = ?1, after = 0, taken = 0, total = NULL",
                [wanted],
            )?;
        }
        Ok(goes_on)
    }

    /// Take a slice of a page in.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn receive_places(&mut self, slice: &[PackPlace]) -> Result<(), StoreError> {
        let Some(last) = slice.last() else { return Ok(()) };
        let (first, _) = range(self.read().generation()? + 1);
        let mut rows = Rows::insertions(self.conn)?;
        for place in slice {
            rows.insert(first + place.n.cast_signed(), place)?;
        }
        self.conn
            .prepare_cached(
                "UPDATE place_pack SET after = ?1, taken = taken + ?2, failures = 0, after_ms = 0",
            )?
            .execute(params![last.n.cast_signed(), slice.len() as i64])?;
        Ok(())
    }

    /// Merge a little of what the index over words was written in; whether there may be more to merge.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn merge_places(&mut self) -> Result<bool, StoreError> {
        let before = self.conn.total_changes();
        self.conn
            .prepare_cached("INSERT INTO place_word (place_word, rank) VALUES ('merge', ?1)")?
            .execute([MERGED_PAGES])?;
        // Asking counts as one change by itself.
        Ok(self.conn.total_changes() - before > 1)
    }

    /// A page was taken in; after the last one the new places are shown, and the old ones are left to be cleared away.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn end_places(&mut self, is_last: bool) -> Result<(), StoreError> {
        if is_last {
            self.conn.execute(
                "UPDATE place_pack SET generation = generation + 1, version = coming, held = taken, swept = NULL,
                     wanted = NULL, coming = NULL, after = 0, taken = 0, total = NULL, failures = 0, after_ms = 0",
                [],
            )?;
        }
        self.touch("place");
        Ok(())
    }

    /// Clear a slice away: places that are neither shown nor coming; else places of areas that the scope has lost.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn tidy_places(&mut self) -> Result<(), StoreError> {
        let generation = self.read().generation()?;
        let still: bool =
            self.conn.query_row("SELECT coming IS NULL FROM place_pack", [], |row| row.get(0))?;
        let (first, last) = range(generation);
        let mut leftovers = self.conn.prepare_cached(
            "SELECT n FROM (SELECT n FROM place WHERE n < ?1 ORDER BY n LIMIT ?4)
             UNION ALL SELECT n FROM (SELECT n FROM place WHERE ?3 AND n > ?2 ORDER BY n LIMIT ?4) LIMIT ?4",
        )?;
        let gone = leftovers.query_map(params![first, last, still, SLICE as i64], |row| row.get(0))?;
        let gone = gone.collect::<Result<Vec<i64>, _>>()?;
        if gone.is_empty() {
            return self.sweep_places(last);
        }
        delete(self.conn, &gone)
    }

    fn sweep_places(&mut self, last: i64) -> Result<(), StoreError> {
        let scope = self.read().enrolled()?.scope;
        let swept: Option<i64> = self.conn.query_row("SELECT swept FROM place_pack", [], |row| row.get(0))?;
        let Some(from) = swept else { return Ok(()) };
        let mut asked = self
            .conn
            .prepare_cached("SELECT n, area FROM place WHERE n BETWEEN ?1 AND ?2 ORDER BY n LIMIT ?3")?;
        let rows = asked.query_map(params![from, last, SLICE as i64], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let next = rows.last().map(|(n, _)| n + 1);
        let lost = rows.into_iter().filter(|(_, area)| !area.is_empty() && !scope.covers_area(area));
        let lost: Vec<i64> = lost.map(|(n, _)| n).collect();
        delete(self.conn, &lost)?;
        self.conn
            .prepare_cached("UPDATE place_pack SET swept = ?1, held = max(0, held - ?2)")?
            .execute(params![next, lost.len() as i64])?;
        if next.is_none() {
            self.touch("place");
        }
        Ok(())
    }
}

/// The three rows of a place.
struct Rows<'c> {
    place: CachedStatement<'c>,
    words: CachedStatement<'c>,
    spot: CachedStatement<'c>,
}

impl<'c> Rows<'c> {
    fn insertions(conn: &'c Connection) -> Result<Self, StoreError> {
        Ok(Self {
            place: conn.prepare_cached(
                "INSERT INTO place (n, kind, uprn, line, street, postcode, lat, lon, area, houses)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
            words: conn.prepare_cached("INSERT INTO place_word (rowid, words, kind) VALUES (?1, ?2, ?3)")?,
            spot: conn.prepare_cached("INSERT INTO place_spot VALUES (?1, ?2, ?2, ?3, ?3)")?,
        })
    }

    fn insert(&mut self, n: i64, PackPlace { place, .. }: &PackPlace) -> Result<(), StoreError> {
        let kind = place.kind.word();
        self.place.execute(params![
            n,
            kind,
            place.uprn,
            place.line,
            place.street,
            place.postcode,
            place.lat,
            place.lon,
            place.area,
            place.houses
        ])?;
        let kind = if kind == STREET { STREET } else { "" };
        self.words.execute(params![n, searched(place), kind])?;
        self.spot.execute(params![n, place.lat, place.lon])?;
        Ok(())
    }
}

fn delete(conn: &Connection, gone: &[i64]) -> Result<(), StoreError> {
    for text in [
        "DELETE FROM place WHERE n = ?1",
        "DELETE FROM place_word WHERE rowid = ?1",
        "DELETE FROM place_spot WHERE n = ?1",
    ] {
        let mut statement = conn.prepare_cached(text)?;
        for n in gone {
            statement.execute([n])?;
        }
    }
    Ok(())
}
