//! The addresses of files: HTTP in, one call, HTTP out.
//!
//! Rule: no decision is made here, and nothing of a body is read before its head is found fit.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beatbook_records::entry::Hash;
use beatbook_records::wire::{
    BLOB_CHUNK_BYTES_MAX, BlobManifest, BlobState, HEADER_UPLOAD_LENGTH, HEADER_UPLOAD_OFFSET, Refusal,
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::{Piece, admit, key_of, state_of, take};
use crate::api::written;
use crate::auth::Incoming;
use crate::error::HubError;
use crate::state::Hub;
use crate::store::blobs;

/// A file is handed out as something to keep, never as something to show or run.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// What the head of a piece says.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    sha256: Hash,
    offset: u64,
    length: u64,
}

impl FromRequestParts<Arc<Hub>> for Head {
    type Rejection = HubError;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, HubError> {
        let Named(sha256) = Named::from_request_parts(parts, hub).await?;
        let number = |name: &str| parts.headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
        let piece = number(header::CONTENT_LENGTH.as_str());
        let whole = parts.method == axum::http::Method::PUT;
        let offset = if whole { Some(0) } else { number(HEADER_UPLOAD_OFFSET) };
        let length = if whole { piece } else { number(HEADER_UPLOAD_LENGTH) };
        let (Some(offset), Some(length)) = (offset, length) else {
            return Err(HubError::Malformed(
                "the head does not say where the piece begins and the file ends",
            ));
        };
        admit(offset, length, piece)?;
        Ok(Self { sha256, offset, length })
    }
}

/// The hash in a path.
#[derive(Debug, Clone, Copy)]
pub struct Named(Hash);

impl FromRequestParts<Arc<Hub>> for Named {
    type Rejection = HubError;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, HubError> {
        const WRONG: HubError = HubError::Malformed("a file is named by 64 lower-case hexadecimal digits");
        let Path(name) = Path::<String>::from_request_parts(parts, hub).await.map_err(|_| WRONG)?;
        let mut hash = [0; 32];
        hex::decode_to_slice(&name, &mut hash).map_err(|_| WRONG)?;
        if Hash(hash).to_string() == name { Ok(Self(Hash(hash))) } else { Err(WRONG) }
    }
}

/// How much of a file is there.
#[utoipa::path(head, path = "/v1/blobs/{sha256}", tag = "device", security(("device" = [])),
    params(("sha256" = String, Path, pattern = "^[0-9a-f]{64}$")),
    responses(
        (status = 200, description = "all of it is there", headers(("upload-offset" = u64))),
        (status = 204, description = "so much has come from this device", headers(("upload-offset" = u64))),
        (status = "4XX", description = "a refusal: malformed, unsigned, clock_wrong, sign_in_expired; its code and the hub's time stand in `beatbook-refusal` and `beatbook-hub-time`"),
    ))]
pub async fn state(
    State(hub): State<Arc<Hub>>,
    Named(sha256): Named,
    incoming: Incoming,
) -> Result<Response, HubError> {
    let state = hub
        .work_with_files(move |hub| {
            let (caller, _) = incoming.admit(hub)?;
            state_of(hub, caller.device, &sha256)
        })
        .await?;
    let status = if state.complete { StatusCode::OK } else { StatusCode::NO_CONTENT };
    Ok((status, offset_header(state.offset)).into_response())
}

/// Take a piece of a file. Pieces come in order; the first one shows what the file is.
#[utoipa::path(patch, path = "/v1/blobs/{sha256}", tag = "device", security(("device" = [])),
    params(
        ("sha256" = String, Path, pattern = "^[0-9a-f]{64}$"),
        ("upload-offset" = u64, Header, description = "where the piece begins"),
        ("upload-length" = u64, Header, description = "how many bytes the file has"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "at most 256 KiB; empty where all of it has come and the hub does not say that it is there"),
    responses(
        (status = 200, body = BlobState),
        (status = "4XX", description = "a refusal: malformed, too_large, unsigned, clock_wrong, sign_in_expired, offset_wrong (with `upload-offset`), hash_wrong, type_refused", body = Refusal, content_type = "application/problem+json"),
        (status = "5XX", description = "a refusal: parts_full, busy, internal", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn piece(
    State(hub): State<Arc<Hub>>,
    head: Head,
    incoming: Incoming,
) -> Result<Response, HubError> {
    accept(hub, head, incoming).await
}

/// Take a small file whole.
#[utoipa::path(put, path = "/v1/blobs/{sha256}", tag = "device", security(("device" = [])),
    params(("sha256" = String, Path, pattern = "^[0-9a-f]{64}$")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "at most 256 KiB"),
    responses(
        (status = 200, body = BlobState),
        (status = "4XX", description = "a refusal: malformed, too_large, unsigned, clock_wrong, sign_in_expired, offset_wrong, hash_wrong, type_refused", body = Refusal, content_type = "application/problem+json"),
        (status = "5XX", description = "a refusal: parts_full, busy, internal", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn whole(
    State(hub): State<Arc<Hub>>,
    head: Head,
    incoming: Incoming,
) -> Result<Response, HubError> {
    accept(hub, head, incoming).await
}

async fn accept(hub: Arc<Hub>, head: Head, incoming: Incoming) -> Result<Response, HubError> {
    let taken = hub
        .work_with_files(move |hub| {
            let (caller, _) = incoming.admit(hub)?;
            let bytes = Bytes::from(incoming.plain()?);
            if bytes.len() > BLOB_CHUNK_BYTES_MAX {
                return Err(HubError::TooLarge("the piece"));
            }
            let Head { sha256, offset, length } = head;
            let state = take(hub, caller.device, &Piece { sha256, offset, length, bytes })?;
            written(&state, false)
        })
        .await;
    match taken {
        Err(HubError::OffsetWrong(offset)) => {
            Ok((offset_header(offset), HubError::OffsetWrong(offset)).into_response())
        }
        other => other,
    }
}

/// A file, for those who may see a record that names it.
#[utoipa::path(get, path = "/v1/blobs/{sha256}", tag = "device", security(("device" = [])),
    params(("sha256" = String, Path, pattern = "^[0-9a-f]{64}$")),
    responses(
        (status = 200, description = "the bytes, as an attachment", content_type = "application/octet-stream", body = Vec<u8>),
        (status = "4XX", description = "a refusal: malformed, unsigned, clock_wrong, sign_in_expired, revoked, not_found (also where it is not this device's to see)", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn read(
    State(hub): State<Arc<Hub>>,
    Named(sha256): Named,
    incoming: Incoming,
) -> Result<Response, HubError> {
    hub.work_with_files(move |hub| {
        let caller = incoming.admit(hub)?.0.in_use()?;
        let found = hub.store().read(|sql| -> Result<_, HubError> {
            let named = blobs::is_named_within(sql, &sha256, &caller.scope)?;
            Ok(if named { blobs::find(sql, &sha256)? } else { None })
        })?;
        let row = found.ok_or(HubError::NotFound)?;
        let bytes = hub.objects.stream(&key_of(&sha256))?.ok_or(HubError::NotFound)?;
        let extension = row.media_type.code().to_ascii_lowercase();
        let name = format!("attachment; filename=\"{sha256}.{extension}\"");
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(row.media_type.mime())),
            (header::CONTENT_DISPOSITION, name.parse().expect("a hash and a code are plain characters")),
            (header::CONTENT_LENGTH, row.bytes.into()),
            (header::CONTENT_SECURITY_POLICY, POLICY),
        ];
        Ok((headers, bytes).into_response())
    })
    .await
}

/// Which record.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ManifestQuery {
    /// The record.
    record: Uuid,
}

/// Which files a record names, and which of them are there.
#[utoipa::path(get, path = "/v1/blobs", tag = "device", params(ManifestQuery), security(("device" = [])),
    responses(
        (status = 200, body = BlobManifest, description = "the files named by records that this device may see"),
        (status = "4XX", description = "a refusal: malformed, unsigned, clock_wrong, sign_in_expired, revoked", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn manifest(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<ManifestQuery>,
    incoming: Incoming,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let caller = incoming.admit(hub)?.0.in_use()?;
        let manifest = hub.store().read(|sql| blobs::of_record(sql, query.record, &caller.scope))?;
        written(&manifest, incoming.accepts_zstd)
    })
    .await
}

fn offset_header(offset: u64) -> [(HeaderName, HeaderValue); 1] {
    [(HeaderName::from_static(HEADER_UPLOAD_OFFSET), offset.into())]
}
