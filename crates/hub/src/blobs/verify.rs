//! Verify: every file that the book says is there is read, and hashes to its name.

use beatbook_records::entry::Hash;

use super::key_of;
use crate::objects::{ObjectError, Objects};
use crate::store::sql::Sql;
use crate::store::{StoreError, blobs};

/// The first file that is not as it was handed in.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The book says that it is there.
    #[error("the file {0} is missing")]
    Missing(Hash),
    /// Its bytes are others.
    #[error("the file {0} is not as it was handed in")]
    Changed(Hash),
    /// The book failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The object store failed.
    #[error("the files cannot be read: {0}")]
    Objects(#[from] ObjectError),
}

/// Read every file; how many there are.
///
/// # Errors
/// The first fault found.
pub fn verify(sql: &dyn Sql, objects: &Objects) -> Result<u64, FileFault> {
    let mut files = 0;
    for blob in blobs::all(sql)? {
        let bytes = objects.get(&key_of(&blob.sha256))?.ok_or(FileFault::Missing(blob.sha256))?;
        if Hash::of(&[&bytes]) != blob.sha256 {
            return Err(FileFault::Changed(blob.sha256));
        }
        files += 1;
    }
    Ok(files)
}
