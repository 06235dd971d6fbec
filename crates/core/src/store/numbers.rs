//! Numbers that are this device's alone, in blocks from the hub.
//!
//! Rule: a number is used in the transaction of the record that bears it, the lowest first, and none is used twice. What
//! was not used when a block went is a gap: the hub knows whose it was.

use rusqlite::{OptionalExtension as _, params};

use super::{Reader, StoreError, Tx};

impl Reader<'_> {
    /// How many numbers of a series may still be used.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn numbers_left(self, series: &str) -> Result<u64, StoreError> {
        let mut left = self
            .conn
            .prepare_cached("SELECT coalesce(sum(last - next + 1), 0) FROM number_block WHERE series = ?1")?;
        Ok(left.query_row([series], |row| row.get::<_, i64>(0))?.cast_unsigned())
    }

    /// The number that is used next; `None` where none is left.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn next_number(self, series: &str) -> Result<Option<u64>, StoreError> {
        let mut next = self.conn.prepare_cached(
            "SELECT next FROM number_block WHERE series = ?1 AND next <= last ORDER BY first LIMIT 1",
        )?;
        Ok(next.query_row([series], |row| row.get::<_, i64>(0)).optional()?.map(i64::cast_unsigned))
    }
}

impl Tx<'_> {
    /// Use the next number; `None` where none is left.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn use_number(&mut self, series: &str) -> Result<Option<u64>, StoreError> {
        let Some(number) = self.read().next_number(series)? else { return Ok(None) };
        self.conn
            .prepare_cached("UPDATE number_block SET next = next + 1 WHERE series = ?1 AND next = ?2")?
            .execute(params![series, number.cast_signed()])?;
        self.touch("number_block");
        Ok(Some(number))
    }

    /// Take a block in, the last number included. One that is known stays as it is used.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn put_numbers(&mut self, series: &str, first: u64, last: u64) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "INSERT INTO number_block (series, first, last, next) VALUES (?1, ?2, ?3, ?2)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![series, first.cast_signed(), last.cast_signed()])?;
        self.touch("number_block");
        Ok(())
    }

    /// Another copy of this book may be using the same numbers: those that are left are a gap.
    pub(super) fn drop_numbers(&mut self) -> Result<(), StoreError> {
        self.conn.execute("DELETE FROM number_block", [])?;
        self.touch("number_block");
        Ok(())
    }
}
