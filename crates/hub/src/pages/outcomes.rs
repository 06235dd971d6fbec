//! The outcomes report as a page, and as an answer for programs.
//!
//! Rule: every figure is the report's own; a page chooses what is asked for and which months are drawn.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use beatbook_records::report::period::london_date;
use beatbook_records::wire::Refusal;

use crate::error::HubError;
use crate::pages::for_viewer;
use crate::pages::outcomes_view::{self, Shown};
use crate::reports::api::{made_by, told};
use crate::reports::outcomes;
use crate::reports::outcomes_asked::{OutcomesQuery, wanted};
use crate::state::Hub;

/// Names and values of an address, as they came.
type Pairs = Query<Vec<(String, String)>>;

/// Crimes before and after in some places, beside the district that they lie in.
#[utoipa::path(get, path = "/outcomes", tag = "page", params(OutcomesQuery), security(("session" = [])),
    responses(
        (status = 200, content_type = "text/html"),
        (status = "4XX", description = "what was asked for is not right: the page; nobody is signed in: the sign-in form; a query that cannot be read: a refusal", content((String = "text/html"), (Refusal = "application/problem+json"))),
    ))]
pub async fn outcomes_page(
    State(hub): State<Arc<Hub>>,
    Query(pairs): Pairs,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        for_viewer(hub, &headers, |store, viewer| {
            let query = OutcomesQuery::of(pairs);
            let today = london_date(viewer.now);
            let (status, problem, wanted) = match wanted(store, &query, today)? {
                Ok(wanted) => (StatusCode::OK, None, wanted),
                Err(why) => {
                    let default =
                        wanted(store, &OutcomesQuery::default(), today)?.map_err(HubError::Malformed)?;
                    (StatusCode::BAD_REQUEST, Some(why), default)
                }
            };
            let report = outcomes::of(store, &wanted.asked)?;
            let districts = store.all_police_districts()?;
            let shown = Shown { query: &query, wanted: &wanted, report: &report, districts: &districts };
            Ok((status, outcomes_view::page(hub, viewer, &shown, problem)))
        })
    })
    .await
}

/// The outcomes of the hub's places, for somebody signed in to the pages: the same as the command `report outcomes` tells.
#[utoipa::path(get, path = "/v1/reports/outcomes", tag = "report", params(OutcomesQuery), security(("session" = [])),
    responses(
        (status = 200, description = "for the public, JSON is a title, notes and rows", content((serde_json::Value = "application/json"), (String = "text/csv"), (String = "text/plain"), (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = "4XX", description = "a refusal: malformed, forbidden", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn outcomes_report(
    State(hub): State<Arc<Hub>>,
    Query(pairs): Pairs,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    let query = OutcomesQuery::of(pairs);
    let format = query.format().map_err(HubError::Malformed)?;
    let audience = query.audience().map_err(HubError::Malformed)?;
    hub.work(move |hub| {
        let made = made_by(hub, &headers)?;
        let store = hub.store();
        let wanted = wanted(&store, &query, london_date(made.at))?.map_err(HubError::Malformed)?;
        let report = outcomes::of(&store, &wanted.asked)?;
        told(&store, &report, ("outcomes", None), (format, audience), &made)
    })
    .await
}
