//! Take in: a rescue file of a phone that will not see the hub again.
//!
//! Rule: the whole file is proved first, and nothing of it is taken where any of it is wrong. Then its entries go through
//! the same exchange as a batch that came over the network, its photos through the same pieces. It is read in stretches,
//! twice: no more than one batch or one piece is in memory.

mod prove;

use std::io::{Read, Seek};

use anyhow::{Context as _, bail};
use axum::body::Bytes;
use beatbook_records::entry::Hash;
use beatbook_records::rescue_file::{BATCH_METHOD, BATCH_PATH, Batch, Head, Part, Photo, Reader};
use beatbook_records::wire::{ExchangeRequest, Verdict, VerdictRange};

use crate::auth::{Caller, Signed};
use crate::blobs::{self, Piece};
use crate::error::HubError;
use crate::exchange::exchange;
use crate::state::Hub;

/// How much of the file is read at a time.
const READ_BYTES: usize = 64 * 1024;

/// What was taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenIn {
    /// Whose phone it was.
    pub name: String,
    /// Entries that are new in the book.
    pub new: u64,
    /// Entries that were there already.
    pub known: u64,
    /// Entries that wait for a person.
    pub held: u64,
    /// Photos that are new.
    pub photos: u64,
    /// Photos that were there already.
    pub photos_known: u64,
    /// Photos that the hub does not keep, and why.
    pub photos_refused: Vec<(Hash, String)>,
}

/// Prove a rescue file with the recovery key's 32 secret bytes, then take it in.
///
/// # Errors
/// When it cannot be read, is not what a phone of this hub made, or is not whole: then nothing has changed. When the
/// database or the files fail: then it can be taken in again.
pub fn take_in(hub: &Hub, file: &mut (impl Read + Seek), secret: &[u8; 32]) -> anyhow::Result<TakenIn> {
    let head = prove::prove(hub, file, secret).context("nothing was changed")?;
    let device = hub.store().device(head.device)?.context("the phone is gone from the book")?;
    let caller = device.caller;
    let mut taking = Taking {
        hub,
        head,
        taken: TakenIn { name: caller.name.clone(), ..TakenIn::default() },
        caller,
        coming: None,
    };
    each_part(file, secret, |part| taking.take(part))?;
    Ok(taking.taken)
}

/// Read a file from its beginning, part by part.
fn each_part(
    file: &mut (impl Read + Seek),
    secret: &[u8; 32],
    mut with: impl FnMut(Part) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    file.rewind().context("cannot read the file")?;
    let (mut reader, mut stretch) = (Reader::new(secret), vec![0; READ_BYTES]);
    loop {
        let read = file.read(&mut stretch).context("cannot read the file")?;
        if read == 0 {
            reader.close()?;
        } else {
            reader.push(&stretch[..read])?;
        }
        while let Some(part) = reader.part()? {
            with(part)?;
        }
        if read == 0 {
            return Ok(reader.finish()?);
        }
    }
}

/// What was signed of a batch in a file, and its body.
fn opened(batch: &Batch) -> anyhow::Result<(Signed, ExchangeRequest)> {
    let signed = Signed {
        method: BATCH_METHOD.into(),
        path: BATCH_PATH.into(),
        time_ms: batch.time_ms,
        body_digest: Hash::of(&[&batch.body]),
        link: batch.link,
        signature: batch.signature,
    };
    let request = serde_json::from_slice(&batch.body).context("a batch of the file cannot be read")?;
    Ok((signed, request))
}

/// A file that was proved, being taken in.
struct Taking<'h> {
    hub: &'h Hub,
    head: Head,
    caller: Caller,
    taken: TakenIn,
    coming: Option<ComingPhoto>,
}

/// A photo whose bytes come.
struct ComingPhoto {
    photo: Photo,
    /// How many have come out of the file.
    read: u64,
    /// How many the hub has.
    offset: u64,
    /// The hub has all of it, or does not keep it: the rest is passed over.
    done: bool,
}

impl Taking<'_> {
    fn take(&mut self, part: Part) -> anyhow::Result<()> {
        match part {
            Part::Head(_) | Part::End { .. } => Ok(()),
            Part::Batch(batch) => self.take_batch(&batch),
            Part::Photo(photo) => self.begin_photo(photo),
            Part::Bytes(bytes) => self.take_bytes(bytes.into()),
        }
    }

    fn take_batch(&mut self, batch: &Batch) -> anyhow::Result<()> {
        let (signed, mut request) = opened(batch)?;
        // The file may be days old: what matters of its clock is how far it was ahead.
        request.device_time = self.hub.clock.now_ms().saturating_add(self.head.skew_ms);
        let reply = exchange(self.hub, &self.caller, &signed, request)?;
        if reply.forked {
            bail!("the hub has another journal under the number of this file: it was not taken in");
        }
        for VerdictRange { from, to, verdict } in reply.verdicts {
            let entries = to - from + 1;
            match verdict {
                Verdict::Accepted => self.taken.new += entries,
                Verdict::Duplicate | Verdict::Erased => self.taken.known += entries,
                Verdict::Held(_) => self.taken.held += entries,
                Verdict::Retry => bail!("the hub did not keep an entry: take the file in again"),
            }
        }
        Ok(())
    }

    fn begin_photo(&mut self, photo: Photo) -> anyhow::Result<()> {
        let state = blobs::state_of(self.hub, self.caller.device, &photo.sha256)?;
        self.taken.photos_known += u64::from(state.complete);
        let (offset, done) = (state.offset, state.complete);
        self.coming = Some(ComingPhoto { photo, read: 0, offset, done });
        Ok(())
    }

    fn take_bytes(&mut self, bytes: Bytes) -> anyhow::Result<()> {
        let Some(coming) = &mut self.coming else { return Ok(()) };
        let begin = coming.read;
        coming.read += bytes.len() as u64;
        let is_last = coming.read == coming.photo.bytes;
        // What the phone had handed in of it by itself is there; where that is all, an empty piece puts it together.
        if coming.done || (coming.read <= coming.offset && !is_last) {
            return Ok(());
        }
        let offset = coming.offset.clamp(begin, coming.read);
        let piece = Piece {
            sha256: coming.photo.sha256,
            offset,
            length: coming.photo.bytes,
            bytes: bytes.slice(usize::try_from(offset - begin).unwrap_or(0)..),
        };
        match blobs::take(self.hub, self.caller.device, &piece) {
            Ok(state) => {
                (coming.offset, coming.done) = (state.offset, state.complete);
                self.taken.photos += u64::from(state.complete);
            }
            Err(error @ (HubError::TypeRefused | HubError::HashWrong | HubError::PartsFull)) => {
                coming.done = true;
                self.taken.photos_refused.push((piece.sha256, error.to_string()));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}
