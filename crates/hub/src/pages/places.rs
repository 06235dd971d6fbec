//! The page of the places of the outcomes report: what stands, what stood, and a form that adds a version.
//!
//! Rule: whoever may see figures reads it; only those who may change what figures are made of write.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use beatbook_records::report::period::london_date;
use beatbook_records::wire::Refusal;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::error::HubError;
use crate::outcome_places::{NotWritten, Typed, Version, read_form, standing};
use crate::pages::for_viewer;
use crate::pages::places_view::{self, Shown};
use crate::pages::views::Viewer;
use crate::sessions;
use crate::state::Hub;

/// Which place the form is about.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlaceQuery {
    /// The place that is to be changed.
    #[param(maximum = 9_223_372_036_854_775_807_u64)]
    place: Option<u64>,
    /// The place that was just written.
    #[param(maximum = 9_223_372_036_854_775_807_u64)]
    saved: Option<u64>,
}

/// The places of the outcomes report.
#[utoipa::path(get, path = "/places", tag = "page", params(PlaceQuery), security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; a query that cannot be read: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn places_page(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<PlaceQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_viewer(hub, &headers, |store, viewer| {
            let versions = store.outcome_places()?;
            let typed = filled(&versions, viewer, query.place);
            let saved = versions.iter().rfind(|version| Some(version.place) == query.saved);
            let shown = Shown { versions: &versions, typed: &typed, saved, wrongs: &[] };
            Ok((StatusCode::OK, places_view::page(hub, viewer, &shown)))
        })
    })
    .await
}

/// Write a version of a place.
#[utoipa::path(post, path = "/places", tag = "page", security(("session" = [])),
    request_body(content = Typed, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "written: the page"),
        (status = "4XX", description = "the form again, with what is wrong; nobody is signed in: the sign-in form; somebody who may not, not the session's own form, or one that cannot be read: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn save_place(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    Form(typed): Form<Typed>,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let mut saved = None;
        let page = for_viewer(hub, &headers, |store, viewer| {
            let session = &viewer.session;
            if !sessions::may_change_figures(session.role) || !sessions::is_own_form_of(session, &typed.token)
            {
                return Err(HubError::Forbidden);
            }
            let now_ms = hub.clock.now_ms();
            let decide = |there: &[Version]| match read_form(&typed, there, &session.account, now_ms) {
                Ok(version) => Ok(vec![version]),
                Err(wrongs) => Err(NotWritten::Wrong(wrongs)),
            };
            let wrongs = match store.put_outcome_places(decide) {
                Ok(new) => {
                    saved = new.first().map(|version| version.place);
                    Vec::new()
                }
                Err(NotWritten::Wrong(wrongs)) => wrongs,
                Err(NotWritten::Store(error)) => return Err(error.into()),
            };
            let versions = store.outcome_places()?;
            let shown = Shown { versions: &versions, typed: &typed, saved: None, wrongs: &wrongs };
            Ok((StatusCode::BAD_REQUEST, places_view::page(hub, viewer, &shown)))
        })?;
        Ok(saved.map_or(page, |place| Redirect::to(&format!("/places?saved={place}")).into_response()))
    })
    .await
}

/// The form as it is before anybody types: that of a place, or an empty one, from today.
fn filled(versions: &[Version], viewer: &Viewer, place: Option<u64>) -> Typed {
    let today = london_date(viewer.now);
    let new = Typed { from: today.to_string(), ..Typed::default() };
    let stands = standing(versions, today).into_iter().find(|version| Some(version.place) == place);
    let Some(version) = stands.or_else(|| versions.iter().rfind(|version| Some(version.place) == place))
    else {
        return new;
    };
    let lines =
        |codes: &std::collections::BTreeSet<String>| codes.iter().cloned().collect::<Vec<_>>().join("\n");
    let of = &version.of;
    Typed {
        place: version.place.to_string(),
        name: of.name.clone(),
        lsoa11: lines(&of.lsoa11),
        lsoa21: lines(&of.lsoa21),
        ..new
    }
}
