//! Blocks of numbers: a device takes one and gives its numbers out without asking.
//!
//! Rule: no number is given twice, ever; a block whose answer was lost is a gap.

use uuid::Uuid;

use super::sql::args;
use super::{Book, StoreResult};

/// Numbers of a series, the first and the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

impl Book<'_> {
    /// Give a device the next numbers of a series.
    ///
    /// # Errors
    /// When the database fails.
    pub fn issue_numbers(&self, series: &str, count: u64, device: Uuid, now_ms: i64) -> StoreResult<Block> {
        self.write(|sql| {
            let text = "SELECT coalesce(max(last), 0) FROM number_block WHERE series = ?1";
            let last: u64 = sql.one(text, &args![series], |row| row.get(0))?.unwrap_or(0);
            let block = Block { first: last + 1, last: last + count };
            // Of two at once one finds the place taken, and is tried again.
            let text = "INSERT INTO number_block (series, first, last, device, issued_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
            sql.run(text, &args![series, block.first, block.last, &device, now_ms])?;
            Ok(block)
        })
    }

    /// Note a block that was given out before the book was put back; whether that is news.
    ///
    /// # Errors
    /// When the database fails.
    pub fn replay_numbers(&self, series: &str, block: Block, device: Uuid, now_ms: i64) -> StoreResult<bool> {
        let text =
            "INSERT INTO number_block (series, first, last, device, issued_ms) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO NOTHING";
        Ok(self.sql().run(text, &args![series, block.first, block.last, &device, now_ms])? == 1)
    }
}
