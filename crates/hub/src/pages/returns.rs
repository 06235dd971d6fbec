//! The pages of the returns to funders: which there are, what each says, freezing and restating.
//!
//! Rule: who may see figures may read them; who may freeze is decided by `sessions`. A form is obeyed only where it carries
//! its session's token.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use beatbook_records::report::return_period::ReturnPeriod;
use beatbook_records::wire::Refusal;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, ToSchema};

use crate::error::HubError;
use crate::exports::Audience;
use crate::pages::returns_view;
use crate::pages::{for_viewer, viewer};
use crate::reports::api::{made_by, told};
use crate::reports::figures::Format;
use crate::reports::freeze::{self, ReturnError};
use crate::reports::hotspot_return::{ReturnReport, list};
use crate::sessions;
use crate::state::Hub;
use crate::store::Book;

/// The name of a period in an address.
pub struct PeriodName;

impl ToSchema for PeriodName {}

impl utoipa::PartialSchema for PeriodName {
    fn schema() -> RefOr<Schema> {
        let pattern = "^20[0-9]{2}-(0[1-9]|1[0-2]|Q[1-4])$";
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(pattern))
            .examples(["2023-08", "2023-Q3"])
            .into()
    }
}

/// The returns there are, and how each stands.
#[utoipa::path(get, path = "/returns", tag = "page", security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; busy: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn all(State(hub): State<Arc<Hub>>, headers: HeaderMap) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_viewer(hub, &headers, |store, viewer| {
            Ok((StatusCode::OK, returns_view::all(hub, viewer, &list(store, viewer.now)?)))
        })
    })
    .await
}

/// One return: what was frozen, what a recount gives, and its restatements.
#[utoipa::path(get, path = "/returns/{period}", tag = "page", params(("period" = inline(PeriodName), Path)), security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "nobody is signed in: the sign-in form; no such period: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn one(
    State(hub): State<Arc<Hub>>,
    Path(period): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_viewer(hub, &headers, |store, viewer| {
            let report = ReturnReport::of(store, named(&period)?, viewer.now)?;
            Ok((StatusCode::OK, returns_view::one(hub, viewer, &report, "", None)))
        })
    })
    .await
}

/// What the forms send.
#[derive(Deserialize, ToSchema)]
pub struct Said {
    /// What is said about the figures.
    #[schema(max_length = 2000)]
    narrative: String,
    /// The session's token.
    token: String,
}

/// Freeze a return.
#[utoipa::path(post, path = "/returns/{period}/freeze", tag = "page", params(("period" = inline(PeriodName), Path)), security(("session" = [])),
    request_body(content = Said, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "frozen: its page"),
        (status = "4XX", description = "not ended, or frozen already: the page, with what to do; not the session's own form, or not for this role: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn freeze(
    State(hub): State<Arc<Hub>>,
    Path(period): Path<String>,
    headers: HeaderMap,
    Form(said): Form<Said>,
) -> Result<Response, HubError> {
    hub.work(move |hub| done(hub, &period, &headers, &said, freeze::freeze)).await
}

/// Restate a return by a count of today.
#[utoipa::path(post, path = "/returns/{period}/restate", tag = "page", params(("period" = inline(PeriodName), Path)), security(("session" = [])),
    request_body(content = Said, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "restated: its page"),
        (status = "4XX", description = "not frozen, or nothing to restate: the page, with what to do; not the session's own form, or not for this role: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn restate(
    State(hub): State<Arc<Hub>>,
    Path(period): Path<String>,
    headers: HeaderMap,
    Form(said): Form<Said>,
) -> Result<Response, HubError> {
    hub.work(move |hub| done(hub, &period, &headers, &said, freeze::restate)).await
}

/// How a return is written.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FormatQuery {
    /// How it is written.
    #[serde(default)]
    format: Format,
}

/// One return as figures, for somebody signed in to the pages.
#[utoipa::path(get, path = "/v1/returns/{period}", tag = "report", params(("period" = inline(PeriodName), Path), FormatQuery), security(("session" = [])),
    responses(
        (status = 200, content((ReturnReport = "application/json"), (String = "text/csv"), (String = "text/plain"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = "4XX", description = "a refusal: malformed, forbidden, not found", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn figures(
    State(hub): State<Arc<Hub>>,
    Path(period): Path<String>,
    Query(query): Query<FormatQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let made = made_by(hub, &headers)?;
        let (store, period) = (hub.store(), named(&period)?);
        let report = ReturnReport::of(&store, period, made.at)?;
        told(
            &store,
            &report,
            ("hotspot-return", Some(period.days())),
            (query.format, Audience::Partnership),
            &made,
        )
    })
    .await
}

type Act = fn(&Book<'_>, ReturnPeriod, &str, &str, DateTime<Utc>) -> Result<(), ReturnError>;

fn done(hub: &Hub, period: &str, headers: &HeaderMap, said: &Said, act: Act) -> Result<Response, HubError> {
    let session = sessions::current(hub, headers)?;
    if !sessions::is_own_form_of(&session, &said.token) || !sessions::may_change_figures(session.role) {
        return Err(HubError::Forbidden);
    }
    let (store, period) = (hub.store(), named(period)?);
    // Browsers send both characters where one was typed.
    let narrative = said.narrative.replace("\r\n", "\n");
    match act(&store, period, &session.account, &narrative, hub.now()) {
        Ok(()) => Ok(Redirect::to(&format!("/returns/{period}")).into_response()),
        Err(ReturnError::Store(error)) => Err(error.into()),
        Err(refused) => {
            let viewer = viewer(&store, session, hub.clock.now_ms())?;
            let report = ReturnReport::of(&store, period, viewer.now)?;
            let page = returns_view::one(hub, &viewer, &report, &narrative, Some(&refused.to_string()));
            Ok((StatusCode::CONFLICT, Html(page.into_string())).into_response())
        }
    }
}

fn named(period: &str) -> Result<ReturnPeriod, HubError> {
    period.parse().map_err(|_| HubError::NotFound)
}
