//! The way back into a book whose PIN is forgotten: its key, sealed so that only the organisation can read it.
//!
//! Rule: the phone makes a *request* (the key of its book, sealed by HPKE, RFC 9180, to the organisation's recovery
//! key), the hub's command line turns it into a *code* (the key itself), and the phone opens with that. Both are
//! texts that people pass on, so both carry a checksum. Nothing here keeps a secret or draws a random number.

use std::convert::Infallible;

use data_encoding::{Encoding, Specification};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem as _, X25519HkdfSha256 as Kem};
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{
    Deserializable as _, OpModeR, OpModeS, Serializable as _, single_shot_open, single_shot_seal_with_rng,
};
use sha2::{Digest as _, Sha256};

/// Sealed texts of other purposes do not open here.
const PURPOSE: &[u8] = b"beatbook-rescue 1";
/// Bytes of the sender's one-time public key.
const ENCAPPED: usize = 32;
/// Bytes of the checksum at the end of a text.
const CHECK: usize = 4;
/// Characters of a group, so that a person keeps their place.
const GROUP: usize = 4;

/// Why a text is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RescueError {
    /// Not such a text, or a character of it is wrong.
    #[error("the text is not complete, or a character of it is wrong")]
    Mistyped,
    /// Sealed to another key, or altered.
    #[error("the request was made for another organisation's key")]
    OtherKey,
}

/// The public half of a recovery key, from its 32 secret bytes.
#[must_use]
pub fn public_key(secret: &[u8; 32]) -> [u8; 32] {
    let (_, public) = Kem::derive_keypair(secret);
    public.to_bytes().into()
}

/// A request: the key of a book, sealed to the organisation's recovery key. `fill` draws random bytes.
///
/// # Errors
/// [`RescueError::OtherKey`] when `recovery` is not a public key.
pub fn request(
    recovery: &[u8; 32],
    key: &[u8; 32],
    fill: impl FnMut(&mut [u8]),
) -> Result<String, RescueError> {
    let public = <Kem as hpke::Kem>::PublicKey::from_bytes(recovery).map_err(|_| RescueError::OtherKey)?;
    let (encapped, sealed) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeS::Base,
        &public,
        PURPOSE,
        key,
        &[],
        &mut Drawn(fill),
    )
    .map_err(|_| RescueError::OtherKey)?;
    Ok(write(&[encapped.to_bytes().as_slice(), &sealed].concat()))
}

/// The code that answers a request, for whoever holds the 32 secret bytes of the recovery key.
///
/// # Errors
/// [`RescueError::Mistyped`] and [`RescueError::OtherKey`].
pub fn answer(secret: &[u8; 32], request: &str) -> Result<String, RescueError> {
    let bytes = read(request)?;
    let (encapped, sealed) = bytes.split_at_checked(ENCAPPED).ok_or(RescueError::Mistyped)?;
    let (private, _) = Kem::derive_keypair(secret);
    let encapped =
        <Kem as hpke::Kem>::EncappedKey::from_bytes(encapped).map_err(|_| RescueError::Mistyped)?;
    let key = single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
        &OpModeR::Base,
        &private,
        &encapped,
        PURPOSE,
        sealed,
        &[],
    )
    .map_err(|_| RescueError::OtherKey)?;
    Ok(write(&key))
}

/// The key that a code holds.
///
/// # Errors
/// [`RescueError::Mistyped`].
pub fn key(code: &str) -> Result<[u8; 32], RescueError> {
    read(code)?.try_into().map_err(|_| RescueError::Mistyped)
}

/// Groups of characters that are not mistaken for one another.
fn write(bytes: &[u8]) -> String {
    let text = alphabet().encode(&[bytes, &check(bytes)].concat());
    let groups: Vec<_> = text.as_bytes().chunks(GROUP).map(String::from_utf8_lossy).collect();
    groups.join("-")
}

fn read(text: &str) -> Result<Vec<u8>, RescueError> {
    let bytes = alphabet().decode(text.trim().as_bytes()).map_err(|_| RescueError::Mistyped)?;
    let body = bytes.len().checked_sub(CHECK).ok_or(RescueError::Mistyped)?;
    let (bytes, sum) = bytes.split_at(body);
    if check(bytes) == sum { Ok(bytes.to_vec()) } else { Err(RescueError::Mistyped) }
}

fn check(bytes: &[u8]) -> [u8; CHECK] {
    *Sha256::digest(bytes).first_chunk().expect("4 of 32 bytes")
}

/// The alphabet of enrolment codes: case, spaces and hyphens do not matter, look-alikes are read as what was meant.
fn alphabet() -> Encoding {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.translate.from.push_str("abcdefghjkmnpqrstvwxyzOoIiLl");
    specification.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ001111");
    specification.ignore.push_str("- \n\r\t");
    specification.encoding().expect("the alphabet has 32 different characters")
}

/// Randomness that the caller draws.
pub(crate) struct Drawn<F>(pub(crate) F);

impl<F: FnMut(&mut [u8])> TryRng for Drawn<F> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        (self.0)(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        (self.0)(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        (self.0)(bytes);
        Ok(())
    }
}

impl<F: FnMut(&mut [u8])> TryCryptoRng for Drawn<F> {}

#[cfg(test)]
mod tests {
    use super::*;

    const RECOVERY: [u8; 32] = [3; 32];
    const BOOK: [u8; 32] = [7; 32];

    fn asked() -> String {
        request(&public_key(&RECOVERY), &BOOK, |bytes| bytes.fill(9)).unwrap()
    }

    #[test]
    fn a_request_is_answered_with_the_key_of_the_book() {
        let code = answer(&RECOVERY, &asked()).unwrap();
        assert_eq!(key(&code), Ok(BOOK));
        assert_eq!(
            key(&code.to_lowercase().replace('-', " ").replace('0', "o")),
            Ok(BOOK),
            "as a person types"
        );
    }

    #[test]
    fn nobody_else_can_answer_it() {
        assert_eq!(answer(&[4; 32], &asked()), Err(RescueError::OtherKey));
        assert!(!asked().contains(&write(&BOOK)[..9]), "the key is not readable in the request");
    }

    #[test]
    fn one_wrong_character_anywhere_is_noticed() {
        for text in [asked(), write(&BOOK)] {
            for at in 0..text.len() {
                let mut wrong = text.clone().into_bytes();
                if wrong[at] == b'-' {
                    continue;
                }
                wrong[at] = if wrong[at] == b'2' { b'3' } else { b'2' };
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(read(&wrong), Err(RescueError::Mistyped), "{at}");
            }
        }
        for nonsense in ["", "----", "U", "ABCD-EFGH", "ü"] {
            assert_eq!(key(nonsense), Err(RescueError::Mistyped), "{nonsense}");
        }
        assert_eq!(key(&asked()), Err(RescueError::Mistyped), "a request is not a code");
    }
}
