//! The pages of supervisors, analysts and funders.
//!
//! Rule: plain HTML that works with no script, on paper and at 320 pixels; what somebody typed is only ever text in it. A
//! page asks reports and the store and decides nothing; each file is a page with its address, its `_view` what it looks
//! like.

mod browse;
mod chart;
mod counted_view;
pub mod devices;
mod devices_view;
pub mod front;
mod notices;
pub mod outcomes;
mod outcomes_partners;
mod outcomes_sources;
mod outcomes_view;
pub mod overview;
mod overview_view;
pub mod places;
mod places_view;
pub mod police;
mod police_view;
mod qr;
pub mod quality;
mod quality_view;
mod record_view;
pub mod records;
mod records_view;
pub mod returns;
mod returns_view;
pub mod targets;
pub mod users;
mod users_view;
pub(crate) mod views;
pub mod waiting;
mod waiting_view;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use beatbook_records::role::Role;
use chrono::DateTime;
use maud::Markup;

use crate::error::HubError;
use crate::sessions::{self, Session};
use crate::state::Hub;
use crate::store::Book;
use front::sign_in_page;
use views::Viewer;

/// The style sheet.
#[utoipa::path(get, path = "/style.css", tag = "page", responses((status = 200, content_type = "text/css")))]
pub async fn style() -> impl IntoResponse {
    let kind = (header::CONTENT_TYPE, "text/css; charset=utf-8");
    ([kind, (header::CACHE_CONTROL, "max-age=3600")], include_str!("style.css"))
}

/// A page for somebody signed in; the sign-in form for anybody else.
///
/// # Errors
/// What the page answers, or the store.
pub fn for_viewer(
    hub: &Hub,
    headers: &HeaderMap,
    page: impl FnOnce(&Book<'_>, &Viewer) -> Result<(StatusCode, Markup), HubError>,
) -> Result<Response, HubError> {
    let session = match sessions::current(hub, headers) {
        Ok(session) => session,
        Err(HubError::Forbidden) => return Ok(sign_in_page(hub, headers, StatusCode::FORBIDDEN, None)),
        Err(error) => return Err(error),
    };
    let store = hub.store();
    let viewer = viewer(&store, session, hub.clock.now_ms())?;
    let (status, page) = page(&store, &viewer)?;
    Ok((status, Html(page.into_string())).into_response())
}

/// A page for somebody signed in whose role may see it; a refusal for any other role.
///
/// # Errors
/// `Forbidden`; what the page answers, or the store.
pub fn for_role(
    hub: &Hub,
    headers: &HeaderMap,
    may: fn(Role) -> bool,
    page: impl FnOnce(&Book<'_>, &Viewer) -> Result<(StatusCode, Markup), HubError>,
) -> Result<Response, HubError> {
    for_viewer(hub, headers, |store, viewer| {
        if may(viewer.session.role) { page(store, viewer) } else { Err(HubError::Forbidden) }
    })
}

/// Whoever looks at a page, and what is to be said to them on each.
fn viewer(store: &Book<'_>, session: Session, now_ms: i64) -> Result<Viewer, HubError> {
    let now = DateTime::from_timestamp_millis(now_ms).unwrap_or_default();
    let may_know = sessions::may_see_officers(session.role);
    let overdue = if may_know { store.overdue(now)? } else { Vec::new() };
    Ok(Viewer { session, overdue, now })
}
