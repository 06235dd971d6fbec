//! Accounts of the pages: passwords as argon2id.
//!
//! Rule: one setting for every password; a hash keeps the setting it was made with.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::clock::Clock;
use crate::enrol;

/// 64 MiB.
const MEMORY_KIB: u32 = 64 * 1024;
/// Passes over the memory.
const PASSES: u32 = 3;
/// The fewest characters of a password that somebody chose.
pub const PASSWORD_CHARACTERS_MIN: usize = 12;
/// The most bytes of a password.
pub const PASSWORD_BYTES_MAX: usize = 1024;
/// The hash of no password, so that an unknown name takes as long as a known one.
const NOBODY: &str =
    "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2id() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the setting is within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hash a password, as PHC text.
///
/// # Errors
/// When the password is longer than argon2 takes.
pub fn hash_password(clock: &dyn Clock, password: &str) -> Result<String, argon2::password_hash::Error> {
    let mut salt = [0; 16];
    clock.fill(&mut salt);
    Ok(argon2id().hash_password_with_salt(password.as_bytes(), &salt)?.to_string())
}

/// Whether a password is the one of a hash; with no hash the answer is no, after as long.
#[must_use]
pub fn is_password(hash: Option<&str>, password: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    let fits = argon2id().verify_password(password.as_bytes(), &parsed).is_ok();
    fits && hash.is_some()
}

/// A password nobody chose: twenty characters in groups, 100 bits.
pub fn made_up_password(clock: &dyn Clock) -> String {
    let characters = enrol::random_characters(clock, 20).to_lowercase();
    let groups: Vec<&str> = (0..20).step_by(5).map(|at| &characters[at..at + 5]).collect();
    groups.join("-")
}
