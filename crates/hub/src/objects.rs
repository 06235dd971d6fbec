//! Files that are not rows: photos, packs and backups, in a folder or an S3 bucket.
//!
//! Rule: bytes under a key, nothing else; what they mean is decided by the callers. Every key begins with the
//! authority. What was put is durable when the call returns. Calls block: never from an async thread.

use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::Context as _;
use axum::body::{Body, Bytes};
use futures_util::TryStreamExt as _;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{
    Error, MultipartUpload, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload, RetryConfig,
};
use tokio::runtime::Runtime;

use crate::config::Files;

#[cfg(any(test, feature = "sim"))]
pub mod contract;

/// The folder in the data directory, where no other place was named.
pub const FOLDER: &str = "files";

/// How often a request to an object store is tried again before the caller hears of it.
const TRIES_MAX: usize = 3;
/// How long those tries may take together, well under the time of a request.
const TRIES_TIME: Duration = Duration::from_secs(20);
/// The parts a large object is written in: the least that S3 takes.
const PART_BYTES: usize = 5 * 1024 * 1024;

/// Why the object store did not do what was asked.
pub type ObjectError = Error;

/// What the object store answers.
pub type ObjectResult<T> = Result<T, ObjectError>;

/// The objects of one authority.
#[derive(Debug, Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    root: Key,
}

/// An object that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// Its key, without the authority.
    pub key: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was put, Unix milliseconds.
    pub put_ms: i64,
}

impl Objects {
    /// Open a place for objects. A folder is made where there is none.
    ///
    /// # Errors
    /// When the folder cannot be made, or the environment names no such bucket.
    pub fn open(files: &Files, authority: i64) -> anyhow::Result<Self> {
        let root = Key::from(authority.to_string());
        Ok(match files {
            Files::Folder(folder) => Self { store: Arc::new(local(folder)?), root },
            Files::Bucket { bucket, prefix } => {
                // TLS is ring everywhere; the first installation in a process stays.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let retry = RetryConfig {
                    max_retries: TRIES_MAX,
                    retry_timeout: TRIES_TIME,
                    ..RetryConfig::default()
                };
                let store = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry).build();
                let store = store.with_context(|| format!("cannot use the bucket {bucket}"))?;
                let parts = Key::from(prefix.as_str());
                let root = parts.parts().chain(root.parts()).collect();
                Self { store: Arc::new(store), root }
            }
        })
    }

    /// Objects that are gone with the process.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(object_store::memory::InMemory::new()), root: Key::from("1") }
    }

    /// The bytes under a key.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn get(&self, key: &str) -> ObjectResult<Option<Bytes>> {
        let key = self.key(key);
        found(wait(async { self.store.get(&key).await?.bytes().await }))
    }

    /// The bytes under a key as they come; the answer to a request passes them on.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn stream(&self, key: &str) -> ObjectResult<Option<Body>> {
        let key = self.key(key);
        let found = found(wait(self.store.get(&key)))?;
        Ok(found.map(|object| Body::from_stream(object.into_stream())))
    }

    /// Some of the bytes under a key, no further than its end.
    ///
    /// # Errors
    /// When the object store fails, or the range begins past the end.
    pub fn get_range(&self, key: &str, range: Range<u64>) -> ObjectResult<Option<Bytes>> {
        let key = self.key(key);
        found(wait(self.store.get_range(&key, range)))
    }

    /// The size of an object.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn size(&self, key: &str) -> ObjectResult<Option<u64>> {
        let key = self.key(key);
        Ok(found(wait(self.store.head(&key)))?.map(|meta| meta.size))
    }

    /// Put bytes under a key, in place of what is there.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn put(&self, key: &str, bytes: Bytes) -> ObjectResult<()> {
        let key = self.key(key);
        wait(self.store.put(&key, bytes.into())).map(drop)
    }

    /// Put bytes under a key that has none; whether they were put.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn put_new(&self, key: &str, bytes: Bytes) -> ObjectResult<bool> {
        let key = self.key(key);
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match wait(self.store.put_opts(&key, bytes.into(), options)) {
            Ok(_) => Ok(true),
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Write an object piece by piece; nobody sees it before it is whole.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn write(&self, key: &str) -> ObjectResult<Writing> {
        let key = self.key(key);
        Ok(Writing { upload: wait(self.store.put_multipart(&key))?, pending: Vec::new() })
    }

    /// The objects whose keys begin with these whole steps (`parts/2f…`), by key; an empty prefix is all.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn list(&self, prefix: &str) -> ObjectResult<Vec<Object>> {
        let prefix = self.key(prefix);
        let listed = wait(self.store.list(Some(&prefix)).try_collect::<Vec<_>>())?;
        let object = |meta: object_store::ObjectMeta| {
            let key = meta.location.prefix_match(&self.root)?.map(|step| step.as_ref().to_owned());
            let key = key.collect::<Vec<_>>().join("/");
            Some(Object { key, bytes: meta.size, put_ms: meta.last_modified.timestamp_millis() })
        };
        let mut objects: Vec<_> = listed.into_iter().filter_map(object).collect();
        objects.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(objects)
    }

    /// Delete an object, where it is there.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn delete(&self, key: &str) -> ObjectResult<()> {
        let key = self.key(key);
        found(wait(self.store.delete(&key))).map(drop)
    }

    fn key(&self, key: &str) -> Key {
        self.root.parts().chain(Key::from(key).parts()).collect()
    }
}

/// An object being written. Dropped before its end, it never was.
#[derive(Debug)]
pub struct Writing {
    upload: Box<dyn MultipartUpload>,
    pending: Vec<u8>,
}

impl Writing {
    /// Add bytes.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn add(&mut self, bytes: &[u8]) -> ObjectResult<()> {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() < PART_BYTES { Ok(()) } else { self.flush() }
    }

    /// All of it was added: from here on it is there.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn finish(mut self) -> ObjectResult<()> {
        if !self.pending.is_empty() {
            self.flush()?;
        }
        wait(self.upload.complete()).map(drop)
    }

    /// It shall not be.
    ///
    /// # Errors
    /// When the object store fails.
    pub fn forget(mut self) -> ObjectResult<()> {
        wait(self.upload.abort())
    }

    fn flush(&mut self) -> ObjectResult<()> {
        let part = PutPayload::from(std::mem::take(&mut self.pending));
        wait(self.upload.put_part(part))
    }
}

/// A folder whose files and entries are on the disk when a call returns.
fn local(folder: &Path) -> anyhow::Result<LocalFileSystem> {
    let cannot = || format!("cannot keep files in {}", folder.display());
    std::fs::create_dir_all(folder).with_context(cannot)?;
    Ok(LocalFileSystem::new_with_prefix(folder).with_context(cannot)?.with_fsync(true))
}

/// What is not there is no failure.
fn found<T>(answer: ObjectResult<T>) -> ObjectResult<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Wait for an object store on this thread, which must not be an async one. Its own threads are few, and stay as long
/// as the process.
fn wait<T>(work: impl Future<Output = T>) -> T {
    static THREADS: OnceLock<Runtime> = OnceLock::new();
    let threads = THREADS.get_or_init(|| {
        let mut threads = tokio::runtime::Builder::new_multi_thread();
        threads.worker_threads(1).thread_name("objects").enable_all();
        threads.build().expect("a process that serves can start one more thread")
    });
    threads.block_on(work)
}

#[cfg(test)]
mod tests {
    use super::contract::keeps_the_contract;
    use super::*;

    #[test]
    fn a_folder_keeps_the_contract() {
        let dir = tempfile::tempdir().expect("a directory");
        let files = Files::Folder(dir.path().join("files"));
        keeps_the_contract(&Objects::open(&files, 7).expect("opens"));
        assert!(dir.path().join("files/7/blobs/large").is_file(), "keys begin with the authority");
    }

    #[test]
    fn memory_keeps_the_contract() {
        keeps_the_contract(&Objects::in_memory());
    }
}
