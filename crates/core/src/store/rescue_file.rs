//! What goes into a rescue file, and what the last one holds.
//!
//! Rule: what a file holds is written down entry by entry and photo by photo, after the file is whole in its place. It
//! stands for a receipt only when somebody signs out, and never for what was written since.

use std::collections::BTreeSet;
use std::path::Path;

use beatbook_records::entry::{Hash, content_hash, payload_commit};
use beatbook_records::wire::Parcel;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::text::Id;
use super::{Reader, Store, StoreError, Tx};

/// The setting that says what the last file holds.
const HELD: &str = "rescue_file";
/// The most entries in one batch, and about the most bytes.
const BATCH_ENTRIES: i64 = 200;
const BATCH_BYTES: usize = 1024 * 1024;

/// The last rescue file of this book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RescueHeld {
    /// Its name in the folder of rescue files.
    pub name: String,
    /// When it was made, Unix milliseconds.
    pub made_ms: i64,
    /// Its bytes.
    pub bytes: u64,
    /// The hash of the whole.
    pub sha256: Hash,
    /// The entries in it.
    pub entries: BTreeSet<Uuid>,
    /// The photos in it, by their hashes.
    pub photos: BTreeSet<Hash>,
}

/// An own entry that the hub has not confirmed.
#[derive(Debug)]
pub struct UnconfirmedEntry {
    /// Its place in the book.
    pub n: i64,
    /// It.
    pub id: Uuid,
    /// Its bytes.
    pub parcel: Parcel,
    /// The hash that its link is made of.
    pub content: Hash,
}

/// A photo that the hub does not have.
#[derive(Debug, Clone)]
pub struct UnsentPhoto {
    /// Its hash.
    pub sha256: Hash,
    /// Its file.
    pub file: String,
}

impl Reader<'_> {
    /// The next own entries that the hub has not confirmed, in the order in which they were written, after a place. What a
    /// damaged book lost the words of is left out.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn unconfirmed_after(self, n: i64) -> Result<Vec<UnconfirmedEntry>, StoreError> {
        let mut found = self.conn.prepare_cached(
            "SELECT e.n, e.id, e.content, e.payload_commit,
                    coalesce(e.payload, CASE WHEN e.payload_commit IS NULL THEN r.body END) AS words
             FROM entry AS e LEFT JOIN record AS r ON e.payload IS NULL AND r.id = e.record
             WHERE e.own = 1 AND e.state < 2 AND e.link IS NOT NULL AND e.n > ?1
               AND (words IS NOT NULL OR e.payload_commit IS NOT NULL)
             ORDER BY e.n LIMIT ?2",
        )?;
        let mut rows = found.query([n, BATCH_ENTRIES])?;
        let (mut entries, mut bytes) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            let (content, words): (String, Option<String>) = (row.get(2)?, row.get(4)?);
            bytes += content.len() + words.as_ref().map_or(0, String::len);
            if bytes > BATCH_BYTES && !entries.is_empty() {
                break;
            }
            let commit = row.get::<_, Option<[u8; 32]>>(3)?.map(Hash);
            let hashed = commit.filter(|_| words.is_none());
            let hashed =
                hashed.unwrap_or_else(|| payload_commit(words.as_deref().unwrap_or_default().as_bytes()));
            entries.push(UnconfirmedEntry {
                n: row.get(0)?,
                id: row.get::<_, Id>(1)?.0,
                content: content_hash(content.as_bytes(), &hashed),
                parcel: Parcel { content: raw(content)?, payload: words.map(raw).transpose()?, commit },
            });
        }
        Ok(entries)
    }

    /// The photos that the hub does not have, oldest first.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn unsent_photos(self) -> Result<Vec<UnsentPhoto>, StoreError> {
        let mut found =
            self.conn.prepare_cached("SELECT sha256, file FROM photo WHERE state <> 1 ORDER BY n")?;
        let rows = found
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?
            .collect::<Result<Vec<_>, _>>()?;
        rows.into_iter()
            .map(|(sha256, file)| Ok(UnsentPhoto { sha256: super::blobs::parse_hash(&sha256)?, file }))
            .collect()
    }

    /// The last rescue file of this book.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn rescue_held(self) -> Result<Option<RescueHeld>, StoreError> {
        Ok(self.setting::<Option<RescueHeld>>(HELD)?.flatten())
    }

    /// How many own entries and photos are only on this device: neither confirmed nor in the last rescue file.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn only_here(self) -> Result<(u32, u32), StoreError> {
        let held = self.rescue_held()?;
        let mut entries = self.conn.prepare_cached("SELECT id FROM entry WHERE own = 1 AND state < 2")?;
        let entries = entries.query_map([], |row| row.get::<_, Id>(0))?.collect::<Result<Vec<_>, _>>()?;
        let is_held = |id: &Id| held.as_ref().is_some_and(|held| held.entries.contains(&id.0));
        let entries = entries.iter().filter(|id| !is_held(id)).count();
        let is_held = |hash: &Hash| held.as_ref().is_some_and(|held| held.photos.contains(hash));
        let photos = self.unsent_photos()?.iter().filter(|photo| !is_held(&photo.sha256)).count();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok((count(entries), count(photos)))
    }

    /// How far this device's clock was ahead of the hub's when it last heard of it, in milliseconds.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn skew_ms(self) -> Result<i64, StoreError> {
        Ok(self.conn.prepare_cached("SELECT skew_ms FROM sync")?.query_row([], |row| row.get(0))?)
    }
}

impl Store {
    /// The folder of the book.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }
}

impl Tx<'_> {
    /// A rescue file is in its place and holds this; or the last one is not there any more.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn put_rescue_held(&mut self, held: Option<&RescueHeld>) -> Result<(), StoreError> {
        self.put_setting(HELD, &held)
    }

    /// Forget the last one, with the book.
    pub(super) fn forget_rescue_held(&mut self) -> Result<(), StoreError> {
        self.conn.execute("DELETE FROM setting WHERE key = ?1", params![HELD])?;
        Ok(())
    }
}

fn raw(text: String) -> Result<Box<RawValue>, StoreError> {
    RawValue::from_string(text)
        .map_err(|error| StoreError::Unreadable { what: "entry.content", why: error.to_string() })
}
