//! The page of what waits for a person: entries that are kept and not applied, and values that lost.
//!
//! Rule: it names officers, so only those who may know them see it; of records that their role may not read it says that
//! there is one, and no more.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beatbook_records::wire::Refusal;

use crate::error::HubError;
use crate::pages::{for_role, waiting_view};
use crate::sessions;
use crate::state::Hub;

/// The most of each that are listed.
const LISTED_MAX: u32 = 200;

/// Held entries and overruled values.
#[utoipa::path(get, path = "/waiting", tag = "page", security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; somebody who may not know officers: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn waiting(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_role(hub, &headers, sessions::may_see_officers, |store, viewer| {
            let (held, lost) = (store.held(LISTED_MAX)?, store.overruled(LISTED_MAX)?);
            let shown = waiting_view::Shown { held: &held, lost: &lost, all: store.waiting()? };
            Ok((StatusCode::OK, waiting_view::page(hub, viewer, &shown)))
        })
    })
    .await
}
