//! How far the hand-in is, read from the rows that sync leaves behind.

use beatbook_records::entry::{Content, Payload};
use chrono::{DateTime, Utc};
use rusqlite::params;
use uuid::{Builder, Uuid};

use super::reading::GOES_ON;
use super::text::{Id, parse_json};
use super::{Reader, Store, StoreError};
use crate::sync::SIGN_IN_EXPIRED;
use crate::sync::schedule::Situation;

/// What sync writes as the reason, once a held entry is replaced.
const SUPERSEDED: &str = "superseded";

/// What waits.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    /// Own entries that the hub has not confirmed.
    pub waiting: u32,
    /// When the oldest of them was written.
    pub oldest: Option<DateTime<Utc>>,
}

/// What the last tries left behind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SyncRow {
    /// Tries in a row without success.
    pub failures: u32,
    /// Why the last one failed.
    pub problem: Option<String>,
    /// When the last one was.
    pub last_try: Option<DateTime<Utc>>,
    /// When the last good one was.
    pub last_success: Option<DateTime<Utc>>,
}

/// An own entry that the hub has not confirmed.
#[derive(Debug, Clone)]
pub struct WaitingEntry {
    /// What was done.
    pub content: Content,
    /// Whether the hub has answered for it.
    pub sent: bool,
}

/// An own entry that the hub keeps unapplied.
#[derive(Debug, Clone)]
pub struct HeldEntry {
    /// What was done.
    pub content: Content,
    /// What it gave; `None` once erased.
    pub payload: Option<Payload>,
    /// Why.
    pub reason: String,
}

impl Store {
    /// What the schedule looks at.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn situation(&self) -> Result<Situation, StoreError> {
        let mut found = self.conn.prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM device),
                    EXISTS (SELECT 1 FROM entry WHERE own = 1 AND state < 2)
                        OR EXISTS (SELECT 1 FROM cell WHERE wanted = 1 AND {GOES_ON})
                        OR EXISTS (SELECT 1 FROM place_pack WHERE wanted IS NOT NULL AND after_ms <= ?1 AND {GOES_ON})
                        OR EXISTS (SELECT 1 FROM photo, photo_sync WHERE state = 0 AND after_ms <= ?1),
                    failures, coalesce(problem = ?2, 0), last_try_ms FROM sync"
        ))?;
        Ok(found.query_row(params![self.env.now().timestamp_millis(), SIGN_IN_EXPIRED], |row| {
            Ok(Situation {
                enrolled: row.get(0)?,
                work: row.get(1)?,
                failures: row.get(2)?,
                signed_out: row.get(3)?,
                last_try_ms: row.get(4)?,
            })
        })?)
    }
}

impl Reader<'_> {
    /// How much waits, and since when.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn progress(self) -> Result<Progress, StoreError> {
        let mut waiting =
            self.conn.prepare_cached("SELECT count(*) FROM entry WHERE own = 1 AND state < 2")?;
        let waiting = waiting.query_row([], |row| row.get(0))?;
        let oldest = self.unconfirmed("ASC", 1)?.first().map(|entry| entry.content.recorded_at());
        Ok(Progress { waiting, oldest })
    }

    /// The newest entries that wait.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn waiting(self, limit: u32) -> Result<Vec<WaitingEntry>, StoreError> {
        self.unconfirmed("DESC", limit)
    }

    fn unconfirmed(self, order: &str, limit: u32) -> Result<Vec<WaitingEntry>, StoreError> {
        let mut found = self.conn.prepare_cached(&format!(
            "SELECT content, state FROM entry WHERE own = 1 AND state < 2 ORDER BY seq {order} LIMIT ?1"
        ))?;
        let mut rows = found.query([limit])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let content = parse_json("entry.content", row.get_ref(0)?.as_str().unwrap_or_default())?;
            entries.push(WaitingEntry { content, sent: row.get::<_, u8>(1)? == 1 });
        }
        Ok(entries)
    }

    /// Own entries that the hub holds and no later entry replaces.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn held(self) -> Result<Vec<HeldEntry>, StoreError> {
        // By name: asked with every screen, it must not grow with what was written.
        let mut found = self.conn.prepare_cached(
            "SELECT DISTINCT record FROM entry INDEXED BY entry_held WHERE held IS NOT NULL AND own = 1",
        )?;
        let records = found.query_map([], |row| row.get::<_, Id>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut held = Vec::new();
        for Id(record) in records {
            held.extend(self.held_of(record)?);
        }
        held.sort_by_key(|entry| entry.content.id);
        Ok(held)
    }

    /// Those of one record.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn held_of(self, record: Uuid) -> Result<Vec<HeldEntry>, StoreError> {
        let entries = self.history(record)?;
        let fixed: Vec<Uuid> = entries.iter().filter_map(|entry| entry.content.fixes).collect();
        let standing = entries.into_iter().filter(|entry| entry.own && !fixed.contains(&entry.content.id));
        Ok(standing
            .filter_map(|entry| {
                let (content, payload) = (entry.content, entry.payload);
                let reason = entry.held.filter(|reason| reason != SUPERSEDED)?;
                Some(HeldEntry { content, payload, reason })
            })
            .collect())
    }

    /// The least state of this device's entries on a record, and whether any is held; `None` where it
    /// wrote none.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn least_state(self, record: Uuid) -> Result<Option<(u8, bool)>, StoreError> {
        let mut least = self
            .conn
            .prepare_cached("SELECT min(state), count(held) > 0 FROM entry WHERE record = ?1 AND own = 1")?;
        let (state, held): (Option<u8>, bool) =
            least.query_row([Id(record)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some(state) = state else { return Ok(self.is_short(record)?.then_some((3, false))) };
        Ok(Some((state, held && !self.held_of(record)?.is_empty())))
    }

    /// How many entries this device wrote since a time that the hub has confirmed.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn confirmed_since(self, since: DateTime<Utc>) -> Result<u32, StoreError> {
        // Ids begin with the time they were made at, so the index over them is one over time.
        let ms = u64::try_from(since.timestamp_millis()).unwrap_or(0);
        let first = Builder::from_unix_timestamp_millis(ms, &[0; 10]).into_uuid();
        // A create that is kept as its record alone was confirmed, too.
        let mut count = self.conn.prepare_cached(
            "SELECT (SELECT count(*) FROM entry WHERE id >= ?1 AND own = 1 AND state >= 2)
                  + (SELECT count(*) FROM record AS r JOIN device AS d ON d.device = r.device WHERE r.id >= ?1
                       AND NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.record = r.id AND e.own = 1))",
        )?;
        Ok(count.query_row(params![Id(first)], |row| row.get(0))?)
    }

    /// The hub's epoch, once heard of.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn epoch(self) -> Result<Option<Uuid>, StoreError> {
        let mut epoch = self.conn.prepare_cached("SELECT epoch FROM sync")?;
        Ok(epoch.query_row([], |row| row.get::<_, Option<Id>>(0))?.map(|id| id.0))
    }

    /// The number of the last erasure that was carried out here.
    pub(super) fn erased(self) -> Result<Option<u64>, StoreError> {
        let mut erased = self.conn.prepare_cached("SELECT erased FROM sync")?;
        let n: i64 = erased.query_row([], |row| row.get(0))?;
        Ok((n > 0).then_some(n.cast_unsigned()))
    }

    /// What the last tries left behind.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn sync_row(self) -> Result<SyncRow, StoreError> {
        let mut found =
            self.conn.prepare_cached("SELECT failures, problem, last_try_ms, last_success_ms FROM sync")?;
        let time = |ms: Option<i64>| ms.and_then(DateTime::from_timestamp_millis);
        Ok(found.query_row([], |row| {
            Ok(SyncRow {
                failures: row.get(0)?,
                problem: row.get(1)?,
                last_try: time(row.get(2)?),
                last_success: time(row.get(3)?),
            })
        })?)
    }
}
