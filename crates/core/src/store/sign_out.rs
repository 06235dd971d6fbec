//! Signing out: the book of this device is emptied, once the hub, or a sealed rescue file, has everything that was written
//! in it.
//!
//! Rule: what neither a receipt confirms nor the file holds is nowhere else for certain; while there is any, nothing is
//! cleared.

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
    "place",
    "place_spot",
    "place_pack",
    "powers",
    "number_block",
    "photo",
    "photo_key",
    "device",
    "sync",
];

impl Tx<'_> {
    /// Empty the book, and forget the key of its photos, without which their files say nothing; afterwards nobody is enrolled on it.
    ///
    /// # Errors
    /// [`StoreError::Unconfirmed`] while anything is only here: then nothing changes.
    pub fn sign_out(&mut self) -> Result<(), StoreError> {
        let (entries, photos) = self.read().only_here()?;
        let waiting = entries + photos;
        if waiting > 0 && !is_on(Plant::LogoutWipes) {
            return Err(StoreError::Unconfirmed(waiting));
        }
        for table in TABLES {
            self.conn.execute(&format!("DELETE FROM {table}"), [])?;
            self.touch(table);
        }
        // The words of places are in an index without a text of its own, which is emptied at once.
        self.conn.execute("INSERT INTO place_word (place_word) VALUES ('delete-all')", [])?;
        self.forget_rescue_held()?;
        self.conn.execute("INSERT INTO sync (one) VALUES (1)", [])?;
        self.conn.execute("INSERT INTO place_pack (one) VALUES (1)", [])?;
        Ok(())
    }
}
