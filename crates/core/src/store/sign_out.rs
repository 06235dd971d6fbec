//! Signing out: the book of this device is emptied, once the hub has everything that was written in it.
//!
//! Rule: what is not confirmed by a receipt is nowhere else for certain; while there is any, nothing is cleared.

use beatbook_records::plant::{Plant, is_on};

use super::{StoreError, Tx};

/// Everything that is of the officer, or was sent to this device.
const TABLES: &[&str] = &[
    "entry",
    "record",
    "overruled",
    "cell",
    "draft",
    "fork",
    "shortened",
    "confirmed_day",
    "hotspot",
    "photo",
    "photo_key",
    "device",
    "sync",
];

impl Tx<'_> {
    /// Empty the book, and forget the key of its photos, without which their files say nothing; afterwards nobody is enrolled on it.
    ///
    /// # Errors
    /// [`StoreError::Unconfirmed`] while the hub has not confirmed everything: then nothing changes.
    pub fn sign_out(&mut self) -> Result<(), StoreError> {
        let waiting = self.read().progress()?.waiting + self.read().photos_unsent()?;
        if waiting > 0 && !is_on(Plant::LogoutWipes) {
            return Err(StoreError::Unconfirmed(waiting));
        }
        for table in TABLES {
            self.conn.execute(&format!("DELETE FROM {table}"), [])?;
            self.touch(table);
        }
        self.conn.execute("INSERT INTO sync (one) VALUES (1)", [])?;
        Ok(())
    }
}
