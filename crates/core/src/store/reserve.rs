//! The reserve: room on the disk that is kept taken, and given up when an officer's save finds none left.
//!
//! Rule: only what somebody waits for gives it up, never what sync pulls. What was given up is taken again when there
//! is room, and a book without a reserve is as good as any until the disk is full.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::env::Env;

/// The file, beside the book.
const FILE: &str = "book.reserve";
/// A tap writes some ten pages of 4 KiB to the log, the longest note some fifty: room for a few of the one or dozens
/// of the other. A full disk does not stop the log from growing into this, whatever else waits to be moved.
const BYTES: usize = 1024 * 1024;
/// After giving it up, look this often whether there is room again.
const TRY_AGAIN_MS: i64 = 60_000;

/// What a store knows of its reserve.
pub(super) struct Reserve {
    path: PathBuf,
    state: State,
}

enum State {
    /// Nobody asked for one.
    Unwanted,
    /// There.
    Kept,
    /// Given up, or there was no room for it, when the clock stood so.
    Missing { since_ms: i64 },
}

impl Reserve {
    /// None yet.
    pub(super) fn of(dir: &Path) -> Self {
        Self { path: dir.join(FILE), state: State::Unwanted }
    }

    /// Take the room, if it can be had. That it cannot is no reason to refuse the book.
    pub(super) fn keep(&mut self, env: &dyn Env) {
        self.state = match take(&self.path) {
            Ok(()) => State::Kept,
            Err(error) => {
                tracing::warn!(%error, "no room for the reserve");
                State::Missing { since_ms: env.monotonic_ms() }
            }
        };
    }

    /// Give it up; whether there was one.
    pub(super) fn release(&mut self, env: &dyn Env) -> bool {
        if !matches!(self.state, State::Kept) || fs::remove_file(&self.path).is_err() {
            return false;
        }
        tracing::warn!("the disk is full: the reserve is given up");
        self.state = State::Missing { since_ms: env.monotonic_ms() };
        true
    }

    /// After a save: take it again, if that was not tried just now.
    pub(super) fn look(&mut self, env: &dyn Env) {
        if let State::Missing { since_ms } = self.state
            && env.monotonic_ms() - since_ms >= TRY_AGAIN_MS
        {
            self.keep(env);
        }
    }
}

/// Give up the reserve of a book that does not even open for want of room; whether there was one.
pub(super) fn release(dir: &Path) -> bool {
    fs::remove_file(dir.join(FILE)).is_ok()
}

/// Bytes that no file system can keep in less room than they say.
fn take(path: &Path) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|file| file.len() == BYTES as u64) {
        return Ok(());
    }
    let mut bytes = Vec::with_capacity(BYTES);
    let mut noise = 0x9e37_79b9_7f4a_7c15_u64;
    while bytes.len() < BYTES {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        bytes.extend_from_slice(&noise.to_le_bytes());
    }
    let written = File::create(path).and_then(|mut file| file.write_all(&bytes));
    if written.is_err() {
        // Half a reserve would only be in the way.
        let _ = fs::remove_file(path);
    }
    written
}
