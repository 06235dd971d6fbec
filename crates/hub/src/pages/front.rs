//! The first page and the reports that count: sign in, see figures, take them away, sign out.
//!
//! Rule: plain HTML that works with no script, on paper and at 320 pixels; what somebody typed is
//! only ever text in it.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use beatbook_records::report::counting::counting;
use beatbook_records::report::period::Period;
use beatbook_records::wire::Refusal;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::accounts::{self, PASSWORD_BYTES_MAX};
use crate::api;
use crate::error::HubError;
use crate::pages::{counted_view, for_viewer, notices, viewer, views};
use crate::reports::counted::{CountedReport, CountingName};
use crate::reports::days::{self, year_to};
use crate::reports::figures::Report;
use crate::reports::patrol_summary;
use crate::sessions::{self, Session};
use crate::state::Hub;

/// What the period form asks for.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeriodQuery {
    /// The first day, as 2023-08-01.
    from: Option<String>,
    /// The last day, included.
    to: Option<String>,
}

/// The page: the sign-in form, or the patrol summary for somebody signed in.
#[utoipa::path(get, path = "/", tag = "page", params(PeriodQuery),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "a date is not one: the page; a query that cannot be read: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn front(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<PeriodQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| match sessions::current(hub, &headers) {
        Ok(session) => summary_page(hub, session, &query),
        Err(HubError::Forbidden) => Ok(sign_in_page(hub, &headers, StatusCode::OK, None)),
        Err(error) => Err(error),
    })
    .await
}

/// What the sign-in form sends.
#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    name: String,
    password: String,
    token: String,
}

/// Sign in.
#[utoipa::path(post, path = "/sign-in", tag = "page",
    request_body(content = SignIn, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "signed in: the page"),
        (status = "4XX", description = "the form again, with what to do; where it cannot be read, a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn sign_in(
    State(hub): State<Arc<Hub>>,
    peer: Option<api::Peer>,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Result<Response, HubError> {
    let again = |status, problem| Ok(sign_in_page(&hub, &headers, status, Some(problem)));
    if !sessions::is_own_form(&headers, &form.token) {
        return again(StatusCode::FORBIDDEN, "The form was open too long. Sign in again.");
    }
    let keys = [api::limit_key("/sign-in", peer), format!("account {}", form.name)];
    if keys.iter().any(|key| hub.limits.may_try(key, hub.clock.now_ms()).is_err()) {
        return again(StatusCode::TOO_MANY_REQUESTS, "Too many tries. Wait a minute, then try again.");
    }
    let name = form.name.trim().to_owned();
    if form.password.len() <= PASSWORD_BYTES_MAX && is_account(&hub, name.clone(), form.password).await? {
        let cookie = hub.work(move |hub| sessions::begin(hub, &name)).await?;
        return Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/overview")).into_response());
    }
    for key in &keys {
        hub.limits.failed(key, hub.clock.now_ms());
    }
    again(StatusCode::FORBIDDEN, "The name or the password is not right. Try again.")
}

/// Whether name and password belong together and to a role that may sign in here.
async fn is_account(hub: &Arc<Hub>, name: String, password: String) -> Result<bool, HubError> {
    let _turn = hub.limits.passwords.acquire().await.map_err(|_| HubError::Busy)?;
    hub.work(move |hub| {
        let account = hub.store().account(&name)?.filter(|account| sessions::may_see_reports(account.role));
        Ok(accounts::is_password(account.as_ref().map(|account| account.password.as_str()), &password))
    })
    .await
}

/// What the sign-out button sends.
#[derive(Deserialize, ToSchema)]
pub struct SignOut {
    token: String,
}

/// Sign out.
#[utoipa::path(post, path = "/sign-out", tag = "page", security(("session" = [])),
    request_body(content = SignOut, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "signed out: the sign-in form"),
        (status = "4XX", description = "not the session's own form, or none: a refusal", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn sign_out(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    Form(form): Form<SignOut>,
) -> Result<Response, HubError> {
    let cookie = hub
        .work(move |hub| {
            let session = sessions::current(hub, &headers)?;
            if !sessions::is_own_form_of(&session, &form.token) {
                return Err(HubError::Forbidden);
            }
            sessions::end(hub, &headers)
        })
        .await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

/// The sign-in form, with what is wrong where something is.
pub fn sign_in_page(hub: &Hub, headers: &HeaderMap, status: StatusCode, problem: Option<&str>) -> Response {
    let (token, cookie) = sessions::form_token(hub, headers);
    let page = views::sign_in(hub, &token, problem);
    let mut response = (status, Html(page.into_string())).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn summary_page(hub: &Hub, session: Session, query: &PeriodQuery) -> Result<Response, HubError> {
    let store = hub.store();
    let now_ms = hub.clock.now_ms();
    let (status, period, problem) = asked(patrol_summary::default_period(&store, now_ms)?, query)?;
    let report = Report::of(&patrol_summary::of(&store, period)?, &hub.organisation);
    let notices = notices::of(&store, now_ms)?;
    let page = views::summary(
        hub,
        &viewer(&store, session, now_ms)?,
        &report,
        &notices,
        (query.from.as_deref(), query.to.as_deref()),
        problem,
    );
    Ok((status, Html(page.into_string())).into_response())
}

/// Which days of a report, and the records of which figure.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FigureQuery {
    /// The first day, as 2023-08-01.
    from: Option<String>,
    /// The last day, included.
    to: Option<String>,
    /// The figure whose records are listed, by its code.
    figure: Option<String>,
}

/// A report that counts records, and the records behind one of its figures.
#[utoipa::path(get, path = "/reports/{name}", tag = "page", params(("name" = inline(CountingName), Path), FigureQuery), security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "a date is not one: the page; nobody is signed in: the sign-in form; no such report, a query that cannot be read: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn counted(
    State(hub): State<Arc<Hub>>,
    Path(name): Path<String>,
    Query(query): Query<FigureQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_viewer(hub, &headers, |store, viewer| {
            let counting = counting(&name).ok_or(HubError::NotFound)?;
            let FigureQuery { from, to, figure } = query;
            let period_query = PeriodQuery { from, to };
            let (status, period, problem) = asked(year_to(viewer.now), &period_query)?;
            let asked = (figure.as_deref().or(counting.lists), viewer.session.role);
            let report = CountedReport::told_to(store, counting, period, asked)?;
            let typed = (period_query.from.as_deref(), period_query.to.as_deref());
            let path = format!("/reports/{name}");
            let page = counted_view::page(hub, viewer, &report, &path, typed, problem);
            Ok((status, page))
        })
    })
    .await
}

/// The days that a page is over: those that were asked for, or, where they are not right, the default's and why.
fn asked(
    default: Period,
    query: &PeriodQuery,
) -> Result<(StatusCode, Period, Option<&'static str>), HubError> {
    match days::asked(default, query.from.as_deref(), query.to.as_deref()) {
        Ok(period) => Ok((StatusCode::OK, period, None)),
        Err(HubError::Malformed(why)) => Ok((StatusCode::BAD_REQUEST, default, Some(why))),
        Err(error) => Err(error),
    }
}
