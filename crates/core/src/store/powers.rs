//! The powers pack on the device.
//!
//! Rule: one pack, replaced whole. What a form offers and what a save admits are read from the same row.

use beatbook_records::wire::PowersPack;
use rusqlite::{OptionalExtension as _, params};

use super::text::parse_json;
use super::{Reader, StoreError, Tx};

impl Reader<'_> {
    /// The pack, if there is one.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn powers(self) -> Result<Option<PowersPack>, StoreError> {
        let mut found = self.conn.prepare_cached("SELECT body FROM powers")?;
        let body: Option<String> = found.query_row([], |row| row.get(0)).optional()?;
        body.map(|body| parse_json("powers.body", &body)).transpose()
    }

    /// The version that the hub is told of; `None` where it is to send the pack again.
    pub(super) fn powers_told(self) -> Result<Option<u32>, StoreError> {
        let mut found = self.conn.prepare_cached("SELECT told FROM powers")?;
        Ok(found.query_row([], |row| row.get(0)).optional()?.flatten())
    }
}

impl Tx<'_> {
    /// Replace the pack whole.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn put_powers(&mut self, pack: &PowersPack) -> Result<(), StoreError> {
        let body = serde_json::json!(pack).to_string();
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO powers (one, version, told, body) VALUES (1, ?1, ?1, ?2)",
            )?
            .execute(params![pack.version, body])?;
        self.touch("powers");
        Ok(())
    }

    /// Another scope: the pack that stands goes on until the hub has sent that of the new one.
    pub(super) fn rescope_powers(&mut self) -> Result<(), StoreError> {
        self.conn.execute("UPDATE powers SET told = NULL", [])?;
        Ok(())
    }
}
