//! Who calls: the device's signature over each request.
//!
//! Rule: nothing of a body is read before the signature over it fits; the signature covers the body
//! as it travelled, so it is checked before decompression.

use std::str::FromStr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use beatbook_records::cell::Scope;
use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    HEADER_DEVICE, HEADER_LINK, HEADER_SIGNATURE, HEADER_TIME, REQUEST_SKEW_MS_MAX, signing_text,
};
use ed25519_dalek::{Signature, VerifyingKey};
use uuid::Uuid;

use crate::error::HubError;
use crate::limits;
use crate::sign_in;
use crate::state::Hub;

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

impl Caller {
    /// The caller, where it may receive something.
    ///
    /// # Errors
    /// `Revoked`.
    pub fn in_use(self) -> Result<Self, HubError> {
        if self.revoked { Err(HubError::Revoked) } else { Ok(self) }
    }
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

/// A request of a device as it came, its signature not yet verified.
#[derive(Debug)]
pub struct Incoming {
    device: Uuid,
    signed: Signed,
    body: Bytes,
    compressed: bool,
    /// Whether the answer may be compressed.
    pub accepts_zstd: bool,
}

impl FromRequest<Arc<Hub>> for Incoming {
    type Rejection = HubError;

    /// Reads the headers first, so that a body is only taken from somebody who claims to be a device
    /// with a fair clock.
    async fn from_request(request: Request, hub: &Arc<Hub>) -> Result<Self, HubError> {
        let (parts, body) = request.into_parts();
        let headers = &parts.headers;
        let device = claimed(headers, HEADER_DEVICE)?;
        let time_ms: i64 = claimed(headers, HEADER_TIME)?;
        let link = bytes(headers, HEADER_LINK).map(Hash)?;
        let signature = bytes(headers, HEADER_SIGNATURE)?;
        let skew_ms = time_ms.saturating_sub(hub.clock.now_ms());
        if skew_ms.saturating_abs() > REQUEST_SKEW_MS_MAX {
            return Err(HubError::ClockWrong(skew_ms));
        }
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let method = parts.method.to_string();
        let body = limits::read_body(body).await?;
        let body_digest = Hash::of(&[&body]);
        Ok(Self {
            device,
            signed: Signed { method, path, time_ms, body_digest, link, signature },
            compressed: names_zstd(headers, header::CONTENT_ENCODING),
            accepts_zstd: names_zstd(headers, header::ACCEPT_ENCODING),
            body,
        })
    }
}

impl Incoming {
    /// Verify the signature, and say who it is and what was signed.
    ///
    /// # Errors
    /// `Unsigned` where no enrolled device signed exactly this; `SignInExpired`; `Store`.
    pub fn admit(&self, hub: &Hub) -> Result<(Caller, Signed), HubError> {
        let row = hub.store().device(self.device)?.ok_or(HubError::Unsigned("unknown device"))?;
        let Signed { method, path, time_ms, body_digest, link, signature } = &self.signed;
        let text = signing_text(self.device, method, path, *time_ms, body_digest, link);
        verify(&row.public_key, text.as_bytes(), signature)?;
        Ok((sign_in::let_in(hub, row)?, self.signed.clone()))
    }

    /// The body as JSON text.
    ///
    /// # Errors
    /// `TooLarge` or `Malformed`.
    pub fn plain(&self) -> Result<Vec<u8>, HubError> {
        if self.compressed { limits::inflate(&self.body) } else { Ok(self.body.to_vec()) }
    }
}

/// Whether a key signed a text.
///
/// # Errors
/// `Unsigned`.
pub fn verify(public_key: &[u8; 32], text: &[u8], signature: &[u8; 64]) -> Result<(), HubError> {
    let key = VerifyingKey::from_bytes(public_key).map_err(|_| HubError::Unsigned("not a key"))?;
    key.verify_strict(text, &Signature::from_bytes(signature))
        .map_err(|_| HubError::Unsigned("bad signature"))
}

fn claimed<T: FromStr>(headers: &HeaderMap, name: &str) -> Result<T, HubError> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    text.and_then(|text| text.parse().ok())
        .ok_or(HubError::Unsigned("a signature header is absent or unreadable"))
}

fn bytes<const N: usize>(headers: &HeaderMap, name: &str) -> Result<[u8; N], HubError> {
    let text: String = claimed(headers, name)?;
    let mut bytes = [0; N];
    hex::decode_to_slice(&text, &mut bytes)
        .map_err(|_| HubError::Unsigned("a signature header is unreadable"))?;
    Ok(bytes)
}

fn names_zstd(headers: &HeaderMap, name: header::HeaderName) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|list| list.split(',').any(|coding| coding.trim().split(';').next() == Some("zstd")))
}
