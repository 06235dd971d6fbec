//! What a request carries: nothing, JSON, or a piece of a file.
//!
//! Rule: what is large enough to be worth it travels compressed; who reads it is told so.

use reqwest::blocking::RequestBuilder;
use serde::Serialize;

use super::central::CentralError;
use super::http::garbled;

/// Bodies smaller than this are not worth compressing.
const COMPRESS_FROM_BYTES: usize = 200;
/// What most bodies are.
const JSON: &str = "application/json";

/// A body as it travels.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    compressed: bool,
    kind: &'static str,
}

impl Body {
    pub(super) const fn empty() -> Self {
        Self { bytes: Vec::new(), compressed: false, kind: JSON }
    }

    pub(super) const fn piece(bytes: Vec<u8>) -> Self {
        Self { bytes, compressed: false, kind: "application/octet-stream" }
    }

    pub(super) const fn plain(bytes: Vec<u8>) -> Self {
        Self { bytes, compressed: false, kind: JSON }
    }

    pub(super) fn compressed(message: &impl Serialize) -> Result<Self, CentralError> {
        let json = serde_json::to_vec(message).map_err(garbled)?;
        if json.len() < COMPRESS_FROM_BYTES {
            return Ok(Self::plain(json));
        }
        let bytes = zstd::bulk::compress(&json, 3).map_err(garbled)?;
        Ok(Self { bytes, compressed: true, kind: JSON })
    }

    pub(super) fn attach(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.header("content-type", self.kind).body(self.bytes.clone());
        if self.compressed { request.header("content-encoding", "zstd") } else { request }
    }
}
