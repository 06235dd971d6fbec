//! How much at once, how often, how large.
//!
//! Rule: a limit is checked before the work it limits: the size that travels, then decompression,
//! then the size decompressed.

use std::collections::HashMap;
use std::io::Read as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use beatbook_records::wire::{BODY_BYTES_INFLATED_MAX, BODY_BYTES_MAX};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::sync::Semaphore;

use crate::error::HubError;

/// Requests being read or answered at the same time; each holds one body as it travels.
const REQUESTS_MAX: usize = 256;
/// Requests being worked on at the same time; each may hold one decompressed body.
const WORK_MAX: usize = 8;
/// Files being put or read at the same time; each may wait for an object store on the network.
const FILES_MAX: usize = 16;
/// Passwords being hashed at the same time; each takes 64 MiB.
const PASSWORDS_MAX: usize = 2;
/// The window a compressed body may ask for: 8 MiB, which RFC 8878 wants every decoder to have.
const WINDOW_LOG_MAX: u32 = 23;
/// How long a request may take, reading and answering together.
pub const REQUEST_TIME_MAX: Duration = Duration::from_secs(60);
/// The most bytes of a form or an enrolment.
pub const FORM_BYTES_MAX: usize = 16 * 1024;
/// Uploads of the police's files being received or read at the same time; each may fill its limit on disk.
const UPLOADS_MAX: usize = 2;
/// The most bytes of an upload, all its files together: the page says it.
pub const UPLOAD_BYTES_MAX: usize = 256 * 1024 * 1024;
/// The most files of an upload: five years of months.
pub const UPLOAD_FILES_MAX: usize = 60;
/// How long an upload may take, receiving and reading together.
pub const UPLOAD_TIME_MAX: Duration = Duration::from_secs(15 * 60);
/// Failures allowed per key and window.
const FAILURES_MAX: u32 = 10;
/// The window failures are counted in.
const FAILURE_WINDOW_MS: i64 = 60_000;
/// Keys remembered; past this, windows that ended are forgotten.
const FAILURE_KEYS: usize = 10_000;

/// The limits of a running hub.
pub struct Limits {
    /// Turns for requests.
    pub requests: Semaphore,
    /// Turns for work.
    pub work: Semaphore,
    /// Turns for work with files.
    pub files: Semaphore,
    /// Turns for uploads.
    pub uploads: Semaphore,
    /// Turns for hashing a password.
    pub passwords: Semaphore,
    failures: Mutex<HashMap<String, (i64, u32)>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            requests: Semaphore::new(REQUESTS_MAX),
            work: Semaphore::new(WORK_MAX),
            files: Semaphore::new(FILES_MAX),
            uploads: Semaphore::new(UPLOADS_MAX),
            passwords: Semaphore::new(PASSWORDS_MAX),
            failures: Mutex::default(),
        }
    }
}

impl Limits {
    /// Whether a key may try now.
    ///
    /// # Errors
    /// `TooOften` once it has failed too often in this minute.
    pub fn may_try(&self, key: &str, now_ms: i64) -> Result<(), HubError> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        match failures.get(key) {
            Some((since, times)) if now_ms - since < FAILURE_WINDOW_MS && *times >= FAILURES_MAX => {
                Err(HubError::TooOften)
            }
            _ => Ok(()),
        }
    }

    /// Count a failure against a key.
    pub fn failed(&self, key: &str, now_ms: i64) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= FAILURE_KEYS {
            failures.retain(|_, (since, _)| now_ms - *since < FAILURE_WINDOW_MS);
        }
        let window = failures.entry(key.to_owned()).or_insert((now_ms, 0));
        if now_ms - window.0 >= FAILURE_WINDOW_MS {
            *window = (now_ms, 0);
        }
        window.1 += 1;
    }
}

/// Read a body as it travels.
///
/// # Errors
/// `TooLarge` past the limit; `Malformed` where the connection broke.
pub async fn read_body(body: Body) -> Result<Bytes, HubError> {
    use axum::body::HttpBody as _;
    if body.size_hint().lower() > BODY_BYTES_MAX as u64 {
        return Err(HubError::TooLarge("the body"));
    }
    match Limited::new(body, BODY_BYTES_MAX).collect().await {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(HubError::TooLarge("the body")),
        Err(_) => Err(HubError::Malformed("the body ended early")),
    }
}

/// Decompress a body, never past the limit.
///
/// # Errors
/// `TooLarge` past the limit; `Malformed` where it is not zstd.
pub fn inflate(body: &[u8]) -> Result<Vec<u8>, HubError> {
    const MALFORMED: HubError = HubError::Malformed("the body is not zstd");
    let mut decoder = zstd::stream::read::Decoder::with_buffer(body).map_err(|_| MALFORMED)?;
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(|_| MALFORMED)?;
    let mut inflated = Vec::with_capacity((body.len() * 4).min(BODY_BYTES_INFLATED_MAX));
    let limit = BODY_BYTES_INFLATED_MAX as u64 + 1;
    decoder.take(limit).read_to_end(&mut inflated).map_err(|_| MALFORMED)?;
    if inflated.len() > BODY_BYTES_INFLATED_MAX {
        Err(HubError::TooLarge("the decompressed body"))
    } else {
        Ok(inflated)
    }
}
