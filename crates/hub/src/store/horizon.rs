//! How far verified backups go, and when the book was put back from one.

use beatbook_records::entry::Hash;

use super::head::chain_at;
use super::sql::{Sql, args};
use super::{Book, StoreResult};

/// What an answer tells beside the feed, read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct News {
    /// The version of the hotspot pack; 0 before the first import.
    pub hotspots: u32,
    /// The version of the places; 0 before the first import.
    pub places: u32,
    /// The version of the powers pack; 0 before the first import.
    pub powers: u32,
    /// The version of the numbers to call; 0 before the first import.
    pub contacts: u32,
    /// Up to where a verified backup goes, if there is one.
    pub horizon: Option<u64>,
    /// The number of the last erasure; 0 before the first.
    pub erasures: u64,
}

/// When and from where the book was put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Unix milliseconds.
    pub restored_ms: i64,
    /// The last commit number that the backup had.
    pub commit_seq: u64,
}

/// What there is to tell.
pub fn news(sql: &dyn Sql) -> StoreResult<News> {
    let text = "SELECT (SELECT coalesce(max(version), 0) FROM hotspot), (SELECT commit_seq FROM horizon),
                (SELECT coalesce(max(n), 0) FROM erasure), (SELECT coalesce(max(version), 0) FROM place_pack),
                (SELECT coalesce(max(version), 0) FROM powers_pack), (SELECT coalesce(max(version), 0) FROM contacts)";
    let found = sql.one(text, &[], |row| {
        let (hotspots, horizon, erasures) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (places, powers, contacts) = (row.get(3)?, row.get(4)?, row.get(5)?);
        Ok(News { hotspots, places, powers, contacts, horizon, erasures })
    })?;
    Ok(found.unwrap_or(News::default()))
}

impl Book<'_> {
    /// A backup that ends here was restored and verified: tell devices, unless it is of another history or they were told
    /// more already. Whether it counts.
    ///
    /// # Errors
    /// When the database fails.
    pub fn publish_horizon(&self, commit_seq: u64, chain: &Hash, now_ms: i64) -> StoreResult<bool> {
        self.write(|sql| {
            if chain_at(sql, commit_seq)? != Some(*chain) {
                return Ok(false);
            }
            let given = args![commit_seq, chain, now_ms];
            let text =
                "UPDATE horizon SET commit_seq = ?1, chain = ?2, verified_ms = ?3 WHERE commit_seq <= ?1";
            if sql.run(text, &given)? == 0 {
                let text =
                    "INSERT INTO horizon (authority, commit_seq, chain, verified_ms) VALUES (?4, ?1, ?2, ?3)
                     ON CONFLICT DO NOTHING";
                sql.run(text, &args![commit_seq, chain, now_ms, self.authority()])?;
            }
            Ok(true)
        })
    }

    /// Up to which commit number a verified backup goes, and when it was verified.
    ///
    /// # Errors
    /// When the database fails.
    pub fn horizon(&self) -> StoreResult<Option<(u64, i64)>> {
        let text = "SELECT commit_seq, verified_ms FROM horizon";
        self.sql().one(text, &[], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Note that the book was just put back from a backup that ends here.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note_restored(&self, commit_seq: u64, now_ms: i64) -> StoreResult<()> {
        self.write(|sql| {
            sql.run("DELETE FROM restored", &[])?;
            let text = "INSERT INTO restored (authority, commit_seq, restored_ms) VALUES (?1, ?2, ?3)";
            sql.run(text, &args![self.authority(), commit_seq, now_ms]).map(drop)
        })
    }

    /// When the book was last put back, if ever.
    ///
    /// # Errors
    /// When the database fails.
    pub fn restored(&self) -> StoreResult<Option<Restored>> {
        let text = "SELECT restored_ms, commit_seq FROM restored";
        self.sql().one(text, &[], |row| Ok(Restored { restored_ms: row.get(0)?, commit_seq: row.get(1)? }))
    }

    /// The officers of devices in use that have not been here since the book was put back: they may still have what it
    /// lacks.
    ///
    /// # Errors
    /// When the database fails.
    pub fn awaited(&self) -> StoreResult<Vec<String>> {
        let text = "SELECT d.name FROM device d, restored r
             WHERE d.revoked_ms IS NULL AND (d.last_seen_ms IS NULL OR d.last_seen_ms < r.restored_ms)
             ORDER BY d.name, d.id";
        self.sql().list(text, &[], |row| row.get(0))
    }
}
