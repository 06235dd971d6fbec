//! A request that is answered before its body was read ends its connection, and the answer says so.
//!
//! Rule: nobody is left to send the next request into a connection that the hub is about to close. Must
//! not know what a body holds or why it was not read.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderValue, Version, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt as _;

/// Say `Connection: close` where a part of the request is left unread. HTTP/2 needs no such word.
pub async fn closes(request: Request, next: Next) -> Response {
    if request.version() > Version::HTTP_11 || request.body().is_end_stream() {
        return next.run(request).await;
    }
    let ended = Arc::new(AtomicBool::new(false));
    let at_the_end = Arc::clone(&ended);
    let watched = |body: Body| {
        Body::new(body.with_trailers(async move {
            at_the_end.store(true, Ordering::Relaxed);
            None
        }))
    };
    let mut response = next.run(request.map(watched)).await;
    if !ended.load(Ordering::Relaxed) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
