//! Reading a rescue file: bytes in as they come, parts out.
//!
//! Rule: it keeps no more than what one part needs, and gives out nothing that is not proved, in its order and within its limits.

use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::{Batch, MAGIC, Part, RescueFileError, STRETCH_BYTES, VERSION};
use crate::entry::Hash;
use crate::seal::{HEADER, Opener, PIECE, Purpose, TAG};
use crate::wire::{BLOB_BYTES_MAX, BODY_BYTES_INFLATED_MAX};

/// The most bytes of a head, and of what is said of a photo.
const SAID_BYTES_MAX: usize = 4 * 1024;
/// Bytes of a batch before its body: time, link, signature.
const BATCH_HEAD: usize = 8 + 32 + 64;
/// Bytes before each part: what it is, and how long.
const PART_HEAD: usize = 5;

/// Reads one: bytes are pushed in as they come, and parts taken out until there is none.
pub struct Reader {
    secret: [u8; 32],
    opener: Option<Opener>,
    sealed: Vec<u8>,
    plain: Vec<u8>,
    opened: bool,
    digest: Sha256,
    awaits: Awaits,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaits {
    Head,
    Batch,
    Photo,
    Bytes(u64),
    Nothing,
}

impl Reader {
    /// Begin, with the 32 secret bytes of the recovery key.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        let (sealed, plain) = (Vec::new(), Vec::new());
        let (opener, opened, digest) = (None, false, Sha256::new());
        Self { secret: *secret, opener, sealed, plain, opened, digest, awaits: Awaits::Head }
    }

    /// Take in the next bytes of the file. Between two calls, parts are taken out until there is none.
    ///
    /// # Errors
    /// See [`RescueFileError`].
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), RescueFileError> {
        self.sealed.extend_from_slice(bytes);
        self.begin(false)?;
        while self.opener.is_some() && self.sealed.len() > PIECE + TAG {
            let rest = self.sealed.split_off(PIECE + TAG);
            let piece = std::mem::replace(&mut self.sealed, rest);
            self.open(&piece, false)?;
        }
        Ok(())
    }

    /// The file ends here.
    ///
    /// # Errors
    /// See [`RescueFileError`].
    pub fn close(&mut self) -> Result<(), RescueFileError> {
        self.begin(true)?;
        let piece = std::mem::take(&mut self.sealed);
        self.open(&piece, true)
    }

    /// Take the next part out; nothing until more is pushed.
    ///
    /// # Errors
    /// See [`RescueFileError`].
    pub fn part(&mut self) -> Result<Option<Part>, RescueFileError> {
        let Some((head, rest)) = self.plain.split_first_chunk::<PART_HEAD>() else { return Ok(None) };
        let [what, length @ ..] = *head;
        let length = u32::from_be_bytes(length) as usize;
        if length > most_bytes(what) {
            return Err(RescueFileError::Malformed("a part is longer than any is"));
        }
        let Some(body) = rest.get(..length) else { return Ok(None) };
        let digest = Hash(self.digest.clone().finalize().into());
        let part = read(what, body, digest)?;
        self.awaits = self.awaits.after(&part)?;
        let rest = self.plain.split_off(PART_HEAD + length);
        self.digest.update(&self.plain);
        self.plain = rest;
        Ok(Some(part))
    }

    /// Nothing is left, and the end was there. Called once everything was taken out.
    ///
    /// # Errors
    /// [`RescueFileError::Malformed`].
    pub fn finish(self) -> Result<(), RescueFileError> {
        if self.awaits == Awaits::Nothing && self.plain.is_empty() {
            return Ok(());
        }
        Err(RescueFileError::Malformed("it does not end where it should"))
    }

    /// Read how the file begins, once enough of it is there.
    fn begin(&mut self, whole: bool) -> Result<(), RescueFileError> {
        let begin = MAGIC.len() + VERSION.len();
        if self.opener.is_some() {
            return Ok(());
        }
        let known = self.sealed.len().min(MAGIC.len());
        if self.sealed[..known] != MAGIC[..known] {
            return Err(RescueFileError::NotOne);
        }
        if self.sealed.len() < begin + HEADER {
            return if whole { Err(RescueFileError::NotOne) } else { Ok(()) };
        }
        if self.sealed[MAGIC.len()..begin] != *VERSION {
            return Err(RescueFileError::OtherVersion);
        }
        let header = self.sealed[begin..begin + HEADER].first_chunk().expect("so many bytes");
        let opener = Opener::new(Purpose::RescueFile, &self.secret, header);
        self.opener = Some(opener.map_err(|_| RescueFileError::OtherKey)?);
        self.sealed.drain(..begin + HEADER);
        Ok(())
    }

    fn open(&mut self, piece: &[u8], last: bool) -> Result<(), RescueFileError> {
        let opener = self.opener.as_mut().ok_or(RescueFileError::NotOne)?;
        let wrong = if self.opened { RescueFileError::Damaged } else { RescueFileError::OtherKey };
        self.plain.extend(opener.piece(piece, last).map_err(|_| wrong)?);
        self.opened = true;
        Ok(())
    }
}

impl Awaits {
    fn after(self, part: &Part) -> Result<Self, RescueFileError> {
        let left = |left: u64| if left == 0 { Self::Photo } else { Self::Bytes(left) };
        match (self, part) {
            (Self::Head, Part::Head(_)) | (Self::Batch, Part::Batch(_)) => Ok(Self::Batch),
            (Self::Batch | Self::Photo, Part::Photo(photo))
                if (1..=BLOB_BYTES_MAX).contains(&photo.bytes) =>
            {
                Ok(left(photo.bytes))
            }
            (Self::Bytes(awaited), Part::Bytes(bytes))
                if !bytes.is_empty() && bytes.len() as u64 <= awaited =>
            {
                Ok(left(awaited - bytes.len() as u64))
            }
            (Self::Batch | Self::Photo, Part::End { .. }) => Ok(Self::Nothing),
            _ => Err(RescueFileError::Malformed("its parts are not in their order")),
        }
    }
}

const fn most_bytes(what: u8) -> usize {
    match what {
        b'B' => BATCH_HEAD + BODY_BYTES_INFLATED_MAX,
        b'D' => STRETCH_BYTES,
        _ => SAID_BYTES_MAX,
    }
}

fn read(what: u8, body: &[u8], digest: Hash) -> Result<Part, RescueFileError> {
    const WRONG: RescueFileError = RescueFileError::Malformed("a part cannot be read");
    match what {
        b'H' => said(body).map(Part::Head),
        b'P' => said(body).map(Part::Photo),
        b'D' => Ok(Part::Bytes(body.to_vec())),
        b'E' => body.try_into().map(|signature| Part::End { digest, signature }).map_err(|_| WRONG),
        b'B' => {
            let (time, rest) = body.split_first_chunk().ok_or(WRONG)?;
            let (link, rest) = rest.split_first_chunk().ok_or(WRONG)?;
            let (signature, body) = rest.split_first_chunk().ok_or(WRONG)?;
            let (time_ms, link) = (i64::from_be_bytes(*time), Hash(*link));
            Ok(Part::Batch(Batch { time_ms, link, signature: *signature, body: body.to_vec() }))
        }
        _ => Err(WRONG),
    }
}

fn said<T: DeserializeOwned>(body: &[u8]) -> Result<T, RescueFileError> {
    serde_json::from_slice(body).map_err(|_| RescueFileError::Malformed("a part cannot be read"))
}
