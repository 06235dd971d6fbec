//! Photos: their rows, and how far each has come on its way to the hub.
//!
//! Rule: a row is written in one transaction with the record that names it, after its file is in its place. No row is
//! deleted for having been sent.

mod exhibit;
mod folder;
mod inbox;
mod keep;
mod letter;
mod named;
mod sealed;
mod small;

use std::collections::BTreeSet;
use std::sync::Arc;

use beatbook_records::entry::Hash;
use beatbook_records::wire::{BLOB_CHUNK_BYTES, BLOB_CHUNK_BYTES_LEAST};
use rusqlite::{OptionalExtension as _, params};
use zeroize::Zeroizing;

use super::{Reader, Store, StoreError, Tx};
use crate::sync::schedule::retry_ms;

pub(crate) use folder::file_of;
pub use folder::{PhotoFault, PhotoFolder, SealedPhoto};
pub use inbox::Inbox;
pub(crate) use inbox::name_of;
pub use keep::{KeptPhoto, Shot, keep_original, keep_sealed};
pub use letter::LetterPages;
pub use named::NamedPhoto;
pub use small::SmallPictures;

/// The folders of photos, their small pictures and the inbox.
pub(super) const FOLDERS: [&str; 3] = [folder::FOLDER, small::FOLDER, inbox::FOLDER];
/// The drafts that are written before a camera opens.
pub(crate) const PHOTO_FORM: &str = "photo";

/// How far a photo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoState {
    /// It waits for its turn, or for signal.
    Waiting,
    /// The hub has all of it.
    OnHub,
    /// It cannot be handed in; it is kept.
    Refused,
    /// Somebody else's: this device does not have it, and does not know.
    Elsewhere,
}

impl PhotoState {
    const fn of(stored: Option<u8>) -> Self {
        match stored {
            None => Self::Elsewhere,
            Some(0) => Self::Waiting,
            Some(1) => Self::OnHub,
            Some(_) => Self::Refused,
        }
    }
}

/// The photo whose turn it is.
#[derive(Debug, Clone)]
pub struct WaitingPhoto {
    /// Its hash.
    pub sha256: Hash,
    /// Its file.
    pub file: String,
    /// How many bytes the original has.
    pub bytes: u64,
    /// How many to send at a time.
    pub piece_bytes: usize,
}

impl Store {
    /// The folder of photos. Its key is made, durably, before the first file is.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn photos(&mut self) -> Result<PhotoFolder, StoreError> {
        let (key, _) = self.write(|tx| tx.photo_key())?;
        Ok(PhotoFolder::of(&self.dir, key, Arc::clone(&self.env), Arc::clone(&self.disk)))
    }

    /// Where cameras put their files.
    #[must_use]
    pub fn inbox(&self) -> Inbox {
        Inbox::of(&self.dir, Arc::clone(&self.disk))
    }

    /// The small pictures that were made before.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn small_pictures(&mut self) -> Result<SmallPictures, StoreError> {
        let key = match self.read().photo_key()? {
            Some(key) => key,
            None => self.write(|tx| tx.photo_key())?.0,
        };
        Ok(SmallPictures::of(&self.dir, key, Arc::clone(&self.env)))
    }

    /// Whether anything was written after an offer was made.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn has_written_since(&self, written_to: u64) -> Result<bool, StoreError> {
        let reader = self.read();
        Ok(reader.journal_head(reader.enrolled()?.journal())?.seq > written_to)
    }

    /// The photo whose turn it is, where it may be tried now.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn waiting_photo(&self) -> Result<Option<WaitingPhoto>, StoreError> {
        let now_ms = self.env.now().timestamp_millis();
        let mut first = self.conn.prepare_cached(
            "SELECT sha256, file, bytes, piece_bytes FROM photo, photo_sync
             WHERE state = 0 AND after_ms <= ?1 ORDER BY n LIMIT 1",
        )?;
        let found = first.query_row([now_ms], |row| {
            let hash: String = row.get(0)?;
            let bytes = row.get::<_, i64>(2)?.cast_unsigned();
            Ok((hash, row.get(1)?, bytes, row.get::<_, i64>(3)?.unsigned_abs() as usize))
        });
        let Some((hash, file, bytes, piece_bytes)) = found.optional()? else { return Ok(None) };
        Ok(Some(WaitingPhoto { sha256: parse_hash(&hash)?, file, bytes, piece_bytes }))
    }
}

impl Reader<'_> {
    fn photo_key(self) -> Result<Option<Zeroizing<[u8; 32]>>, StoreError> {
        let mut key = self.conn.prepare_cached("SELECT key FROM photo_key")?;
        Ok(key.query_row([], |row| row.get(0).map(Zeroizing::new)).optional()?)
    }

    /// How many photos wait, and how many of their bytes the hub has.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn photos_waiting(self) -> Result<(u32, u64, u64), StoreError> {
        let mut waiting = self.conn.prepare_cached(
            "SELECT count(*), coalesce(sum(bytes), 0), coalesce(sum(sent), 0) FROM photo WHERE state = 0",
        )?;
        let number = |n: i64| n.cast_unsigned();
        Ok(waiting.query_row([], |row| Ok((row.get(0)?, number(row.get(1)?), number(row.get(2)?))))?)
    }

    /// How many photos the hub does not have, whatever the reason.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn photos_unsent(self) -> Result<u32, StoreError> {
        let mut unsent = self.conn.prepare_cached("SELECT count(*) FROM photo WHERE state <> 1")?;
        Ok(unsent.query_row([], |row| row.get(0))?)
    }

    /// The files that rows name.
    ///
    /// # Errors
    /// When the book cannot be read.
    pub fn photo_files(self) -> Result<BTreeSet<String>, StoreError> {
        let mut named = self.conn.prepare_cached("SELECT file FROM photo")?;
        Ok(named.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    fn photo_key(&mut self) -> Result<Zeroizing<[u8; 32]>, StoreError> {
        if let Some(key) = self.read().photo_key()? {
            return Ok(key);
        }
        let mut key = Zeroizing::new([0; 32]);
        self.env.fill(key.as_mut_slice());
        self.conn.execute("INSERT INTO photo_key (one, key) VALUES (1, ?1)", [key.as_slice()])?;
        Ok(key)
    }

    /// Write down a photo whose file is in its place. The same bytes taken again are one photo: where its old file is
    /// replaced by this one, the old one's name.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub(super) fn keep_photo(&mut self, photo: &SealedPhoto) -> Result<Option<String>, StoreError> {
        let hash = photo.sha256.to_string();
        let mut old = self.conn.prepare_cached("SELECT file FROM photo WHERE sha256 = ?1")?;
        let old: Option<String> = old.query_row([&hash], |row| row.get(0)).optional()?;
        self.conn
            .prepare_cached(
                "INSERT INTO photo (sha256, file, bytes) VALUES (?1, ?2, ?3)
                 ON CONFLICT (sha256) DO UPDATE SET file = excluded.file,
                     state = CASE state WHEN 1 THEN 1 ELSE 0 END, reason = NULL",
            )?
            .execute(params![hash, photo.file, photo.bytes.cast_signed()])?;
        self.touch("photo");
        Ok(old.filter(|old| *old != photo.file))
    }

    /// The hub has said how much of a photo it has; pieces grow again, slowly.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn photo_came(&mut self, sha256: &Hash, sent: u64, complete: bool) -> Result<(), StoreError> {
        self.conn
            .prepare_cached("UPDATE photo SET sent = ?2, state = ?3 WHERE sha256 = ?1 AND state = 0")?
            .execute(params![sha256.to_string(), sent.cast_signed(), i64::from(complete)])?;
        self.conn
            .prepare_cached(
                "UPDATE photo_sync SET failures = 0, after_ms = 0,
                     piece_bytes = min(?1, piece_bytes + max(1, piece_bytes / 8))",
            )?
            .execute([BLOB_CHUNK_BYTES as i64])?;
        self.touch("photo");
        Ok(())
    }

    /// A photo cannot be handed in: it is kept, and the others go on.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn photo_refused(&mut self, sha256: &Hash, reason: &str) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "UPDATE photo SET state = 2, reason = ?2, sent = 0 WHERE sha256 = ?1 AND state = 0",
            )?
            .execute(params![sha256.to_string(), reason])?;
        self.touch("photo");
        Ok(())
    }

    /// A try did not end well: the next but one waits a little, and pieces that were too much are halved.
    ///
    /// # Errors
    /// When the book cannot be written.
    pub fn photo_failed(&mut self, smaller: bool) -> Result<(), StoreError> {
        let failures: u32 = self.conn.query_row("SELECT failures FROM photo_sync", [], |row| row.get(0))?;
        let now_ms = self.env.now().timestamp_millis();
        let after_ms = if failures == 0 { 0 } else { now_ms + retry_ms(failures) };
        self.conn
            .prepare_cached(
                "UPDATE photo_sync SET failures = failures + 1, after_ms = ?1,
                     piece_bytes = CASE WHEN ?2 THEN max(?3, piece_bytes / 2) ELSE piece_bytes END",
            )?
            .execute(params![after_ms, smaller, BLOB_CHUNK_BYTES_LEAST as i64])?;
        self.touch("photo");
        Ok(())
    }

    /// The hub has another history: what it had of photos it may have lost. It is asked before anything is sent again.
    pub(super) fn photos_wait_again(&mut self) -> Result<(), StoreError> {
        let again =
            self.conn.execute("UPDATE photo SET state = 0, reason = NULL, sent = 0 WHERE state <> 0", [])?;
        if again > 0 {
            self.conn.execute("UPDATE photo_sync SET failures = 0, after_ms = 0", [])?;
            self.touch("photo");
        }
        Ok(())
    }
}

pub(super) fn parse_hash(text: &str) -> Result<Hash, StoreError> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash)
        .map_err(|error| StoreError::Unreadable { what: "photo.sha256", why: error.to_string() })?;
    Ok(Hash(hash))
}
