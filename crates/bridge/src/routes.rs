//! The bridge's addresses: calls, changes and the screens. It passes on and decides nothing.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::extract::{Path as Name, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use beatbook_core::Lock;
use futures_util::stream::{Stream, unfold};
use tokio::sync::broadcast::{Receiver, Sender, error::RecvError};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::guard::{self, Token};
use crate::{photos, policy, rescue_file};

/// What the handlers share.
#[derive(Clone)]
pub struct Bridge {
    /// The core.
    pub lock: Arc<Lock>,
    /// Each change the core stored, as JSON.
    pub changes: Sender<String>,
    /// What a page must show.
    pub token: Token,
}

/// All of it.
pub fn router(bridge: Bridge, ui: &Path) -> Result<Router> {
    let calls = Router::new()
        .route("/ipc/{name}", post(call))
        .route("/events", get(events))
        .route("/photo/{*which}", get(photos::picture))
        .route("/rescue-file", get(rescue_file::download))
        .route("/photo-inbox", post(photos::take_in))
        .route_layer(from_fn_with_state(bridge.clone(), with_token))
        .with_state(bridge);
    let set = |name: HeaderName, value: HeaderValue| SetResponseHeaderLayer::overriding(name, value);
    Ok(calls
        .fallback_service(ServeDir::new(ui))
        .layer(from_fn(guard::only_loopback))
        .layer(set(header::CONTENT_SECURITY_POLICY, policy::header()?))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(set(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .layer(set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))))
}

async fn with_token(State(bridge): State<Bridge>, request: Request, next: Next) -> Response {
    if bridge.token.is_in(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    refusal(
        StatusCode::UNAUTHORIZED,
        r#"{"code":"internal","message":"","field":null,"detail":"no token"}"#.into(),
    )
}

async fn call(State(bridge): State<Bridge>, Name(name): Name<String>, body: String) -> Response {
    let answer = tokio::task::spawn_blocking(move || bridge.lock.call(&name, &body)).await;
    match answer {
        Ok(Ok(output)) => json(StatusCode::OK, output),
        Ok(Err(error)) => refusal(StatusCode::UNPROCESSABLE_ENTITY, serde_json::json!(error).to_string()),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn refusal(status: StatusCode, error_body: String) -> Response {
    json(status, error_body)
}

fn json(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn events(State(bridge): State<Bridge>) -> impl IntoResponse {
    Sse::new(changes(bridge.changes.subscribe())).keep_alive(KeepAlive::default())
}

/// A page too slow to follow misses nothing that matters: one change is enough to make it read again.
fn changes(inbox: Receiver<String>) -> impl Stream<Item = Result<Event, std::convert::Infallible>> {
    unfold(inbox, |mut inbox| async move {
        loop {
            match inbox.recv().await {
                Ok(change) => return Some((Ok(Event::default().event("db-changed").data(change)), inbox)),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    })
}
