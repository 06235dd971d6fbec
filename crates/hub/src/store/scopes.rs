//! What a device has acknowledged of what it may hold, and which packs there are for it.

use beatbook_records::wire::Unsent;
use uuid::Uuid;

use super::StoreResult;
use super::sql::{Sql, args};

/// The newest scope version the device has acknowledged.
pub fn acknowledged(sql: &dyn Sql, device: Uuid) -> StoreResult<u32> {
    let found = sql.one("SELECT scope_seen FROM device WHERE id = ?1", &args![&device], |row| row.get(0));
    Ok(found?.unwrap_or(0))
}

/// How exactly it is known when a device was last here, in milliseconds.
const LAST_SEEN_MS: i64 = 60_000;

/// The device was here, knows of this scope version, and has this left to hand in. Written only where that is news.
pub fn acknowledge(
    sql: &dyn Sql,
    device: Uuid,
    version: u32,
    unsent: Option<Unsent>,
    now_ms: i64,
) -> StoreResult<()> {
    let text = "SELECT scope_seen, last_seen_ms, unsent FROM device WHERE id = ?1";
    let known = sql.one(text, &args![&device], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let Some((seen, last, said)): Option<(u32, Option<i64>, Option<u32>)> = known else { return Ok(()) };
    let entries = unsent.map(|unsent| unsent.entries);
    if seen < version || said != entries || last.is_none_or(|last| last < now_ms - LAST_SEEN_MS) {
        let text = "UPDATE device SET last_seen_ms = ?3, scope_seen = CASE WHEN scope_seen < ?2 THEN ?2 ELSE scope_seen END,
               unsent = ?4, unsent_since_ms = ?5
             WHERE id = ?1";
        let since = unsent.and_then(|unsent| unsent.since);
        sql.run(text, &args![&device, version, now_ms, entries, since])?;
    }
    Ok(())
}

/// The version of the hotspot pack; 0 before the first import.
pub fn hotspots_version(sql: &dyn Sql) -> StoreResult<u32> {
    let version = sql.one("SELECT coalesce(max(version), 0) FROM hotspot", &[], |row| row.get(0))?;
    Ok(version.unwrap_or(0))
}
