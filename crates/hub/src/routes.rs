//! Every address of the hub, on one screen.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{get, head, patch, post, put};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::error::{HubError, refusals};
use crate::limits::{FORM_BYTES_MAX, REQUEST_TIME_MAX, UPLOAD_BYTES_MAX, UPLOAD_TIME_MAX};
use crate::metrics::method_name;
use crate::state::Hub;
use crate::{api, blobs, exports, numbers, openapi, pages, reports, unread};

/// Headers of every answer: nothing may be run, framed, sniffed, remembered or told on.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The hub as a router.
pub fn app(hub: Arc<Hub>) -> Router {
    let mut router = Router::new()
        .route("/", get(pages::front::front))
        .route("/style.css", get(pages::style))
        .route("/sign-in", post(pages::front::sign_in))
        .route("/sign-out", post(pages::front::sign_out))
        .route("/v1/enrol", post(api::enrol))
        .route("/v1/exchange", post(api::exchange))
        .route("/v1/snapshot", get(api::snapshot))
        .route("/v1/reference/hotspots", get(api::hotspots))
        .route("/v1/reference/places", get(api::places))
        .route("/v1/reference/powers", get(api::powers))
        .route("/v1/reference/contacts", get(api::contacts))
        .route("/v1/blobs", get(blobs::api::manifest))
        .route("/v1/blobs/{sha256}", get(blobs::api::read))
        .route("/v1/blobs/{sha256}", head(blobs::api::state))
        .route("/v1/blobs/{sha256}", put(blobs::api::whole))
        .route("/v1/blobs/{sha256}", patch(blobs::api::piece))
        .route("/reports/{name}", get(pages::front::counted))
        .route("/outcomes", get(pages::outcomes::outcomes_page))
        .route("/places", get(pages::places::places_page))
        .route("/places", post(pages::places::save_place))
        .route("/upload.js", get(pages::police::upload_script))
        .route("/v1/reports/outcomes", get(pages::outcomes::outcomes_report))
        .route("/returns", get(pages::returns::all))
        .route("/returns/{period}", get(pages::returns::one))
        .route("/returns/{period}/freeze", post(pages::returns::freeze))
        .route("/returns/{period}/restate", post(pages::returns::restate))
        .route("/v1/returns/{period}", get(pages::returns::figures))
        .route("/users", get(pages::users::users_page))
        .route("/users/invitations", post(pages::users::invite))
        .route("/users/accounts", post(pages::users::make_account))
        .route("/users/devices/{device}", get(pages::users::device_page))
        .route("/users/devices/{device}/sign-in", post(pages::users::sign_in_code))
        .route("/users/devices/{device}/revoke", post(pages::users::revoke))
        .route("/records", get(pages::records::list_records))
        .route("/records/{id}", get(pages::records::one_record))
        .route("/overview", get(pages::overview::overview))
        .route("/phones", get(pages::devices::phones))
        .route("/waiting", get(pages::waiting::waiting))
        .route("/quality", get(pages::quality::quality_page))
        .route("/records/{id}/ask", post(pages::quality::ask))
        .route("/targets", get(pages::targets::targets_page))
        .route("/v1/reports/partner-figures", get(reports::api::partners))
        .route("/v1/reports/targets", get(pages::targets::targets_report))
        .route("/v1/reports/patrol-summary", get(reports::api::summary))
        .route("/v1/reports/{name}", get(reports::api::counted))
        .route("/v1/exports/records", get(exports::api::take))
        .route("/v1/feed/{kind}", get(exports::feed::read))
        .route("/exports", get(exports::api::log))
        .route("/v1/numbers", post(numbers::take))
        .route("/healthz", get(api::health))
        .route("/openapi.json", get(openapi::document))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(from_fn_with_state(Arc::clone(&hub), turn))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIME_MAX))
        .merge(uploads(&hub))
        .layer(from_fn_with_state(Arc::clone(&hub), refusals))
        .layer(from_fn(unread::closes))
        .with_state(hub);
    for (name, value) in HEADERS {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    router
}

/// What may be larger and take longer than any other request.
fn uploads(hub: &Arc<Hub>) -> Router<Arc<Hub>> {
    Router::new()
        .route("/police", get(pages::police::police_page))
        .route("/police", post(pages::police::take_in_files))
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX))
        .layer(from_fn_with_state(Arc::clone(hub), turn))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, UPLOAD_TIME_MAX))
}

/// Take a turn, and write one line per request that names no person, device or record.
async fn turn(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Result<Response, HubError> {
    let _turn = hub.limits.requests.acquire().await.map_err(|_| HubError::Busy)?;
    // The address as it is declared: what somebody typed after it may name a person.
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
    let method = method_name(request.method());
    hub.metrics.begun();
    let began = hub.clock.now_ms();
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), hub.clock.now_ms() - began);
    hub.metrics.answered(&route, method, status, ms);
    tracing::info!(method, route, status, ms);
    Ok(response)
}
