//! Hotspots: the reference pack of patrols, as the hub published it.

use beatbook_records::geo::hotspot::Hotspot;
use beatbook_records::wire::HotspotPack;
use rusqlite::{OptionalExtension as _, Row, params};

use super::text::parse_json;
use super::{Reader, StoreError, Tx};

impl Reader<'_> {
    /// The hotspots, in the order of the pack.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn hotspots(self) -> Result<Vec<Hotspot>, StoreError> {
        let mut found =
            self.conn.prepare_cached("SELECT id, name, area, polygon FROM hotspot ORDER BY place")?;
        found.query_map([], raw)?.map(|row| finish(row?)).collect()
    }

    /// One hotspot.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn hotspot(self, id: &str) -> Result<Option<Hotspot>, StoreError> {
        self.conn
            .prepare_cached("SELECT id, name, area, polygon FROM hotspot WHERE id = ?1")?
            .query_row([id], raw)
            .optional()?
            .map(finish)
            .transpose()
    }

    /// The version of the pack on the device; `None` before the first.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn hotspots_version(self) -> Result<Option<u32>, StoreError> {
        let mut version = self.conn.prepare_cached("SELECT max(version) FROM hotspot")?;
        Ok(version.query_row([], |row| row.get(0))?)
    }
}

impl Tx<'_> {
    /// Replace the pack whole.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn put_hotspots(&mut self, pack: &HotspotPack) -> Result<(), StoreError> {
        self.conn.execute("DELETE FROM hotspot", [])?;
        let mut insert = self.conn.prepare_cached(
            "INSERT INTO hotspot (id, name, area, polygon, version, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (place, hotspot) in (0_i64..).zip(&pack.hotspots) {
            let polygon = serde_json::json!(hotspot.polygon).to_string();
            insert.execute(params![hotspot.id, hotspot.name, hotspot.area, polygon, pack.version, place])?;
        }
        self.touch("hotspot");
        Ok(())
    }
}

type Raw = (String, String, String, String);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn finish((id, name, area, polygon): Raw) -> Result<Hotspot, StoreError> {
    Ok(Hotspot { id, name, area, polygon: parse_json("hotspot.polygon", &polygon)? })
}
