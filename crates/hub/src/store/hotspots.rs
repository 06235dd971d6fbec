//! The hotspot pack.

use beatbook_records::geo::hotspot::Hotspot;
use beatbook_records::wire::HotspotPack;

use super::head::Head;
use super::scopes::hotspots_version;
use super::sql::{args, broken};
use super::{Book, StoreResult};

impl Book<'_> {
    /// Put hotspots into the pack in their order and raise its version, which is returned. Hotspots
    /// that are not named stay as they are, since records name them.
    ///
    /// # Errors
    /// When the database fails; nothing is then changed.
    pub fn put_hotspots(&self, hotspots: &[Hotspot]) -> StoreResult<u32> {
        self.write(|sql| {
            // Two imports at once would give two packs one version.
            Head::lock(sql)?;
            let version = hotspots_version(sql)? + 1;
            for (place, hotspot) in hotspots.iter().enumerate() {
                let polygon = serde_json::to_string(&hotspot.polygon).expect("finite numbers are JSON");
                let Hotspot { id, name, area, .. } = hotspot;
                let row = args![id, name, area, &polygon, version, place as u64];
                let text = "UPDATE hotspot SET name = ?2, area = ?3, polygon = ?4, version = ?5, place = ?6 WHERE id = ?1";
                if sql.run(text, &row)? == 0 {
                    sql.run(
                        "INSERT INTO hotspot (id, name, area, polygon, version, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                        &row,
                    )?;
                }
            }
            Ok(version)
        })
    }

    /// The whole pack, in the order of the import.
    ///
    /// # Errors
    /// When the database fails.
    pub fn hotspots(&self) -> StoreResult<HotspotPack> {
        self.read(|sql| {
            let text = "SELECT id, name, area, polygon FROM hotspot ORDER BY place, id";
            let hotspots = sql.list(text, &[], |row| {
                let polygon = serde_json::from_str(row.get(3)?).map_err(|_| broken(3, "a polygon"))?;
                Ok(Hotspot { id: row.get(0)?, name: row.get(1)?, area: row.get(2)?, polygon })
            })?;
            Ok(HotspotPack { version: hotspots_version(sql)?, hotspots })
        })
    }
}
