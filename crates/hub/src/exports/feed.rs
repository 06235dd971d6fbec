//! Records for other systems, page by page in the order of the history.
//!
//! Rule: a reader that goes on from `next` misses nothing and gets each change of a record once it stands. Fields that
//! concern a person are never in it.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use beatbook_records::export;
use beatbook_records::field::{Field, Kind};
use beatbook_records::record::Values;
use beatbook_records::wire::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::tokens::{self, SEES, kinds_offered};
use super::{Export, hand_out};
use crate::error::HubError;
use crate::reports::written::Made;
use crate::state::Hub;
use crate::store::latest::{Latest, LatestPage};

/// The most records of a page.
const PAGE_MAX: u32 = 1_000;

/// The name of a kind that other systems may read.
pub struct FeedKind;

impl ToSchema for FeedKind {}

impl utoipa::PartialSchema for FeedKind {
    fn schema() -> RefOr<Schema> {
        let names = kinds_offered().map(|kind| kind.name);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
    }
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// `next` of the page before; absent for the first.
    after: Option<String>,
    /// At most so many records.
    #[serde(default = "page_max")]
    #[param(minimum = 1, maximum = 1000)]
    limit: u32,
}

const fn page_max() -> u32 {
    PAGE_MAX
}

/// A record as other systems have it.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedRecord {
    /// Its id.
    id: Uuid,
    /// The number of its last change in the history.
    n: u64,
    /// When it happened, RFC 3339.
    occurred: String,
    /// Whether it was voided: then it has no values, and what was read of it before is no more.
    voided: bool,
    /// Its fields, as the field table of the kind has them.
    #[schema(value_type = Object)]
    values: Values,
}

/// A page of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedPage {
    /// The kind.
    kind: &'static str,
    /// The records, each in the place of its last change. One that was read before takes the place of what was read.
    records: Vec<FeedRecord>,
    /// Records of any kind that were erased since: what was read of them must go.
    erased: Vec<Uuid>,
    /// Where the next page begins.
    next: String,
    /// Whether there is more now.
    more: bool,
    /// Whether the hub was put back since the cursor was given: this is the first page again, and what was read before is no more.
    reset: bool,
}

/// Records of a kind, for another system.
#[utoipa::path(get, path = "/v1/feed/{kind}", tag = "export", params(("kind" = inline(FeedKind), Path), FeedQuery), security(("token" = [])),
    responses(
        (status = 200, body = FeedPage),
        (status = "4XX", description = "a refusal: malformed, forbidden", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn read(
    State(hub): State<Arc<Hub>>,
    Path(kind): Path<String>,
    Query(query): Query<FeedQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let (token, kind) = tokens::reader(hub, &headers, &kind)?;
        if !(1..=PAGE_MAX).contains(&query.limit) {
            return Err(HubError::Malformed("a page has between 1 and 1000 records"));
        }
        let store = hub.store();
        let page = told(kind, store.latest(kind.name, query.after.as_deref(), query.limit)?);
        let lines = page.records.len() + page.erased.len();
        let bytes = serde_json::to_vec(&page).map_err(|error| HubError::Internal(error.to_string()))?;
        let made = Made { at: hub.now(), by: format!("token {}", token.name) };
        let what = format!("feed: {}", kind.name);
        let export = Export { what, period: None, format: "json", audience: "another system", lines, bytes };
        // A page with nothing on it hands nothing out: a reader that asks every minute fills no log.
        let bytes = if lines == 0 { export.bytes } else { hand_out(&store, export, &made)? };
        Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
    })
    .await
}

fn told(kind: &'static Kind, page: LatestPage) -> FeedPage {
    let columns = export::columns(SEES, kind).unwrap_or_default();
    let LatestPage { records, erased, next, more, reset } = page;
    let records = records.into_iter().map(|record| record_of(&columns, record)).collect();
    FeedPage { kind: kind.name, records, erased, next, more, reset }
}

fn record_of(columns: &[&'static Field], record: Latest) -> FeedRecord {
    let Latest { n, id, occurred, voided, values } = record;
    let value =
        |field: &&Field| Some((field.name.to_owned(), export::value(SEES, field, &values)?.into_owned()));
    let values = if voided { Values::new() } else { columns.iter().filter_map(value).collect() };
    FeedRecord { id, n, occurred, voided, values }
}
