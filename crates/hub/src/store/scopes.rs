//! What a device has acknowledged of what it may hold, and which packs there are for it.

use rusqlite::{Connection, OptionalExtension as _, params};
use uuid::Uuid;

use super::StoreResult;

/// The newest scope version the device has acknowledged.
pub fn acknowledged(conn: &Connection, device: Uuid) -> StoreResult<u32> {
    Ok(conn
        .prepare_cached("SELECT scope_seen FROM device WHERE id = ?1")?
        .query_row([device.as_bytes()], |row| row.get(0))
        .optional()?
        .unwrap_or(0))
}

/// How exactly it is known when a device was last here, in milliseconds.
const LAST_SEEN_MS: i64 = 60_000;

/// The device was here, and knows of this scope version. Written only where that is news.
pub fn acknowledge(conn: &Connection, device: Uuid, version: u32, now_ms: i64) -> StoreResult<()> {
    let news: bool = conn
        .prepare_cached(
            "SELECT scope_seen < ?2 OR last_seen_ms IS NULL OR last_seen_ms < ?3 FROM device WHERE id = ?1",
        )?
        .query_row(params![device.as_bytes(), version, now_ms - LAST_SEEN_MS], |row| row.get(0))
        .optional()?
        .unwrap_or(false);
    if news {
        conn.prepare_cached(
            "UPDATE device SET scope_seen = max(scope_seen, ?2), last_seen_ms = ?3 WHERE id = ?1",
        )?
        .execute(params![device.as_bytes(), version, now_ms])?;
    }
    Ok(())
}

/// The version of the hotspot pack; 0 before the first import.
pub fn hotspots_version(conn: &Connection) -> StoreResult<u32> {
    conn.prepare_cached("SELECT coalesce(max(version), 0) FROM hotspot")?.query_row([], |row| row.get(0))
}
