//! What a device signs: each request once, over everything that gives it meaning.

use uuid::Uuid;

use crate::entry::Hash;

/// The device's id.
pub const HEADER_DEVICE: &str = "beatbook-device";
/// The device's time, Unix milliseconds, corrected by what the hub last said.
pub const HEADER_TIME: &str = "beatbook-time";
/// The link hash of the last entry in the batch, or of the journal's head where it is empty.
pub const HEADER_LINK: &str = "beatbook-link";
/// The Ed25519 signature, 128 hexadecimal digits.
pub const HEADER_SIGNATURE: &str = "beatbook-signature";

/// The text to sign: method, path with query, time, digest of the body as it travels, last link.
#[must_use]
pub fn signing_text(
    device: Uuid,
    method: &str,
    path: &str,
    time_ms: i64,
    body_digest: &Hash,
    last_link: &Hash,
) -> String {
    format!("beatbook-1\n{device}\n{method}\n{path}\n{time_ms}\n{body_digest}\n{last_link}")
}
