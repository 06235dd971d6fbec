//! Something large, sealed piece by piece so that only the holder of the organisation's recovery key can read it.
//!
//! Rule: HPKE (RFC 9180) with a counter of its own: no piece can be altered, left out, moved or cut off at the end. It
//! moves no bytes, keeps no secret and draws no random number.

use hpke::aead::{AeadCtxR, AeadCtxS, ChaCha20Poly1305};
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem as _, X25519HkdfSha256 as Kem};
use hpke::{Deserializable as _, OpModeR, OpModeS, Serializable as _, setup_receiver, setup_sender_with_rng};

use crate::rescue::{Drawn, RescueError};

/// What it is sealed for: what was sealed for another purpose does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A copy of the hub's book.
    Backup,
    /// What a phone has and the hub does not.
    RescueFile,
}

impl Purpose {
    const fn info(self) -> &'static [u8] {
        match self {
            Self::Backup => b"beatbook-backup 1",
            Self::RescueFile => b"beatbook-rescue-file 1",
        }
    }
}

/// Bytes before the first piece.
pub const HEADER: usize = 32;
/// Bytes of every piece but the last, before sealing.
pub const PIECE: usize = 64 * 1024;
/// Bytes that sealing adds to a piece.
pub const TAG: usize = 16;

/// Seals one piece after the other.
pub struct Sealer(AeadCtxS<ChaCha20Poly1305, HkdfSha256, Kem>);

/// Opens them, in the same order.
pub struct Opener(AeadCtxR<ChaCha20Poly1305, HkdfSha256, Kem>);

impl Sealer {
    /// Begin; what comes before the first piece. `fill` draws random bytes.
    ///
    /// # Errors
    /// [`RescueError::OtherKey`] where `recovery` is not a public key.
    pub fn new(
        purpose: Purpose,
        recovery: &[u8; 32],
        fill: impl FnMut(&mut [u8]),
    ) -> Result<(Self, [u8; HEADER]), RescueError> {
        let public =
            <Kem as hpke::Kem>::PublicKey::from_bytes(recovery).map_err(|_| RescueError::OtherKey)?;
        let (header, context) = setup_sender_with_rng::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeS::Base,
            &public,
            purpose.info(),
            &mut Drawn(fill),
        )
        .map_err(|_| RescueError::OtherKey)?;
        Ok((Self(context), header.to_bytes().into()))
    }

    /// Seal the next piece.
    #[must_use]
    pub fn piece(&mut self, plain: &[u8], last: bool) -> Vec<u8> {
        self.0.seal(plain, &[u8::from(last)]).expect("fewer pieces than the counter has numbers")
    }
}

impl Opener {
    /// Begin, with the 32 secret bytes of the recovery key.
    ///
    /// # Errors
    /// [`RescueError::OtherKey`] where the header is none.
    pub fn new(purpose: Purpose, secret: &[u8; 32], header: &[u8; HEADER]) -> Result<Self, RescueError> {
        let (private, _) = Kem::derive_keypair(secret);
        let header =
            <Kem as hpke::Kem>::EncappedKey::from_bytes(header).map_err(|_| RescueError::OtherKey)?;
        let context = setup_receiver::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &private,
            &header,
            purpose.info(),
        );
        context.map(Self).map_err(|_| RescueError::OtherKey)
    }

    /// Open the next piece.
    ///
    /// # Errors
    /// [`RescueError::OtherKey`] where it is not as it was sealed, or was sealed to another key.
    pub fn piece(&mut self, sealed: &[u8], last: bool) -> Result<Vec<u8>, RescueError> {
        self.0.open(sealed, &[u8::from(last)]).map_err(|_| RescueError::OtherKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rescue::public_key;

    const SECRET: [u8; 32] = [5; 32];

    #[test]
    fn pieces_open_in_their_order_and_to_their_end_alone() {
        let (mut sealer, header) =
            Sealer::new(Purpose::Backup, &public_key(&SECRET), |bytes| bytes.fill(9)).unwrap();
        let sealed = [sealer.piece(b"first", false), sealer.piece(b"second", true)];
        let opener = || Opener::new(Purpose::Backup, &SECRET, &header).unwrap();
        let mut all = opener();
        assert_eq!(all.piece(&sealed[0], false).unwrap(), b"first");
        assert_eq!(all.piece(&sealed[1], true).unwrap(), b"second");
        assert!(opener().piece(&sealed[1], true).is_err(), "the first is missing");
        assert!(opener().piece(&sealed[0], true).is_err(), "the last is missing");
        let mut altered = sealed[0].clone();
        altered[0] ^= 1;
        assert!(opener().piece(&altered, false).is_err(), "altered");
        let other_key = Opener::new(Purpose::Backup, &[6; 32], &header).unwrap().piece(&sealed[0], false);
        assert!(other_key.is_err(), "another key");
        let other = Opener::new(Purpose::RescueFile, &SECRET, &header).unwrap().piece(&sealed[0], false);
        assert!(other.is_err(), "another purpose");
    }
}
