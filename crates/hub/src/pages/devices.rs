//! The page of phones and their hand-in: who has something left, and since when.
//!
//! Rule: it names officers, so only those who may know them see it. How each phone stands is decided by `hand_in`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beatbook_records::wire::Refusal;

use crate::error::HubError;
use crate::pages::{devices_view, for_role};
use crate::sessions;
use crate::state::Hub;

/// Phones, those first that somebody has to do something about.
#[utoipa::path(get, path = "/phones", tag = "page", security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; somebody who may not know officers: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn phones(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_role(hub, &headers, sessions::may_see_officers, |store, viewer| {
            Ok((StatusCode::OK, devices_view::page(hub, viewer, &store.health()?)))
        })
    })
    .await
}
