//! How far the reading of cells is: the first download, and what an area that was gained brings.
//!
//! Rule: only reading can be paused. What waits is handed in all the same, and what is new is heard.

use super::{Reader, StoreError, Tx};

/// The setting that says so.
const PAUSED: &str = "reading_paused";

/// True in SQL while no pause was asked for.
pub(super) const GOES_ON: &str =
    "NOT EXISTS (SELECT 1 FROM setting WHERE key = 'reading_paused' AND value = 'true')";

/// A reading under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The cells this device holds, or is to hold.
    pub cells: u32,
    /// Those that are not read to their end.
    pub left: u32,
    /// The records that are here.
    pub records: u32,
    /// Whether it was paused.
    pub paused: bool,
}

impl Reader<'_> {
    /// How far it is; `None` where every cell is whole.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn reading(self) -> Result<Option<Reading>, StoreError> {
        let mut cells = self.conn.prepare_cached("SELECT count(*), coalesce(sum(wanted), 0) FROM cell")?;
        let (cells, left): (u32, u32) = cells.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if left == 0 {
            return Ok(None);
        }
        let mut records = self.conn.prepare_cached("SELECT count(*) FROM record")?;
        let records = records.query_row([], |row| row.get(0))?;
        let paused = self.reading_paused()?;
        Ok(Some(Reading { cells, left, records, paused }))
    }
}

impl Reader<'_> {
    /// Whether it was paused.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn reading_paused(self) -> Result<bool, StoreError> {
        Ok(self.setting(PAUSED)?.unwrap_or(false))
    }
}

impl Tx<'_> {
    /// Pause it, or go on where it stopped.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn pause_reading(&mut self, paused: bool) -> Result<(), StoreError> {
        self.put_setting(PAUSED, &paused)?;
        self.touch("cell");
        Ok(())
    }
}
