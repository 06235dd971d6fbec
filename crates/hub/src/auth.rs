//! Who calls: the device's signature over each request.

use beatbook_records::cell::Scope;
use beatbook_records::entry::Hash;
use uuid::Uuid;

/// An enrolled device whose signature was verified.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The device.
    pub device: Uuid,
    /// Its officer.
    pub actor: Uuid,
    /// The officer's name.
    pub name: String,
    /// What it may hold now.
    pub scope: Scope,
    /// Whether it was revoked: its entries are kept, and it receives nothing.
    pub revoked: bool,
}

/// What was signed, as it is kept with a batch.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The request's time, Unix milliseconds.
    pub time_ms: i64,
    /// The digest of the body as it travelled.
    pub body_digest: Hash,
    /// The link hash of the last entry in the batch.
    pub link: Hash,
    /// The signature.
    pub signature: [u8; 64],
}
