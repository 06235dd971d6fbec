//! What the screens ask of patrols: which one runs, its legs, its counts.

use beatbook_records::kinds::PatrolLeg;
use beatbook_records::record::Record as _;
use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, params};
use uuid::Uuid;

use super::text::{Id, body_values};
use super::{Reader, StoreError, time_text};

impl Reader<'_> {
    /// The patrol that this device runs, paused or not.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn live_patrol(self, device: Uuid) -> Result<Option<Uuid>, StoreError> {
        let mut live = self.conn.prepare_cached(
            "SELECT id FROM record INDEXED BY record_patrol_live
             WHERE kind = 'patrol' AND voided = 0 AND body -> 'values' ->> 'finished' IS NULL AND device = ?1
             ORDER BY seq DESC LIMIT 1",
        )?;
        Ok(live.query_row([Id(device)], |row| row.get::<_, Id>(0)).optional()?.map(|id| id.0))
    }

    /// The patrol this device began last, finished or not.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn last_patrol(self, device: Uuid) -> Result<Option<Uuid>, StoreError> {
        let mut last = self.conn.prepare_cached(
            "SELECT id FROM record WHERE kind = 'patrol' AND device = ?1
             ORDER BY occurred DESC, seq DESC LIMIT 1",
        )?;
        Ok(last.query_row([Id(device)], |row| row.get::<_, Id>(0)).optional()?.map(|id| id.0))
    }

    /// The patrols this device began at or after a time.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn patrols_since(self, device: Uuid, since: DateTime<Utc>) -> Result<Vec<Uuid>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT id FROM record WHERE kind = 'patrol' AND occurred >= ?1 AND voided = 0 AND device = ?2",
        )?;
        let rows = found.query_map(params![time_text(since), Id(device)], |row| row.get::<_, Id>(0))?;
        rows.map(|id| Ok(id?.0)).collect()
    }

    /// The legs of a patrol that count, in the order they were opened: that of arrival, since a clock may
    /// be set back between two of them.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn legs(self, patrol: Uuid) -> Result<Vec<(Uuid, PatrolLeg)>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT id, body FROM record
             WHERE kind = 'patrol_leg' AND body -> 'values' ->> 'patrol' = ?1 AND voided = 0 ORDER BY seq",
        )?;
        let mut rows = found.query([patrol.to_string()])?;
        let mut legs = Vec::new();
        while let Some(row) = rows.next()? {
            let values = body_values(row.get_ref(1)?.as_str().unwrap_or_default())?;
            let leg = PatrolLeg::from_values(&values)
                .map_err(|error| StoreError::Unreadable { what: "a leg", why: error.to_string() })?;
            legs.push((row.get::<_, Id>(0)?.0, leg));
        }
        Ok(legs)
    }

    /// Conversations on a patrol that count, by the code of whom they were with.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn tally(self, patrol: Uuid) -> Result<Vec<(String, u32)>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT body -> 'values' ->> 'kind', sum(body -> 'values' ->> 'count') FROM record
             WHERE kind = 'engagement' AND body -> 'values' ->> 'patrol' = ?1 AND voided = 0 GROUP BY 1",
        )?;
        let rows = found.query_map([patrol.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last conversation this device counted on a patrol that still counts, and its code.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn last_tap(self, patrol: Uuid, device: Uuid) -> Result<Option<(Uuid, String)>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT id, body -> 'values' ->> 'kind' FROM record
             WHERE kind = 'engagement' AND body -> 'values' ->> 'patrol' = ?1 AND voided = 0 AND device = ?2
             ORDER BY seq DESC LIMIT 1",
        )?;
        let params = params![patrol.to_string(), Id(device)];
        let tap = found.query_row(params, |row| Ok((row.get::<_, Id>(0)?.0, row.get(1)?))).optional()?;
        Ok(tap)
    }

    /// How many notes a patrol has.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn notes_on(self, patrol: Uuid) -> Result<u32, StoreError> {
        let mut count = self.conn.prepare_cached(
            "SELECT count(*) FROM record
             WHERE kind = 'note' AND body -> 'values' ->> 'patrol' = ?1 AND voided = 0",
        )?;
        Ok(count.query_row([patrol.to_string()], |row| row.get(0))?)
    }
}
