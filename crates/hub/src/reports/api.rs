//! Reports as files and answers, for somebody signed in to the pages.
//!
//! Rule: no decision is made here; each handler reads, calls and writes.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use beatbook_records::report::counting::counting;
use beatbook_records::report::month::Months;
use beatbook_records::report::outcomes::Compared;
use beatbook_records::report::period::Period;
use beatbook_records::wire::Refusal;
use serde::Deserialize;
use utoipa::IntoParams;

use super::counted::{CountedReport, CountingName};
use super::days::{self, year_to};
use super::figures::{Format, Report};
use super::partner_figures;
use super::patrol_summary;
use super::written::{Made, Written};
use crate::error::HubError;
use crate::exports::{Audience, Export, hand_out};
use crate::sessions;
use crate::state::Hub;
use crate::store::Book;

/// The media type of a spreadsheet.
pub const SPREADSHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Which days, in which format, for whom.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SummaryQuery {
    /// The first day, as 2023-08-01; by default twelve months before the last.
    from: Option<String>,
    /// The last day, included; by default the day of the latest patrol.
    to: Option<String>,
    /// How the answer is written.
    #[serde(default)]
    format: Format,
    /// For whom it is made: for the public, small counts are hidden and no record is named.
    #[serde(default, rename = "for")]
    audience: Audience,
}

/// Which days, the records of which figure, in which format, for whom.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FiguresQuery {
    /// The first day, as 2023-08-01; by default twelve months before the last.
    from: Option<String>,
    /// The last day, included; by default today.
    to: Option<String>,
    /// The figure whose records are listed in JSON, by its code.
    figure: Option<String>,
    /// How the answer is written.
    #[serde(default)]
    format: Format,
    /// For whom it is made: for the public, small counts are hidden and no record is named.
    #[serde(default, rename = "for")]
    audience: Audience,
}

/// The patrol summary, for somebody signed in to the pages.
#[utoipa::path(get, path = "/v1/reports/patrol-summary", tag = "report", params(SummaryQuery), security(("session" = [])),
    responses(
        (status = 200, description = "for the public, JSON is a title, notes and rows", content((serde_json::Value = "application/json"), (String = "text/csv"), (String = "text/plain"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = "4XX", description = "a refusal: malformed, forbidden", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn summary(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<SummaryQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let made = made_by(hub, &headers)?;
        let store = hub.store();
        let default = patrol_summary::default_period(&store, hub.clock.now_ms())?;
        let period = days::asked(default, query.from.as_deref(), query.to.as_deref())?;
        let report = Report::of(&patrol_summary::of(&store, period)?, &hub.organisation);
        told(&store, &report, ("patrol-summary", Some(period)), (query.format, query.audience), &made)
    })
    .await
}

/// Which two periods, in which format, for whom.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ComparedQuery {
    /// The first period, as 2022-07..2023-06.
    #[param(pattern = r"^[0-4][0-9]{3}-(0[1-9]|1[0-2])(\.\.[0-4][0-9]{3}-(0[1-9]|1[0-2]))?$")]
    before: String,
    /// The second.
    #[param(pattern = r"^[0-4][0-9]{3}-(0[1-9]|1[0-2])(\.\.[0-4][0-9]{3}-(0[1-9]|1[0-2]))?$")]
    after: String,
    /// How the answer is written.
    #[serde(default)]
    format: Format,
    /// For whom it is made: for the public, small counts are hidden.
    #[serde(default, rename = "for")]
    audience: Audience,
}

/// What partners count themselves, for somebody signed in to the pages.
#[utoipa::path(get, path = "/v1/reports/partner-figures", tag = "report", params(ComparedQuery), security(("session" = [])),
    responses(
        (status = 200, description = "for the public, JSON is a title, notes and rows", content((serde_json::Value = "application/json"), (String = "text/csv"), (String = "text/plain"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = "4XX", description = "a refusal: malformed, forbidden", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn partners(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<ComparedQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let made = made_by(hub, &headers)?;
        let months = |text: &str| text.parse::<Months>().map_err(HubError::Malformed);
        let of = Compared { before: months(&query.before)?, after: months(&query.after)? };
        let store = hub.store();
        let report = partner_figures::of(&store, of)?;
        told(&store, &report, ("partner-figures", None), (query.format, query.audience), &made)
    })
    .await
}

/// A report that counts records, with the records of one figure where that is asked for, for somebody signed in to the pages.
#[utoipa::path(get, path = "/v1/reports/{name}", tag = "report", params(("name" = inline(CountingName), Path), FiguresQuery), security(("session" = [])),
    responses(
        (status = 200, description = "for the public, JSON is a title, notes and rows", content((serde_json::Value = "application/json"), (String = "text/csv"), (String = "text/plain"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = "4XX", description = "a refusal: malformed, forbidden, not found", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn counted(
    State(hub): State<Arc<Hub>>,
    Path(name): Path<String>,
    Query(query): Query<FiguresQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    let counting = counting(&name).ok_or(HubError::NotFound)?;
    hub.work(move |hub| {
        let session = sessions::current(hub, &headers)?;
        let made = Made { at: hub.now(), by: session.account };
        let store = hub.store();
        let period = days::asked(year_to(made.at), query.from.as_deref(), query.to.as_deref())?;
        let asked = (query.figure.as_deref(), session.role);
        let report = CountedReport::told_to(&store, counting, period, asked)?;
        told(&store, &report, (counting.name, Some(period)), (query.format, query.audience), &made)
    })
    .await
}

/// Somebody signed in who may see figures, as whoever makes a report now.
///
/// # Errors
/// `Forbidden` where nobody is.
pub fn made_by(hub: &Hub, headers: &HeaderMap) -> Result<Made, HubError> {
    let session = sessions::current(hub, headers)?;
    Ok(Made { at: hub.now(), by: session.account })
}

/// A report that was written down and is handed out; as a file, where it is one for a spreadsheet.
///
/// # Errors
/// `TooLarge` where a spreadsheet cannot hold it; `Store`.
pub fn told<R: Written>(
    store: &Book<'_>,
    report: &R,
    (name, period): (&'static str, Option<Period>),
    (format, audience): (Format, Audience),
    made: &Made,
) -> Result<Response, HubError> {
    let export = Export::report(report, (name, period), format, audience, made)?;
    let bytes = hand_out(store, export, made)?;
    let kind = match format {
        Format::Json => "application/json",
        Format::Csv => "text/csv; charset=utf-8",
        Format::Table => "text/plain; charset=utf-8",
        Format::Xlsx => SPREADSHEET,
    };
    if matches!(format, Format::Json | Format::Table) {
        return Ok(([(header::CONTENT_TYPE, kind)], bytes).into_response());
    }
    let public = if audience == Audience::Public { "-public" } else { "" };
    let days = period.map_or(String::new(), |Period { from, to }| format!("-{from}-to-{to}"));
    Ok(file(&format!("{name}{public}{days}.{}", format.word()), kind, bytes))
}

/// Bytes as a file of a name, which is made of plain characters.
pub fn file(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    let name = format!("attachment; filename=\"{name}\"");
    let name = name.parse().expect("kinds and dates are plain characters");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    response
}
