//! Prove a rescue file: that a phone of this hub made it, and that all of it is as it was made.

use std::io::{Read, Seek};

use anyhow::{Context as _, ensure};
use beatbook_records::entry::{Hash, JournalId};
use beatbook_records::rescue_file::{Batch, Head, Part, Photo, signed_text};
use beatbook_records::wire::{BATCH_ENTRIES_MAX, signing_text};
use sha2::{Digest as _, Sha256};

use super::{each_part, opened};
use crate::arrival::read_batch;
use crate::auth::verify;
use crate::state::Hub;

/// Read all of it and change nothing; whose it is.
pub(super) fn prove(hub: &Hub, file: &mut (impl Read + Seek), secret: &[u8; 32]) -> anyhow::Result<Head> {
    let mut proving = Proving { hub, of: None, journal: None, photo: None };
    each_part(file, secret, |part| proving.see(part))?;
    Ok(proving.of.context("the file has no head")?.head)
}

/// Whose file it is, and the key that must have signed it.
struct Of {
    head: Head,
    public_key: [u8; 32],
}

struct Proving<'h> {
    hub: &'h Hub,
    of: Option<Of>,
    /// The journal of the batches: its incarnation, its next number, its last link.
    journal: Option<(u64, u64, Hash)>,
    photo: Option<(Photo, u64, Sha256)>,
}

impl Proving<'_> {
    fn see(&mut self, part: Part) -> anyhow::Result<()> {
        match part {
            Part::Head(head) => {
                let row = self.hub.store().device(head.device)?;
                let row = row.with_context(|| format!("this hub does not know the phone {}", head.device))?;
                self.of = Some(Of { head, public_key: row.public_key });
                Ok(())
            }
            Part::Batch(batch) => self.see_batch(&batch),
            Part::Photo(photo) => {
                self.photo = Some((photo, 0, Sha256::new()));
                Ok(())
            }
            Part::Bytes(bytes) => self.see_bytes(&bytes),
            Part::End { digest, signature } => {
                let Of { head, public_key } = self.of()?;
                verify(public_key, signed_text(head.device, &digest).as_bytes(), &signature)
                    .context("the file does not carry the phone's signature")
            }
        }
    }

    fn of(&self) -> anyhow::Result<&Of> {
        self.of.as_ref().context("the file has no head")
    }

    /// A batch follows the one before in a journal that begins with the file, and its links are those that were signed.
    fn see_batch(&mut self, batch: &Batch) -> anyhow::Result<()> {
        let Of { head, public_key } = self.of()?;
        let (signed, request) = opened(batch)?;
        let text = signing_text(
            head.device,
            &signed.method,
            &signed.path,
            signed.time_ms,
            &signed.body_digest,
            &signed.link,
        );
        verify(public_key, text.as_bytes(), &signed.signature)
            .context("a batch of the file does not carry the phone's signature")?;
        let (incarnation, next, prev) = self.journal.unwrap_or((request.incarnation, 1, Hash::ZERO));
        let follows = request.incarnation == incarnation && request.first_seq == next && request.prev == prev;
        let begins = request.parent.is_none() && i64::try_from(incarnation).is_ok();
        let entries = request.entries.len();
        ensure!(
            follows && begins && (1..=BATCH_ENTRIES_MAX).contains(&entries),
            "a batch of the file does not follow the one before"
        );
        let journal = JournalId { device: head.device, incarnation };
        let last = read_batch(journal, next, prev, &request.entries).last().map(|arrival| arrival.link);
        ensure!(last == Some(signed.link), "the entries of the file are not chained as they were signed");
        self.journal = Some((incarnation, next + entries as u64, signed.link));
        Ok(())
    }

    fn see_bytes(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let (photo, read, hasher) = self.photo.as_mut().context("bytes of no photo")?;
        hasher.update(bytes);
        *read += bytes.len() as u64;
        if *read == photo.bytes {
            let hash = Hash(hasher.clone().finalize().into());
            ensure!(hash == photo.sha256, "a photo of the file is not the one that its records name");
        }
        Ok(())
    }
}
