//! What has come of files that are not whole yet: `parts/<device>/<hash>/<offset>`, one object a piece.
//!
//! Rule: a piece is put once and never changed; what came is the run of pieces from the first byte on.

use axum::body::Bytes;
use beatbook_records::entry::Hash;
use uuid::Uuid;

use crate::error::HubError;
use crate::objects::{Object, ObjectResult, Objects};

/// All pieces lie below it.
const FOLDER: &str = "parts";
/// Pieces of a file of which nothing more has come for so long are dropped: the device begins anew.
const KEPT_MS: i64 = 14 * 24 * 60 * 60 * 1000;

/// The pieces of one device.
pub struct Parts<'o> {
    objects: &'o Objects,
    device: Uuid,
    found: Vec<Object>,
}

impl<'o> Parts<'o> {
    /// What there is of a device's files, once what is stale is dropped.
    pub fn of(objects: &'o Objects, device: Uuid, now_ms: i64) -> ObjectResult<Self> {
        let mut found = objects.list(&format!("{FOLDER}/{device}"))?;
        drop_stale(objects, &mut found, now_ms)?;
        Ok(Self { objects, device, found })
    }

    /// How many bytes there are of all its files.
    pub fn bytes(&self) -> u64 {
        self.found.iter().map(|part| part.bytes).sum()
    }

    /// How many bytes of a file have come, from the first on.
    pub fn came(&self, sha256: &Hash) -> u64 {
        self.run(sha256).last().map_or(0, |(offset, part)| offset + part.bytes)
    }

    /// The keys of a file's pieces, in order.
    pub fn keys(&self, sha256: &Hash) -> Vec<String> {
        self.run(sha256).into_iter().map(|(_, part)| part.key.clone()).collect()
    }

    /// Put a piece. Where two hubs were given the same one, the first stays: they come from one device, and the hash
    /// over the whole decides.
    pub fn put(&mut self, sha256: &Hash, offset: u64, bytes: Bytes) -> Result<(), HubError> {
        let key = format!("{}/{offset:012}", self.folder(sha256));
        let length = bytes.len() as u64;
        if self.objects.put_new(&key, bytes)? {
            self.found.push(Object { key, bytes: length, put_ms: 0 });
            return Ok(());
        }
        let there = self.objects.size(&key)?.unwrap_or(0);
        if there != length {
            return Err(HubError::OffsetWrong(offset + there));
        }
        self.found.push(Object { key, bytes: length, put_ms: 0 });
        Ok(())
    }

    /// Drop what there is of a file.
    pub fn forget(&self, sha256: &Hash) -> ObjectResult<()> {
        let folder = self.folder(sha256) + "/";
        let mut ours = self.found.iter().filter(|part| part.key.starts_with(&folder));
        ours.try_for_each(|part| self.objects.delete(&part.key))
    }

    fn run(&self, sha256: &Hash) -> Vec<(u64, &Object)> {
        let folder = self.folder(sha256) + "/";
        let offset = |part: &Object| part.key.strip_prefix(&folder)?.parse::<u64>().ok();
        let mut parts: Vec<_> = self.found.iter().filter_map(|part| Some((offset(part)?, part))).collect();
        parts.sort_by_key(|(offset, _)| *offset);
        let mut came = 0;
        parts.retain(|(offset, part)| {
            let follows = *offset == came;
            came += if follows { part.bytes } else { 0 };
            follows
        });
        parts
    }

    fn folder(&self, sha256: &Hash) -> String {
        format!("{FOLDER}/{}/{sha256}", self.device)
    }
}

/// Drop the stale pieces of every device; how many those were.
///
/// # Errors
/// When the files fail.
pub fn sweep(objects: &Objects, now_ms: i64) -> ObjectResult<usize> {
    let mut found = objects.list(FOLDER)?;
    let before = found.len();
    drop_stale(objects, &mut found, now_ms)?;
    Ok(before - found.len())
}

/// A file is stale with its newest piece, so that one that still grows is kept whole.
fn drop_stale(objects: &Objects, found: &mut Vec<Object>, now_ms: i64) -> ObjectResult<()> {
    let file = |part: &Object| part.key.rsplit_once('/').map(|(file, _)| file.to_owned()).unwrap_or_default();
    let grew = |since: i64, name: &str| found.iter().any(|part| file(part) == name && part.put_ms >= since);
    let stale: Vec<_> = found.iter().map(|part| !grew(now_ms - KEPT_MS, &file(part))).collect();
    let mut keep = stale.iter().map(|stale| !stale);
    let mut dropped = Vec::new();
    found.retain(|part| {
        let kept = keep.next().unwrap_or(true);
        if !kept {
            dropped.push(part.key.clone());
        }
        kept
    });
    dropped.iter().try_for_each(|key| objects.delete(key))
}
