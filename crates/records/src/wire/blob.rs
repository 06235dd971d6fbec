//! Files that travel by themselves, in pieces, under the hash of their bytes.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::entry::Hash;

/// Below it, every file under its hash.
pub const PATH_BLOBS: &str = "/v1/blobs";

/// Where a piece begins, in bytes; in an answer, where the next one must.
pub const HEADER_UPLOAD_OFFSET: &str = "upload-offset";
/// How many bytes the whole has.
pub const HEADER_UPLOAD_LENGTH: &str = "upload-length";

/// The most bytes of a file: more than any phone's camera writes at its largest picture size.
pub const BLOB_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The most bytes of one piece.
pub const BLOB_CHUNK_BYTES_MAX: usize = 256 * 1024;
/// How many bytes a device puts into one piece when nothing has gone wrong.
pub const BLOB_CHUNK_BYTES: usize = 128 * 1024;
/// The fewest it goes down to.
pub const BLOB_CHUNK_BYTES_LEAST: usize = 4 * 1024;

/// The path of a file.
#[must_use]
pub fn blob_path(sha256: &Hash) -> String {
    format!("{PATH_BLOBS}/{sha256}")
}

/// How much of a file the hub has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlobState {
    /// How many bytes have come, from the first on; the next piece begins here.
    pub offset: u64,
    /// Whether all of it is there, and hashes to its name.
    pub complete: bool,
}

/// The files that a record names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlobManifest {
    /// The record.
    pub record: Uuid,
    /// Whether every file it names is there.
    pub complete: bool,
    /// The files, in the order in which they were named.
    pub blobs: Vec<NamedBlob>,
}

/// A file that a record names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NamedBlob {
    /// Its hash.
    pub sha256: Hash,
    /// How many bytes it has, as the record says.
    pub bytes: u64,
    /// Whether all of it is there.
    pub there: bool,
}
