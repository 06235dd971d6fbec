//! The hotspot pack.

use beatbook_records::geo::hotspot::Hotspot;
use beatbook_records::wire::HotspotPack;
use rusqlite::{TransactionBehavior, params};

use super::Sqlite;
use super::devices::wrong;
use super::scopes::hotspots_version;

impl Sqlite {
    /// Put hotspots into the pack in their order and raise its version, which is returned. Hotspots
    /// that are not named stay as they are, since records name them.
    ///
    /// # Errors
    /// When the database fails; nothing is then changed.
    pub fn put_hotspots(&mut self, hotspots: &[Hotspot]) -> rusqlite::Result<u32> {
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version = hotspots_version(&tx)? + 1;
        for (place, hotspot) in hotspots.iter().enumerate() {
            let polygon = serde_json::to_string(&hotspot.polygon).expect("finite numbers are JSON");
            tx.execute(
                "INSERT INTO hotspot (id, name, area, polygon, version, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, area = excluded.area,
                   polygon = excluded.polygon, version = excluded.version, place = excluded.place",
                params![hotspot.id, hotspot.name, hotspot.area, polygon, version, i64::try_from(place).unwrap_or(0)],
            )?;
        }
        tx.commit()?;
        Ok(version)
    }

    /// The whole pack, in the order of the import.
    ///
    /// # Errors
    /// When the database fails.
    pub fn hotspots(&self) -> rusqlite::Result<HotspotPack> {
        let hotspots = self
            .conn
            .prepare_cached("SELECT id, name, area, polygon FROM hotspot ORDER BY place, id")?
            .query_map([], |row| {
                let polygon: String = row.get(3)?;
                let polygon = serde_json::from_str(&polygon).map_err(|error| wrong(3, error))?;
                Ok(Hotspot { id: row.get(0)?, name: row.get(1)?, area: row.get(2)?, polygon })
            })?
            .collect::<Result<_, _>>()?;
        Ok(HotspotPack { version: hotspots_version(&self.conn)?, hotspots })
    }
}
