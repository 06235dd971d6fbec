//! Files that travel by themselves: taken in piece by piece, and there once they hash to their name.
//!
//! Rule: no process remembers anything: pieces are objects, so that any hub goes on where another was cut off. A file is
//! put before its row is written, so a row never stands for nothing. What is asked is limited before it is read.

pub mod api;
mod parts;
mod verify;

use axum::body::Bytes;
use beatbook_records::codes::MediaType;
use beatbook_records::entry::Hash;
use beatbook_records::plant::{Plant, is_on};
use beatbook_records::wire::{BLOB_BYTES_MAX, BLOB_CHUNK_BYTES_MAX, BlobState};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::error::HubError;
use crate::objects::{Objects, Writing};
use crate::state::Hub;
use crate::store::blobs::{self, BlobRow};
use parts::Parts;

pub use parts::sweep;
pub use verify::{FileFault, verify};

/// The most bytes of a device's files that may be half there.
const PARTS_BYTES_MAX: u64 = 2 * BLOB_BYTES_MAX;

/// One piece of a file.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The hash of the whole.
    pub sha256: Hash,
    /// Where it begins.
    pub offset: u64,
    /// How many bytes the whole has.
    pub length: u64,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Where the whole of a file is.
#[must_use]
pub fn key_of(sha256: &Hash) -> String {
    let name = sha256.to_string();
    format!("blobs/{}/{name}", &name[..2])
}

/// How much of a file is there, or has come from this device.
///
/// # Errors
/// When the database or the files fail.
pub fn state_of(hub: &Hub, device: Uuid, sha256: &Hash) -> Result<BlobState, HubError> {
    if let Some(blob) = blobs::find(hub.store().sql(), sha256)? {
        return Ok(complete(blob.bytes));
    }
    let parts = Parts::of(&hub.objects, device, hub.clock.now_ms())?;
    Ok(BlobState { offset: parts.came(sha256), complete: false })
}

/// Take a piece. The last one makes the file; one that is there already is thanked for.
///
/// # Errors
/// When the piece does not follow the last one, is none of the kinds kept, or is too much; when the whole does not hash
/// to its name; when the database or the files fail.
pub fn take(hub: &Hub, device: Uuid, piece: &Piece) -> Result<BlobState, HubError> {
    if let Some(blob) = blobs::find(hub.store().sql(), &piece.sha256)? {
        return Ok(complete(blob.bytes));
    }
    let end = piece.offset + piece.bytes.len() as u64;
    if end > piece.length || (piece.bytes.is_empty() && end < piece.length) {
        return Err(HubError::Malformed("the piece is empty, or longer than the rest of the file"));
    }
    let mut parts = Parts::of(&hub.objects, device, hub.clock.now_ms())?;
    let came = parts.came(&piece.sha256);
    if end <= came && !piece.bytes.is_empty() {
        return Ok(BlobState { offset: came, complete: false }); // it came before, and its answer was lost
    }
    if piece.offset != came {
        return Err(HubError::OffsetWrong(came));
    }
    if piece.offset == 0 && MediaType::of(&piece.bytes).is_none() {
        return Err(HubError::TypeRefused);
    }
    if parts.bytes() + piece.bytes.len() as u64 > PARTS_BYTES_MAX {
        return Err(HubError::PartsFull);
    }
    if !piece.bytes.is_empty() {
        parts.put(&piece.sha256, piece.offset, piece.bytes.clone())?;
    }
    if end < piece.length {
        return Ok(BlobState { offset: end, complete: false });
    }
    finish(hub, device, piece, &parts)
}

/// All of it came: put it in its place if it is what its name says, and write that down.
fn finish(hub: &Hub, device: Uuid, piece: &Piece, parts: &Parts<'_>) -> Result<BlobState, HubError> {
    let sha256 = &piece.sha256;
    let Some(made) = assemble(&hub.objects, parts, sha256, piece.length)? else {
        // Another hub was as fast with the same last piece, and tidied up after itself.
        return blobs::find(hub.store().sql(), sha256)?
            .map(|blob| complete(blob.bytes))
            .ok_or(HubError::OffsetWrong(0));
    };
    if made.hash != *sha256 && !is_on(Plant::TrustName) {
        made.writing.forget()?;
        parts.forget(sha256)?;
        return Err(HubError::HashWrong);
    }
    made.writing.finish()?;
    let row = BlobRow {
        sha256: *sha256,
        bytes: piece.length,
        media_type: made.media_type,
        device,
        stored_ms: hub.clock.now_ms(),
    };
    blobs::keep(hub.store().sql(), &row)?;
    parts.forget(sha256)?;
    Ok(complete(piece.length))
}

/// A file put together, its last step still to come.
struct Made {
    hash: Hash,
    media_type: MediaType,
    writing: Writing,
}

/// Put the pieces one after the other; `None` where one is gone.
fn assemble(
    objects: &Objects,
    parts: &Parts<'_>,
    sha256: &Hash,
    length: u64,
) -> Result<Option<Made>, HubError> {
    let (mut hasher, mut came, mut media_type) = (Sha256::new(), 0, None);
    let mut writing = objects.write(&key_of(sha256))?;
    for key in parts.keys(sha256) {
        let Some(bytes) = objects.get(&key)? else {
            writing.forget()?;
            return Ok(None);
        };
        if came == 0 {
            media_type = MediaType::of(&bytes);
        }
        hasher.update(&bytes);
        came += bytes.len() as u64;
        writing.add(&bytes)?;
    }
    let Some(media_type) = media_type.filter(|_| came == length) else {
        writing.forget()?;
        parts.forget(sha256)?;
        return Err(HubError::HashWrong);
    };
    Ok(Some(Made { hash: Hash(hasher.finalize().into()), media_type, writing }))
}

/// Whether a piece may be read at all, from what its head says.
///
/// # Errors
/// `TooLarge` or `Malformed`.
pub fn admit(offset: u64, length: u64, piece: Option<u64>) -> Result<(), HubError> {
    if length > BLOB_BYTES_MAX {
        return Err(HubError::TooLarge("the file"));
    }
    if piece.is_some_and(|bytes| bytes > BLOB_CHUNK_BYTES_MAX as u64) {
        return Err(HubError::TooLarge("the piece"));
    }
    // All of it may have come to a hub that stopped before it could say so: then an empty piece asks for the rest.
    if length == 0 || offset > length {
        return Err(HubError::Malformed("the piece begins past the end of the file"));
    }
    Ok(())
}

const fn complete(bytes: u64) -> BlobState {
    BlobState { offset: bytes, complete: true }
}
