//! The file of a photo: the original's bytes, encrypted in pieces that cannot be moved, dropped or cut off unseen.
//!
//! Rule: XChaCha20-Poly1305 under the book's photo key, a nonce of random prefix, piece number and last-piece mark, the
//! head as associated data. No key, file or clock of its own.

use std::io::{self, Read, Seek, SeekFrom};

use beatbook_records::entry::Hash;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};

/// What the file of a photo begins with: its format.
const MAGIC: &[u8; 8] = b"BBPHOTO1";
/// The random part of the nonces.
pub(super) const PREFIX_BYTES: usize = 19;
const HEAD_BYTES: usize = MAGIC.len() + PREFIX_BYTES;
/// The original's bytes in one piece.
const PIECE_BYTES: usize = 64 * 1024;
const TAG_BYTES: usize = 16;

/// What was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sealing {
    /// The hash of the original.
    pub(super) sha256: Hash,
    /// How many bytes it has.
    pub(super) bytes: u64,
}

/// Encrypt everything that comes; what is to be written is handed out piece by piece.
///
/// # Errors
/// What reading or writing fails with.
pub(super) fn seal(
    key: &[u8; 32],
    prefix: [u8; PREFIX_BYTES],
    from: &mut impl Read,
    mut write: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<Sealing> {
    let (cipher, head) = (XChaCha20Poly1305::new(key.into()), head(prefix));
    write(&head)?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let (mut piece, mut ahead) = (next_piece(from)?, next_piece(from)?);
    for n in 0.. {
        hasher.update(&piece);
        bytes += piece.len() as u64;
        let last = ahead.is_empty();
        let payload = Payload { msg: &piece, aad: &head };
        let sealed = cipher.encrypt(&nonce(prefix, n, last), payload);
        write(&sealed.map_err(|_| io::Error::other("a piece cannot be encrypted"))?)?;
        if last {
            break;
        }
        piece = std::mem::replace(&mut ahead, next_piece(from)?);
    }
    Ok(Sealing { sha256: Hash(hasher.finalize().into()), bytes })
}

/// Some bytes of the original, from a place on, no further than its end. What the file is not, it does not say: every
/// piece is proved.
///
/// # Errors
/// What reading fails with; `InvalidData` where it is not such a file, not of this key, or not as it was written.
pub(super) fn open(
    key: &[u8; 32],
    file: &mut (impl Read + Seek),
    from: u64,
    most: usize,
) -> io::Result<Vec<u8>> {
    let sealed = file.seek(SeekFrom::End(0))?.checked_sub(HEAD_BYTES as u64).ok_or_else(broken)?;
    file.seek(SeekFrom::Start(0))?;
    let mut head = [0; HEAD_BYTES];
    file.read_exact(&mut head)?;
    let prefix = head.strip_prefix(MAGIC).and_then(|prefix| prefix.try_into().ok()).ok_or_else(broken)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let whole = (PIECE_BYTES + TAG_BYTES) as u64;
    let last = sealed.checked_sub(1).ok_or_else(broken)? / whole;
    let first = from / PIECE_BYTES as u64;
    let mut opened: Vec<u8> = Vec::new();
    let skip = usize::try_from(from % PIECE_BYTES as u64).unwrap_or(0);
    for n in first..=last {
        if opened.len() >= skip.saturating_add(most) {
            break;
        }
        file.seek(SeekFrom::Start(HEAD_BYTES as u64 + n * whole))?;
        let mut piece = Vec::new();
        file.by_ref().take(whole).read_to_end(&mut piece)?;
        let number = u32::try_from(n).map_err(|_| broken())?;
        let payload = Payload { msg: &piece, aad: &head };
        let piece = cipher.decrypt(&nonce(prefix, number, n == last), payload).map_err(|_| broken())?;
        opened.extend_from_slice(&piece);
    }
    let end = opened.len().min(skip.saturating_add(most));
    Ok(opened.get(skip..end).unwrap_or_default().to_vec())
}

fn head(prefix: [u8; PREFIX_BYTES]) -> [u8; HEAD_BYTES] {
    let mut head = [0; HEAD_BYTES];
    head[..MAGIC.len()].copy_from_slice(MAGIC);
    head[MAGIC.len()..].copy_from_slice(&prefix);
    head
}

fn nonce(prefix: [u8; PREFIX_BYTES], n: u32, last: bool) -> XNonce {
    let mut nonce = [0; 24];
    nonce[..PREFIX_BYTES].copy_from_slice(&prefix);
    nonce[PREFIX_BYTES..23].copy_from_slice(&n.to_be_bytes());
    nonce[23] = last.into();
    XNonce::from(nonce)
}

fn next_piece(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut piece = Vec::with_capacity(PIECE_BYTES);
    from.by_ref().take(PIECE_BYTES as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a photo's file, or not as it was written")
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const KEY: [u8; 32] = [9; 32];

    fn sealed(bytes: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let sealing = seal(&KEY, [4; PREFIX_BYTES], &mut &*bytes, |piece| {
            file.extend_from_slice(piece);
            Ok(())
        });
        assert_eq!(
            sealing.expect("is sealed"),
            Sealing { sha256: Hash::of(&[bytes]), bytes: bytes.len() as u64 }
        );
        file
    }

    fn opened(file: &[u8], from: u64, most: usize) -> Option<Vec<u8>> {
        open(&KEY, &mut Cursor::new(file), from, most).ok()
    }

    #[test]
    fn what_is_sealed_is_opened_from_any_place_on() {
        for length in [1, 100, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 5] {
            let bytes: Vec<u8> = (0..length).map(|n| (n * 7 % 251) as u8).collect();
            let file = sealed(&bytes);
            assert_eq!(opened(&file, 0, usize::MAX / 4).as_ref(), Some(&bytes), "{length}");
            for from in [0, 1, length / 2, length - 1, length] {
                let end = (from + 1000).min(length);
                assert_eq!(
                    opened(&file, from as u64, 1000).as_deref(),
                    Some(&bytes[from..end]),
                    "{length} {from}"
                );
            }
        }
    }

    #[test]
    fn nothing_can_be_changed_moved_or_cut_off() {
        let bytes: Vec<u8> = (0..3 * PIECE_BYTES).map(|n| (n % 253) as u8).collect();
        let file = sealed(&bytes);
        let all = |file: &[u8]| opened(file, 0, 4 * PIECE_BYTES);
        for at in [0, 9, HEAD_BYTES, file.len() / 2, file.len() - 1] {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert_eq!(all(&changed), None, "{at}");
        }
        let whole = PIECE_BYTES + TAG_BYTES;
        for end in [0, HEAD_BYTES, HEAD_BYTES + whole, HEAD_BYTES + 2 * whole, file.len() - 1] {
            assert_eq!(all(&file[..end]), None, "cut at {end}");
        }
        let mut swapped = file.clone();
        swapped[HEAD_BYTES..HEAD_BYTES + 2 * whole].rotate_left(whole);
        assert_eq!(all(&swapped), None);
        assert_eq!(open(&[8; 32], &mut Cursor::new(&file), 0, 10).ok(), None, "another key");
    }
}
