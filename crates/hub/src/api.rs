//! The addresses that devices and programs call: HTTP in, one call, HTTP out.
//!
//! Rule: no decision is made here; each handler reads, calls and writes.

#![expect(unused_qualifications, reason = "written by the utoipa macro for query parameters")]

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::{ConnectInfo, Extension, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use beatbook_records::report::counting::counting;
use beatbook_records::wire::{
    EnrolReply, EnrolRequest, ExchangeReply, ExchangeRequest, HotspotPack, PATH_ENROL, PlacesPage,
    PowersPack, Refusal, SignedContacts, SnapshotPage,
};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::auth::{Caller, Incoming};
use crate::error::HubError;
use crate::reports::counted::{CountedReport, CountingName};
use crate::reports::days::{self, year_to};
use crate::reports::figures::{Format, Report};
use crate::reports::patrol_summary;
use crate::reports::written::Written as _;
use crate::state::Hub;
use crate::{
    contacts as numbers_to_call, enrol, exchange, gazetteer, powers as pack_of_powers, reference, sessions,
    snapshot,
};

/// Answers below this many bytes are not worth compressing.
const COMPRESS_FROM_BYTES: usize = 256;

/// The other end of the connection, where the server knows it.
pub type Peer = Extension<ConnectInfo<SocketAddr>>;

/// What `/healthz` says of a hub that works.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    status: &'static str,
}

/// Whether the hub can read its book.
#[utoipa::path(get, path = "/healthz", tag = "hub", responses(
    (status = 200, body = Health),
    (status = "5XX", description = "a refusal: busy or internal", body = Refusal, content_type = "application/problem+json"),
))]
pub async fn health(State(hub): State<Arc<Hub>>) -> Result<Json<Health>, HubError> {
    hub.work(|hub| Ok(hub.store().organisation()?)).await?;
    Ok(Json(Health { status: "ok" }))
}

/// Turn a code into an enrolment, or sign an enrolled device in again. Not signed: the proof is the signature of the new key.
#[utoipa::path(post, path = "/v1/enrol", tag = "device",
    request_body = EnrolRequest,
    responses(
        (status = 200, body = EnrolReply),
        (status = "4XX", description = "a refusal: malformed, unsigned (wrong proof), code_refused; 429 and busy after too many failures from one address: try again in a minute", body = Refusal, content_type = "application/problem+json"),
        (status = 503, description = "busy", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn enrol(
    State(hub): State<Arc<Hub>>,
    peer: Option<Peer>,
    body: axum::body::Bytes,
) -> Result<Json<EnrolReply>, HubError> {
    let key = limit_key(PATH_ENROL, peer);
    hub.limits.may_try(&key, hub.clock.now_ms())?;
    let request: EnrolRequest =
        serde_json::from_slice(&body).map_err(|_| HubError::Malformed("not an enrolment"))?;
    let answer = hub.work(move |hub| enrol::accept(hub, &request)).await;
    if matches!(answer, Err(HubError::CodeRefused | HubError::Unsigned(_))) {
        hub.limits.failed(&key, hub.clock.now_ms());
    }
    answer.map(Json)
}

/// One small sync: entries up, verdicts and a page of the feed down.
#[utoipa::path(post, path = "/v1/exchange", tag = "device", security(("device" = [])),
    request_body(content = ExchangeRequest, description = "`content-encoding: zstd` is understood"),
    responses(
        (status = 200, body = ExchangeReply, description = "zstd where `accept-encoding` names it"),
        (status = "4XX", description = "a refusal: malformed, too_large, unsigned, clock_wrong, sign_in_expired", body = Refusal, content_type = "application/problem+json"),
        (status = 503, description = "busy", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn exchange(State(hub): State<Arc<Hub>>, incoming: Incoming) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let (caller, signed) = incoming.admit(hub)?;
        let request: ExchangeRequest =
            serde_json::from_slice(&incoming.plain()?).map_err(|_| HubError::Malformed("not an exchange"))?;
        written(&exchange::exchange(hub, &caller, &signed, request)?, incoming.accepts_zstd)
    })
    .await
}

/// Which page of which cell.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SnapshotQuery {
    /// The cell, as `area/class/yyyymm`.
    #[param(pattern = "^[^/]+/(ordinary|personal|special)/[0-9]{6}$")]
    cell: String,
    /// Where the page starts: `next` of the page before; 0 or absent for the first.
    #[serde(default)]
    after: u64,
}

/// The records of a cell as they stand, a page at a time.
#[utoipa::path(get, path = "/v1/snapshot", tag = "device", params(SnapshotQuery), security(("device" = [])),
    responses(
        (status = 200, body = SnapshotPage),
        (status = "4XX", description = "a refusal: malformed, unsigned, clock_wrong, sign_in_expired, revoked, not_found", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn snapshot(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<SnapshotQuery>,
    incoming: Incoming,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let caller = incoming.admit(hub)?.0.in_use()?;
        written(&snapshot::page(hub, &caller, &query.cell, query.after)?, incoming.accepts_zstd)
    })
    .await
}

/// The hotspots of the device's areas.
#[utoipa::path(get, path = "/v1/reference/hotspots", tag = "device", security(("device" = [])),
    params(("if-none-match" = Option<String>, Header, description = "the ETag of the pack on the device")),
    responses(
        (status = 200, body = HotspotPack, description = "with an ETag"),
        (status = 304, description = "the device has this one"),
        (status = "4XX", description = "a refusal: unsigned, clock_wrong, sign_in_expired, revoked", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn hotspots(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    incoming: Incoming,
) -> Result<Response, HubError> {
    pack(hub, headers, incoming, reference::hotspots).await
}

/// The powers in force and those of other days, as far as they are the device's: who may use what, where, at which amount.
#[utoipa::path(get, path = "/v1/reference/powers", tag = "device", security(("device" = [])),
    params(("if-none-match" = Option<String>, Header, description = "the ETag of the pack on the device")),
    responses(
        (status = 200, body = PowersPack, description = "with an ETag; zstd where `accept-encoding` names it"),
        (status = 304, description = "the device has this one"),
        (status = "4XX", description = "a refusal: unsigned, clock_wrong, sign_in_expired, revoked", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn powers(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    incoming: Incoming,
) -> Result<Response, HubError> {
    pack(hub, headers, incoming, pack_of_powers::pack).await
}

/// The numbers to call in danger and in need, as JSON text signed by the organisation.
#[utoipa::path(get, path = "/v1/reference/contacts", tag = "device", security(("device" = [])),
    params(("if-none-match" = Option<String>, Header, description = "the ETag of the numbers on the device")),
    responses(
        (status = 200, body = SignedContacts, description = "with an ETag"),
        (status = 304, description = "the device has these"),
        (status = "4XX", description = "a refusal: unsigned, clock_wrong, sign_in_expired, revoked, not_found (before the first import)", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn contacts(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    incoming: Incoming,
) -> Result<Response, HubError> {
    pack(hub, headers, incoming, |hub, _| numbers_to_call::signed(hub)).await
}

/// A pack as a device may have it, with its ETag, or that the device has this one.
async fn pack<T: Serialize>(
    hub: Arc<Hub>,
    headers: HeaderMap,
    incoming: Incoming,
    of: impl FnOnce(&Hub, &Caller) -> Result<(T, String), HubError> + Send + 'static,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let caller = incoming.admit(hub)?.0.in_use()?;
        let (pack, tag) = of(hub, &caller)?;
        unless_known(&headers, tag, &pack, incoming.accepts_zstd)
    })
    .await
}

/// A pack with its ETag, or that the device has this one.
fn unless_known<T: Serialize>(
    headers: &HeaderMap,
    tag: String,
    pack: &T,
    zstd: bool,
) -> Result<Response, HubError> {
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let body = if known { StatusCode::NOT_MODIFIED.into_response() } else { written(pack, zstd)? };
    Ok(([(header::ETAG, tag)], body).into_response())
}

/// Which page of the places.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlacesQuery {
    /// Where the page starts: `next` of the page before; 0 or absent for the first.
    #[serde(default)]
    #[param(maximum = 9_223_372_036_854_775_807_u64)]
    after: u64,
}

/// The addresses, streets and postcodes of the device's areas, a page at a time in a fixed order.
#[utoipa::path(get, path = "/v1/reference/places", tag = "device", security(("device" = [])),
    params(PlacesQuery, ("if-none-match" = Option<String>, Header, description = "the ETag of the pack on the device")),
    responses(
        (status = 200, body = PlacesPage, description = "with the ETag of the pack; zstd where `accept-encoding` names it"),
        (status = 304, description = "the device has this one"),
        (status = "4XX", description = "a refusal: malformed, unsigned, clock_wrong, sign_in_expired, revoked", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn places(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<PlacesQuery>,
    headers: HeaderMap,
    incoming: Incoming,
) -> Result<Response, HubError> {
    hub.work(move |hub| {
        let caller = incoming.admit(hub)?.0.in_use()?;
        let tag = gazetteer::tag(hub, &caller)?;
        if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
            return Ok(([(header::ETAG, tag)], StatusCode::NOT_MODIFIED).into_response());
        }
        let (page, tag) = gazetteer::page(hub, &caller, query.after)?;
        Ok(([(header::ETAG, tag)], written(&page, incoming.accepts_zstd)?).into_response())
    })
    .await
}

/// Which days, in which format.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SummaryQuery {
    /// The first day, as 2023-08-01; by default twelve months before the last.
    from: Option<String>,
    /// The last day, included; by default the day of the latest patrol or, where records are counted, today.
    to: Option<String>,
    /// How the answer is written.
    #[serde(default)]
    format: Format,
}

/// The patrol summary, for somebody signed in to the pages.
#[utoipa::path(get, path = "/v1/reports/patrol-summary", tag = "report", params(SummaryQuery), security(("session" = [])),
    responses(
        (status = 200, content((Report = "application/json"), (String = "text/csv"), (String = "text/plain"))),
        (status = "4XX", description = "a refusal: malformed, forbidden", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn summary(
    State(hub): State<Arc<Hub>>,
    Query(query): Query<SummaryQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    let report = hub
        .work(move |hub| {
            sessions::current(hub, &headers)?;
            let store = hub.store();
            let default = patrol_summary::default_period(&store, hub.clock.now_ms())?;
            let period = days::asked(default, query.from.as_deref(), query.to.as_deref())?;
            Ok(Report::of(&patrol_summary::of(&store, period)?, &hub.organisation))
        })
        .await?;
    let days = format!("patrol-summary-{}-to-{}", report.from, report.to);
    Ok(told(&days, query.format, report.written(query.format)))
}

/// A report that counts records, with the records that make each figure, for somebody signed in to the pages.
#[utoipa::path(get, path = "/v1/reports/{name}", tag = "report", params(("name" = inline(CountingName), Path), SummaryQuery), security(("session" = [])),
    responses(
        (status = 200, content((CountedReport = "application/json"), (String = "text/csv"), (String = "text/plain"))),
        (status = "4XX", description = "a refusal: malformed, forbidden, not found", body = Refusal, content_type = "application/problem+json"),
    ))]
pub async fn counted(
    State(hub): State<Arc<Hub>>,
    Path(name): Path<String>,
    Query(query): Query<SummaryQuery>,
    headers: HeaderMap,
) -> Result<Response, HubError> {
    let SummaryQuery { from, to, format } = query;
    let counting = counting(&name).ok_or(HubError::NotFound)?;
    let report = hub
        .work(move |hub| {
            sessions::current(hub, &headers)?;
            let store = hub.store();
            let now = DateTime::from_timestamp_millis(hub.clock.now_ms()).unwrap_or_default();
            let period = days::asked(year_to(now), from.as_deref(), to.as_deref())?;
            Ok(CountedReport::of(&store, counting, period)?)
        })
        .await?;
    Ok(told(&format!("{name}-{}-to-{}", report.from, report.to), format, report.written(format)))
}

/// A report that was written; as a file, where it is one for a spreadsheet.
pub fn told(name: &str, format: Format, written: String) -> Response {
    let kind = match format {
        Format::Json => "application/json",
        Format::Csv => "text/csv; charset=utf-8",
        Format::Table => "text/plain; charset=utf-8",
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], written).into_response();
    if format == Format::Csv {
        let name = format!("attachment; filename=\"{name}.csv\"");
        let name = name.parse().expect("dates are plain characters");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// What failures of a caller are counted under: the address of its connection. Behind a proxy that
/// is one for all, which makes the limit stricter and never looser.
pub fn limit_key(path: &str, peer: Option<Peer>) -> String {
    peer.map_or_else(|| path.to_owned(), |Extension(ConnectInfo(peer))| format!("{path} {}", peer.ip()))
}

/// An answer as JSON, compressed where the caller reads that.
pub fn written<T: Serialize>(answer: &T, zstd: bool) -> Result<Response, HubError> {
    let json = serde_json::to_vec(answer).map_err(|error| HubError::Internal(error.to_string()))?;
    let kind = (header::CONTENT_TYPE, "application/json");
    if !zstd || json.len() < COMPRESS_FROM_BYTES {
        return Ok(([kind], json).into_response());
    }
    let body = zstd::bulk::compress(&json, 1).map_err(|error| HubError::Internal(error.to_string()))?;
    Ok(([kind, (header::CONTENT_ENCODING, "zstd")], body).into_response())
}
