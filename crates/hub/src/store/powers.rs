//! The powers pack, one row an import: what was in force by an older version stays readable.

use beatbook_records::wire::PowersPack;

use super::head::Head;
use super::sql::{Sql, args, broken};
use super::{Book, StoreResult};

/// The version of the pack; 0 before the first import.
pub fn version(sql: &dyn Sql) -> StoreResult<u32> {
    let version = sql.one("SELECT coalesce(max(version), 0) FROM powers_pack", &[], |row| row.get(0))?;
    Ok(version.unwrap_or(0))
}

/// The whole pack, if there is one.
pub fn newest(sql: &dyn Sql) -> StoreResult<Option<PowersPack>> {
    let text = "SELECT body FROM powers_pack ORDER BY version DESC LIMIT 1";
    sql.one(text, &[], |row| serde_json::from_str(row.get(0)?).map_err(|_| broken(0, "a powers pack")))
}

impl Book<'_> {
    /// Put a pack in the place of the last one; returns its version.
    ///
    /// # Errors
    /// When the database fails; nothing is then changed.
    pub fn put_powers(&self, pack: &PowersPack, now_ms: i64) -> StoreResult<u32> {
        self.write(|sql| {
            // Two imports at once would give two packs one version.
            Head::lock(sql)?;
            // The time of the import: a book that was put back never gives one number to two packs.
            let seconds = u32::try_from(now_ms / 1_000).unwrap_or(0);
            let version = seconds.max(version(sql)? + 1);
            let pack = PowersPack { version, ..pack.clone() };
            let body = serde_json::to_string(&pack).expect("finite numbers are JSON");
            let text = "INSERT INTO powers_pack (version, imported_ms, body) VALUES (?1, ?2, ?3)";
            sql.run(text, &args![version, now_ms, &body])?;
            Ok(version)
        })
    }

    /// The whole pack; an empty one before the first import.
    ///
    /// # Errors
    /// When the database fails.
    pub fn powers(&self) -> StoreResult<PowersPack> {
        self.read(|sql| Ok(newest(sql)?.unwrap_or_default()))
    }
}
