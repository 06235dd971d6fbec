//! A rescue file: what a phone has written and the hub does not have, sealed to the organisation's recovery key.
//!
//! Rule: the format and its limits, in both directions; it moves no bytes, keeps no more than one part in memory, and
//! judges nothing but the shape. A head comes first, then batches, then photos with their bytes, then the device's
//! signature over everything before it; nothing follows.

mod read;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use read::Reader;

use crate::entry::Hash;
use crate::rescue::RescueError;
use crate::seal::{PIECE, Purpose, Sealer};
use crate::wire::BLOB_CHUNK_BYTES;

/// How it begins, before its version.
const MAGIC: &[u8] = b"beatbook-rescue-file ";
/// The version that this build writes and reads.
const VERSION: &[u8] = b"1\n";
/// How the file of a phone ends its name.
pub const ENDING: &str = "bbrescue";
/// What a device signs of a batch in a file, in place of a method and a path.
pub const BATCH_METHOD: &str = "FILE";
/// See [`BATCH_METHOD`].
pub const BATCH_PATH: &str = "rescue-file";
/// The most bytes of a photo in one part.
pub const STRETCH_BYTES: usize = BLOB_CHUNK_BYTES;

/// Why a file is not used. Nothing of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RescueFileError {
    /// It does not begin as one.
    #[error("this is not a rescue file")]
    NotOne,
    /// Another build's.
    #[error("the rescue file is of another version than this build reads")]
    OtherVersion,
    /// Already its first piece does not open.
    #[error("the rescue file was sealed to another organisation's key, or is damaged")]
    OtherKey,
    /// A later piece does not open.
    #[error("the rescue file is damaged or cut short")]
    Damaged,
    /// It opens, and is not as a phone writes it.
    #[error("the rescue file is not as a phone writes it: {0}")]
    Malformed(&'static str),
}

/// Whose file it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The device.
    pub device: Uuid,
    /// When it was made, by the device's clock, Unix milliseconds.
    pub made: i64,
    /// How far that clock was ahead of the hub's when it last heard of it, in milliseconds.
    pub skew_ms: i64,
}

/// Entries, as they are handed in: the body of an exchange and what was signed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// When it was signed, by the device's clock, Unix milliseconds.
    pub time_ms: i64,
    /// The link hash of its last entry.
    pub link: Hash,
    /// The device's signature, as over a request by [`BATCH_METHOD`] to [`BATCH_PATH`].
    pub signature: [u8; 64],
    /// The JSON of an `ExchangeRequest`.
    pub body: Vec<u8>,
}

/// A photo; its bytes follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The hash of its bytes.
    pub sha256: Hash,
    /// How many there are.
    pub bytes: u64,
}

/// A part, in the order in which they come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// First.
    Head(Head),
    /// Then entries, in the order of the journal.
    Batch(Batch),
    /// Then photos.
    Photo(Photo),
    /// Some bytes of the photo.
    Bytes(Vec<u8>),
    /// Last.
    End {
        /// The digest of everything before it.
        digest: Hash,
        /// The device's signature, see [`signed_text`].
        signature: [u8; 64],
    },
}

/// What the device signs of the whole file.
#[must_use]
pub fn signed_text(device: Uuid, digest: &Hash) -> String {
    format!("beatbook-rescue-file 1\n{device}\n{digest}")
}

/// Writes one: what it gives back is to be put behind what it gave before.
pub struct Writer {
    sealer: Sealer,
    plain: Vec<u8>,
    digest: Sha256,
}

impl Writer {
    /// Begin; how the file begins. `fill` draws random bytes.
    ///
    /// # Errors
    /// [`RescueError::OtherKey`] where `recovery` is not a public key.
    pub fn begin(
        recovery: &[u8; 32],
        fill: impl FnMut(&mut [u8]),
        head: &Head,
    ) -> Result<(Self, Vec<u8>), RescueError> {
        let (sealer, header) = Sealer::new(Purpose::RescueFile, recovery, fill)?;
        let mut writer = Self { sealer, plain: Vec::new(), digest: Sha256::new() };
        let begin = [MAGIC, VERSION, &header].concat();
        let sealed = writer.part(b'H', &[&json(head)]);
        Ok((writer, [begin, sealed].concat()))
    }

    /// Put entries in.
    #[must_use]
    pub fn batch(&mut self, batch: &Batch) -> Vec<u8> {
        let Batch { time_ms, link, signature, body } = batch;
        self.part(b'B', &[&time_ms.to_be_bytes(), &link.0, signature, body])
    }

    /// Say that a photo comes.
    #[must_use]
    pub fn photo(&mut self, photo: &Photo) -> Vec<u8> {
        self.part(b'P', &[&json(photo)])
    }

    /// Put some of its bytes in, at most [`STRETCH_BYTES`].
    #[must_use]
    pub fn bytes(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.part(b'D', &[bytes])
    }

    /// The digest of everything so far, for the signature at the end.
    #[must_use]
    pub fn digest(&self) -> Hash {
        Hash(self.digest.clone().finalize().into())
    }

    /// End it.
    #[must_use]
    pub fn end(mut self, signature: &[u8; 64]) -> Vec<u8> {
        let mut sealed = self.part(b'E', &[signature]);
        sealed.extend(self.sealer.piece(&self.plain, true));
        sealed
    }

    fn part(&mut self, what: u8, parts: &[&[u8]]) -> Vec<u8> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let length = u32::try_from(length).expect("a part is within its limit");
        let begin = self.plain.len();
        self.plain.push(what);
        self.plain.extend_from_slice(&length.to_be_bytes());
        parts.iter().for_each(|part| self.plain.extend_from_slice(part));
        self.digest.update(&self.plain[begin..]);
        let mut sealed = Vec::new();
        // A full piece waits until more comes: the last one is sealed as the last.
        while self.plain.len() > PIECE {
            let rest = self.plain.split_off(PIECE);
            sealed.extend(self.sealer.piece(&self.plain, false));
            self.plain = rest;
        }
        sealed
    }
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain data")
}
