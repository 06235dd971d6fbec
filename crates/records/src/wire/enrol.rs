//! Enrolment, and the reference pack a new device needs first.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::cell::Scope;
use crate::geo::hotspot::Hotspot;

/// A code becomes an enrolment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolRequest {
    /// The code, 16 characters; case, spaces and hyphens do not matter.
    pub code: String,
    /// The device's Ed25519 public key, 64 hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-fA-F]{64}$"))]
    pub public_key: String,
    /// The signature, by that key, over `beatbook-enrol\n` and the code as sent; 128 hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-fA-F]{128}$"))]
    pub proof: String,
}

/// What the hub says of the new device, signed by the organisation's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Certificate {
    /// The device.
    pub device: Uuid,
    /// The officer.
    pub actor: Uuid,
    /// The officer's name.
    pub name: String,
    /// The organisation's name.
    pub organisation: String,
    /// The device's public key, 64 hexadecimal digits.
    pub public_key: String,
    /// What it may hold.
    pub scope: Scope,
    /// The public half of the organisation's recovery key, 64 hexadecimal digits: the phone seals its book's key to it.
    pub recovery_key: String,
    /// When it was issued, Unix milliseconds by the hub's clock.
    pub issued: i64,
}

/// The answer to an enrolment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolReply {
    /// The certificate's JSON, as signed.
    pub certificate: String,
    /// The organisation key's signature over that text, 128 hexadecimal digits.
    pub signature: String,
    /// The organisation's public key, 64 hexadecimal digits; its SHA-256 is in the enrolment link.
    pub organisation_key: String,
}

/// The hotspots of the authority.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HotspotPack {
    /// Grows with every import.
    pub version: u32,
    /// The hotspots.
    pub hotspots: Vec<Hotspot>,
}
