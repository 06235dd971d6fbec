//! Errors: rich inside, few codes outside, every one of them `application/problem+json`.
//!
//! Rule: the outside learns a code and a plain sentence, never a message of the database or a value
//! that somebody sent.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use beatbook_records::wire::{HEADER_HUB_TIME, HEADER_REFUSAL, HEADER_UPLOAD_OFFSET, Refusal, RefusalCode};

use crate::objects::ObjectError;
use crate::state::Hub;
use crate::store::{Passing, StoreError};
use std::sync::Arc;

/// Why the hub did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The body or a parameter is not what the endpoint reads.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// More than a limit allows.
    #[error("too large: {0}")]
    TooLarge(&'static str),
    /// No signature, an unknown device, or a signature that does not fit.
    #[error("unsigned: {0}")]
    Unsigned(&'static str),
    /// The request's time is too far from the hub's.
    #[error("the request's time is {0} ms from the hub's")]
    ClockWrong(i64),
    /// The device was revoked.
    #[error("the device was revoked")]
    Revoked,
    /// The device was not heard of for longer than it is signed in.
    #[error("the sign-in expired")]
    SignInExpired,
    /// The enrolment code is unknown, spent or expired.
    #[error("the code cannot be used")]
    CodeRefused,
    /// No such thing here, or not for this device.
    #[error("not found")]
    NotFound,
    /// Signed in as nobody, or as somebody who may not.
    #[error("forbidden")]
    Forbidden,
    /// A piece of a file that does not begin where the last one ended.
    #[error("the next piece begins at {0}")]
    OffsetWrong(u64),
    /// The bytes of a file do not hash to its name.
    #[error("the bytes are not what their name says")]
    HashWrong,
    /// The file is none of the kinds that are kept.
    #[error("not a kind of file that is kept")]
    TypeRefused,
    /// Too much of a device's files is half there.
    #[error("too much is half there")]
    PartsFull,
    /// The files' place failed.
    #[error("files: {0}")]
    Files(#[from] ObjectError),
    /// Too much at once.
    #[error("busy")]
    Busy,
    /// Too many failures from one place in a short time.
    #[error("too often")]
    TooOften,
    /// The database failed; the transaction was rolled back.
    #[error("database: {0}")]
    Store(#[from] StoreError),
    /// Anything else that must not happen.
    #[error("internal: {0}")]
    Internal(String),
}

impl HubError {
    /// What a log may hold of it: nothing that somebody wrote.
    fn unquoted(&self) -> String {
        match self {
            Self::Store(error) => format!("database: {}", error.unquoted()),
            other => other.to_string(),
        }
    }

    /// The code that travels.
    #[must_use]
    pub fn code(&self) -> RefusalCode {
        match self {
            Self::Malformed(_) => RefusalCode::Malformed,
            Self::TooLarge(_) => RefusalCode::TooLarge,
            Self::Unsigned(_) => RefusalCode::Unsigned,
            Self::ClockWrong(_) => RefusalCode::ClockWrong,
            Self::Revoked => RefusalCode::Revoked,
            Self::SignInExpired => RefusalCode::SignInExpired,
            Self::CodeRefused => RefusalCode::CodeRefused,
            Self::NotFound => RefusalCode::NotFound,
            Self::Forbidden => RefusalCode::Forbidden,
            Self::OffsetWrong(_) => RefusalCode::OffsetWrong,
            Self::HashWrong => RefusalCode::HashWrong,
            Self::TypeRefused => RefusalCode::TypeRefused,
            Self::PartsFull => RefusalCode::PartsFull,
            Self::Busy | Self::TooOften => RefusalCode::Busy,
            Self::Store(error) if error.is_busy() => RefusalCode::Busy,
            Self::Store(_) | Self::Files(_) | Self::Internal(_) => RefusalCode::Internal,
        }
    }
}

impl Passing for HubError {
    fn is_passing(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_passing())
    }
}

/// The HTTP status of a code, and the sentence for a log.
#[must_use]
pub const fn status_and_title(code: RefusalCode) -> (StatusCode, &'static str) {
    match code {
        RefusalCode::Malformed => (StatusCode::BAD_REQUEST, "The request is not what this address reads."),
        RefusalCode::TooLarge => {
            (StatusCode::PAYLOAD_TOO_LARGE, "The request is too large. Send less at a time.")
        }
        RefusalCode::Unsigned => {
            (StatusCode::UNAUTHORIZED, "The request is not signed by an enrolled device.")
        }
        RefusalCode::ClockWrong => (
            StatusCode::UNAUTHORIZED,
            "The request's time is too far from the hub's. Sign it again with hub_time.",
        ),
        RefusalCode::Revoked => (StatusCode::FORBIDDEN, "The device was revoked. Its entries are kept."),
        RefusalCode::SignInExpired => (
            StatusCode::UNAUTHORIZED,
            "The device's sign-in expired. What it has stays; a code that is made for it signs it in again.",
        ),
        RefusalCode::CodeRefused => (StatusCode::FORBIDDEN, "The code cannot be used. Ask for a new one."),
        RefusalCode::NotFound => (StatusCode::NOT_FOUND, "There is no such thing here."),
        RefusalCode::Forbidden => (StatusCode::FORBIDDEN, "Sign in as somebody who may see this."),
        RefusalCode::OffsetWrong => (
            StatusCode::CONFLICT,
            "The piece does not begin where the last one ended. Ask how much has come.",
        ),
        RefusalCode::HashWrong => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "The bytes do not hash to their name. What had come is dropped.",
        ),
        RefusalCode::TypeRefused => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Files of this kind are not kept here.")
        }
        RefusalCode::PartsFull => {
            (StatusCode::INSUFFICIENT_STORAGE, "Too much is half there already. Finish that first.")
        }
        RefusalCode::Busy => {
            (StatusCode::SERVICE_UNAVAILABLE, "The hub is busy. Nothing was done; try again later.")
        }
        RefusalCode::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "The hub failed. Nothing was done."),
    }
}

impl IntoResponse for HubError {
    /// The code and the status; [`refusals`] writes the body, since it needs the clock.
    fn into_response(self) -> Response {
        let code = self.code();
        match code {
            RefusalCode::Internal => tracing::error!(error = self.unquoted(), "a request failed"),
            _ => tracing::debug!(error = self.unquoted(), "a request was refused"),
        }
        let status = match self {
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            _ => status_and_title(code).0,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(code);
        response
    }
}

/// Give every refusal its body, also those of axum and of the limits.
pub async fn refusals(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    if is_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let Some(code) = response.extensions().get::<RefusalCode>().copied() else {
        let code = code_of(status);
        let mut refusal = problem(code, status_of(status, code), hub.clock.now_ms());
        // Which methods an address knows is said by the router alone.
        if let Some(allowed) = response.headers().get(header::ALLOW) {
            refusal.headers_mut().insert(header::ALLOW, allowed.clone());
        }
        return refusal;
    };
    let mut refusal = problem(code, status, hub.clock.now_ms());
    if let Some(offset) = response.headers().get(HEADER_UPLOAD_OFFSET) {
        refusal.headers_mut().insert(HEADER_UPLOAD_OFFSET, offset.clone());
    }
    refusal
}

/// A wrong method has a status of its own; everything else has that of its code.
const fn status_of(status: StatusCode, code: RefusalCode) -> StatusCode {
    match status {
        StatusCode::METHOD_NOT_ALLOWED => status,
        _ => status_and_title(code).0,
    }
}

/// The code for a status that no handler of ours chose.
fn code_of(status: StatusCode) -> RefusalCode {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => RefusalCode::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => RefusalCode::TooLarge,
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => RefusalCode::Busy,
        status if status.is_client_error() => RefusalCode::Malformed,
        _ => RefusalCode::Internal,
    }
}

fn problem(code: RefusalCode, status: StatusCode, hub_time: i64) -> Response {
    let title = status_and_title(code).1;
    let refusal =
        Refusal { about: "about:blank".into(), title: title.into(), status: status.as_u16(), code, hub_time };
    let body = serde_json::to_string(&refusal).expect("a refusal is plain JSON");
    let kind = HeaderValue::from_static("application/problem+json");
    let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
    // The answer to a HEAD has no body, and what it says is needed as well.
    let headers = response.headers_mut();
    headers.insert(HEADER_REFUSAL, HeaderValue::from_static(code.word()));
    headers.insert(HEADER_HUB_TIME, hub_time.into());
    if code == RefusalCode::Busy {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}
