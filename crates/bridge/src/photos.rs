//! Pictures out and photos in, over loopback: the core decides what is answered, and a body is passed on as it comes.

use std::io::{self, Read};

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use beatbook_core::PhotoAnswer;
use futures_util::StreamExt as _;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

use crate::routes::Bridge;

/// `GET /photo/…`
pub async fn picture(State(bridge): State<Bridge>, uri: Uri) -> Response {
    let address = below(&uri, "/photo");
    answer(spawn_blocking(move || bridge.lock.photo(&address)).await.ok())
}

/// `POST /photo-inbox?draft=…`
pub async fn take_in(State(bridge): State<Bridge>, request: Request) -> Response {
    let (address, handle) = (below(request.uri(), "/photo-inbox"), Handle::current());
    let body = request.into_body().into_data_stream();
    let mut coming = Coming { body, handle, stretch: Bytes::new() };
    answer(spawn_blocking(move || bridge.lock.take_in_photo(&address, &mut coming)).await.ok())
}

/// What the core reads of an address: behind the route, with the query.
fn below(uri: &Uri, route: &str) -> String {
    let whole = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    whole.strip_prefix(route).map(str::to_owned).unwrap_or_default()
}

fn answer(answer: Option<PhotoAnswer>) -> Response {
    let Some(answer) = answer else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::builder().status(status).header(header::CONTENT_TYPE, answer.content_type);
    for (name, value) in answer.headers() {
        response = response.header(*name, *value);
    }
    response
        .body(Body::from(answer.body))
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// A body as a thread reads that may block: one stretch of it in memory at a time.
struct Coming {
    body: BodyDataStream,
    handle: Handle,
    stretch: Bytes,
}

impl Read for Coming {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.stretch.is_empty() {
            match self.handle.block_on(self.body.next()) {
                None => return Ok(0),
                Some(stretch) => self.stretch = stretch.map_err(io::Error::other)?,
            }
        }
        let now = self.stretch.split_to(self.stretch.len().min(to.len()));
        to[..now.len()].copy_from_slice(&now);
        Ok(now.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_reads_what_is_behind_the_route() {
        let uri = |text: &str| text.parse().expect("an address");
        assert_eq!(below(&uri("/photo/a-record?w=400&token=x"), "/photo"), "/a-record?w=400&token=x");
        assert_eq!(below(&uri("/photo-inbox?draft=d"), "/photo-inbox"), "?draft=d");
    }
}
