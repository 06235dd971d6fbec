//! The gazetteer on the device: which places are shown, which are coming, and what is to be cleared away.
//!
//! Rule: a new version comes beside the one that is shown and takes its place in one transaction; until then the old one
//! is searched. Every slice moves the mark of how far it is: whoever is killed goes on there.

mod arrive;
mod find;

use rusqlite::params;

use super::reading::GOES_ON;
use super::{Reader, Store, StoreError, Tx};
use crate::sync::schedule::retry_ms;

pub use find::{Around, Looked};

/// How many places are written, or cleared away, in one transaction: a few milliseconds.
pub const SLICE: usize = 50;

/// Bits of a number in the pack; above them is the generation.
const NUMBER_BITS: u32 = 32;

/// The first and the last number of a generation.
const fn range(generation: i64) -> (i64, i64) {
    (generation << NUMBER_BITS, ((generation + 1) << NUMBER_BITS) - 1)
}

/// What is to be done about places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceTask {
    /// Nothing, now.
    Rest,
    /// Something is to be cleared away.
    Tidy,
    /// A page is to be read, after this number of the pack.
    Read {
        /// The number.
        after: u64,
    },
}

/// The places on the device, and how far the next ones are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlacePack {
    /// How many are shown.
    pub held: u32,
    /// Whether others are to come, or are coming.
    pub coming: bool,
    /// How many of those are here.
    pub taken: u32,
    /// Of how many, once that is known.
    pub total: Option<u32>,
}

impl Store {
    /// What is to be done about places.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn place_task(&self) -> Result<PlaceTask, StoreError> {
        let mut asked = self.conn.prepare_cached(&format!(
            "SELECT generation, coming IS NULL, swept IS NOT NULL, after,
                 wanted IS NOT NULL AND after_ms <= ?1 AND {GOES_ON} FROM place_pack"
        ))?;
        let (generation, still, sweeps, after, reads): (i64, bool, bool, i64, bool) = asked
            .query_row([self.env.now().timestamp_millis()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?;
        if sweeps || self.read().has_leftovers(generation, still)? {
            return Ok(PlaceTask::Tidy);
        }
        Ok(if reads { PlaceTask::Read { after: after.cast_unsigned() } } else { PlaceTask::Rest })
    }
}

impl Reader<'_> {
    /// Whether there are places of a generation that is neither shown nor coming.
    fn has_leftovers(self, generation: i64, still: bool) -> Result<bool, StoreError> {
        let (first, last) = range(generation);
        let mut asked = self.conn.prepare_cached(
            "SELECT (SELECT min(n) FROM place) < ?1 OR ?3 AND (SELECT max(n) FROM place) > ?2",
        )?;
        let found: Option<bool> = asked.query_row(params![first, last, still], |row| row.get(0))?;
        Ok(found.unwrap_or(false))
    }

    fn generation(self) -> Result<i64, StoreError> {
        let mut asked = self.conn.prepare_cached("SELECT generation FROM place_pack")?;
        Ok(asked.query_row([], |row| row.get(0))?)
    }

    /// The version of the places shown, where they are all those of the device's scope.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn places_version(self) -> Result<Option<u32>, StoreError> {
        let mut asked = self.conn.prepare_cached("SELECT version FROM place_pack")?;
        Ok(asked.query_row([], |row| row.get(0))?)
    }

    /// How many places there are, and how far others are.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn place_pack(self) -> Result<PlacePack, StoreError> {
        let mut asked =
            self.conn.prepare_cached("SELECT held, wanted IS NOT NULL, taken, total FROM place_pack")?;
        Ok(asked.query_row([], |row| {
            Ok(PlacePack { held: row.get(0)?, coming: row.get(1)?, taken: row.get(2)?, total: row.get(3)? })
        })?)
    }
}

impl Tx<'_> {
    /// What a reply says of the places: another version than the one shown is wanted. Where nothing is said the hub has
    /// no other; one that is wanted because of the scope stays so.
    pub(super) fn want_places(&mut self, told: Option<u32>) -> Result<(), StoreError> {
        let changed = self
            .conn
            .prepare_cached(
                "UPDATE place_pack SET wanted = CASE WHEN ?1 IS NULL AND version IS NULL THEN wanted
                                                     WHEN ?1 IS version THEN NULL ELSE ?1 END
                 WHERE wanted IS NOT CASE WHEN ?1 IS NULL AND version IS NULL THEN wanted
                                          WHEN ?1 IS version THEN NULL ELSE ?1 END",
            )?
            .execute([told])?;
        if changed > 0 {
            self.touch("place");
        }
        Ok(())
    }

    /// No more places come to this device.
    pub(super) fn want_no_places(&mut self) -> Result<(), StoreError> {
        self.conn.execute("UPDATE place_pack SET wanted = NULL", [])?;
        Ok(())
    }

    /// The scope is another: places of lost areas go, in slices. What is coming may be of the old scope and is read anew;
    /// so is everything, where the scope gained an area.
    pub(super) fn rescope_places(&mut self, gained: bool) -> Result<(), StoreError> {
        let (first, _) = range(self.read().generation()?);
        self.conn.execute(
            "UPDATE place_pack SET swept = ?1, coming = NULL, after = 0, taken = 0, total = NULL,
                 wanted = CASE WHEN ?2 THEN coalesce(wanted, version) ELSE wanted END,
                 version = CASE WHEN ?2 THEN NULL ELSE version END",
            params![first, gained],
        )?;
        self.touch("place");
        Ok(())
    }

    /// A page could not be read: photos and records go on, and the next try but one waits a little.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn places_failed(&mut self) -> Result<(), StoreError> {
        let failures: u32 = self.conn.query_row("SELECT failures FROM place_pack", [], |row| row.get(0))?;
        let now_ms = self.env.now().timestamp_millis();
        let after_ms = if failures == 0 { 0 } else { now_ms + retry_ms(failures) };
        self.conn
            .prepare_cached("UPDATE place_pack SET failures = failures + 1, after_ms = ?1")?
            .execute([after_ms])?;
        Ok(())
    }
}
