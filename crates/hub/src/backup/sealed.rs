//! A book as it lies in a backup: compressed, then sealed to the organisation's recovery key.
//!
//! Rule: nothing is ever written down in between; what opens is what was sealed, to its last byte.

use std::io::{self, Read, Write};

use beatbook_records::seal::{HEADER, Opener, PIECE, Purpose, Sealer, TAG};

use crate::objects::{Objects, Writing};

/// How a sealed book begins.
const MAGIC: &[u8; 18] = b"beatbook-backup 1\n";
/// Bytes read from the object store at once: whole pieces.
const READ_AT_ONCE: u64 = 64 * SEALED_PIECE;
const SEALED_PIECE: u64 = (PIECE + TAG) as u64;

/// Takes bytes, and puts them sealed into an object.
pub struct Sealing {
    sealer: Sealer,
    object: Writing,
    plain: Vec<u8>,
    bytes: u64,
}

impl Sealing {
    /// Begin an object.
    pub fn begin(
        objects: &Objects,
        key: &str,
        recovery: &[u8; 32],
        fill: impl FnMut(&mut [u8]),
    ) -> anyhow::Result<Self> {
        let (sealer, header) = Sealer::new(Purpose::Backup, recovery, fill)?;
        let mut sealing = Self { sealer, object: objects.write(key)?, plain: Vec::new(), bytes: 0 };
        sealing.put(MAGIC)?;
        sealing.put(&header)?;
        Ok(sealing)
    }

    /// Everything was written; how many bytes lie there.
    pub fn finish(mut self) -> anyhow::Result<u64> {
        let last = std::mem::take(&mut self.plain);
        let sealed = self.sealer.piece(&last, true);
        self.put(&sealed)?;
        self.object.finish()?;
        Ok(self.bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.object.add(bytes).map_err(io::Error::other)
    }
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full piece waits until more comes: the last one is sealed as the last.
        if self.plain.len() == PIECE {
            let sealed = self.sealer.piece(&self.plain, false);
            self.plain.clear();
            self.put(&sealed)?;
        }
        let taken = bytes.len().min(PIECE - self.plain.len());
        self.plain.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Gives back what was sealed.
pub struct Opening<'o> {
    opener: Opener,
    objects: &'o Objects,
    key: &'o str,
    at: u64,
    size: u64,
    sealed: Vec<u8>,
    plain: Vec<u8>,
    given: usize,
}

impl<'o> Opening<'o> {
    /// Begin reading an object, with the secret half of the recovery key.
    pub fn begin(objects: &'o Objects, key: &'o str, secret: &[u8; 32]) -> anyhow::Result<Self> {
        use anyhow::Context as _;
        let size = objects.size(key)?.with_context(|| format!("there is no {key}"))?;
        let begin = (MAGIC.len() + HEADER) as u64;
        let start = objects.get_range(key, 0..begin.min(size))?.unwrap_or_default();
        let header = start.strip_prefix(MAGIC.as_slice()).and_then(|header| header.try_into().ok());
        let header = header.with_context(|| format!("{key} is not a sealed backup"))?;
        let opener = Opener::new(Purpose::Backup, secret, header)?;
        let (sealed, plain) = (Vec::new(), Vec::new());
        Ok(Self { opener, objects, key, at: begin, size, sealed, plain, given: 0 })
    }

    /// Open the next piece; whether there was one.
    fn next(&mut self) -> io::Result<bool> {
        if self.sealed.is_empty() {
            if self.at >= self.size {
                return Ok(false);
            }
            let to = (self.at + READ_AT_ONCE).min(self.size);
            let range = self.objects.get_range(self.key, self.at..to).map_err(io::Error::other)?;
            self.sealed = range.unwrap_or_default().to_vec();
            self.at = to;
        }
        let whole = self.sealed.len().min(PIECE + TAG);
        let rest = self.sealed.split_off(whole);
        let last = rest.is_empty() && self.at >= self.size;
        let piece = self.opener.piece(&self.sealed, last);
        self.plain = piece.map_err(|_| {
            io::Error::other("the backup was sealed to another key, or is not as it was written")
        })?;
        (self.sealed, self.given) = (rest, 0);
        Ok(true)
    }
}

impl Read for Opening<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.plain.len() {
            if !self.next()? {
                return Ok(0);
            }
        }
        let taken = into.len().min(self.plain.len() - self.given);
        into[..taken].copy_from_slice(&self.plain[self.given..self.given + taken]);
        self.given += taken;
        Ok(taken)
    }
}
