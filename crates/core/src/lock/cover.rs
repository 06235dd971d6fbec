//! The cover: the book's key, wrapped so that only the device's secret and the PIN together unwrap it.
//!
//! Rule: key = random; wrapped by HKDF-SHA256(secret ‖ Argon2id(PIN, salt)) with XChaCha20-Poly1305. The PIN alone is
//! worth nothing away from the device, and the device nothing without the PIN. Before a PIN is chosen the secret wraps
//! alone. Pure but for the random bytes it is handed; files are the caller's business.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::pin::Pin;
use crate::env::Env;
use crate::error::Error;

/// 256 bits that are wiped when they go.
pub(super) type Secret = Zeroizing<[u8; 32]>;

/// Key derivation for other purposes gives other keys.
const PURPOSE: &[u8] = b"beatbook cover 1";

/// The cost of one try: 64 MiB, three passes, one lane.
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

/// What is written beside the book.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Cover {
    /// The PIN's salt and cost; none while no PIN is chosen.
    pin: Option<PinSalt>,
    #[serde(with = "hex")]
    nonce: [u8; 24],
    #[serde(with = "hex")]
    wrapped: Vec<u8>,
    /// The key sealed to the organisation, for a forgotten PIN: a request as `records::rescue` writes it.
    pub(super) rescue: Option<String>,
}

#[derive(Clone, Serialize, Deserialize)]
struct PinSalt {
    #[serde(with = "hex")]
    salt: [u8; 16],
    cost: Cost,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cover {
    /// Wrap a key.
    pub(super) fn wrap(
        key: &Secret,
        secret: &Secret,
        pin: Option<&Pin>,
        rescue: Option<String>,
        env: &dyn Env,
    ) -> Result<Self, Error> {
        let salt = pin.map(|_| PinSalt { salt: draw(env), cost: COST });
        let nonce = draw(env);
        let cipher = XChaCha20Poly1305::new((&*wrapping_key(secret, pin, salt.as_ref())?).into());
        let wrapped = cipher.encrypt(&XNonce::from(nonce), key.as_slice());
        let wrapped = wrapped.map_err(|_| Error::Internal("the key cannot be wrapped".into()))?;
        Ok(Self { pin: salt, nonce, wrapped, rescue })
    }

    /// The key; `None` when the secret or the PIN is not the one.
    pub(super) fn unwrap(&self, secret: &Secret, pin: Option<&Pin>) -> Result<Option<Secret>, Error> {
        let cipher = XChaCha20Poly1305::new((&*wrapping_key(secret, pin, self.pin.as_ref())?).into());
        let opened = cipher.decrypt(&XNonce::from(self.nonce), self.wrapped.as_slice());
        let Ok(opened) = opened.map(Zeroizing::new) else { return Ok(None) };
        Ok(opened.as_slice().try_into().ok().map(Zeroizing::new))
    }

    /// Whether a PIN is chosen.
    pub(super) fn has_pin(&self) -> bool {
        self.pin.is_some()
    }
}

/// Fresh random bytes.
pub(super) fn draw<const N: usize>(env: &dyn Env) -> [u8; N] {
    let mut bytes = [0; N];
    env.fill(&mut bytes);
    bytes
}

fn wrapping_key(secret: &Secret, pin: Option<&Pin>, salt: Option<&PinSalt>) -> Result<Secret, Error> {
    let mut material = Zeroizing::new([0; 64]);
    material[..32].copy_from_slice(secret.as_slice());
    if let (Some(pin), Some(PinSalt { salt, cost })) = (pin, salt) {
        let refuse = |error| Error::Internal(format!("the PIN cannot be hashed: {error}"));
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(refuse)?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(pin.bytes(), salt, &mut material[32..])
            .map_err(refuse)?;
    }
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, material.as_slice())
        .expand(PURPOSE, key.as_mut_slice())
        .map_err(|_| Error::Internal("the key cannot be derived".into()))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::TestEnv;

    fn pin(digits: &str) -> Pin {
        Pin::typed(digits.into()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_key_needs_the_secret_and_the_pin() {
        let env = TestEnv::new("2026-11-23T10:00:00Z".parse().expect("a time"), 1);
        let (key, secret, other) =
            (Zeroizing::new([1; 32]), Zeroizing::new([2; 32]), Zeroizing::new([3; 32]));
        let right = pin("280461");
        let cover = Cover::wrap(&key, &secret, Some(&right), None, &env).expect("wrapped");
        let text = serde_json::to_string(&cover).expect("JSON");
        let cover: Cover = serde_json::from_str(&text).expect("read again");
        assert_eq!(cover.unwrap(&secret, Some(&right)).expect("tried"), Some(key.clone()));
        assert_eq!(cover.unwrap(&secret, Some(&pin("280462"))).expect("tried"), None);
        assert_eq!(cover.unwrap(&other, Some(&right)).expect("tried"), None, "another device");
        assert_eq!(cover.unwrap(&secret, None).expect("tried"), None, "no PIN");
        assert!(!text.contains(&hex::encode(*key)));

        let open = Cover::wrap(&key, &secret, None, None, &env).expect("wrapped");
        assert_eq!(open.unwrap(&secret, None).expect("tried"), Some(key));
        assert_eq!(open.unwrap(&other, None).expect("tried"), None);
        assert_ne!(open.nonce, cover.nonce);
    }
}
