//! Settings: small values of this device by name, as JSON.

use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::text::parse_json;
use super::{Reader, StoreError, Tx};

impl Reader<'_> {
    /// The value of this name, if one was put.
    ///
    /// # Errors
    /// When the book cannot be read, or holds another shape.
    pub fn setting<T: DeserializeOwned>(self, key: &str) -> Result<Option<T>, StoreError> {
        let text: Option<String> = self
            .conn
            .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        text.map(|text| parse_json("setting.value", &text)).transpose()
    }
}

impl Tx<'_> {
    /// Put a value under this name, over the last one.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn put_setting(&mut self, key: &str, value: &impl Serialize) -> Result<(), StoreError> {
        let text = serde_json::json!(value).to_string();
        self.conn
            .prepare_cached(
                "INSERT INTO setting (key, value) VALUES (?1, ?2)
                 ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![key, text])?;
        self.touch("setting");
        Ok(())
    }
}
