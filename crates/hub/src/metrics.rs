//! What a hub counts, as Prometheus reads it.
//!
//! Rule: numbers about requests and the book as a whole; a label is an address of ours, a method or a status, and never
//! anything that somebody sent. Served on an address of its own, which is nobody's but the operators'.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::error::HubError;
use crate::state::Hub;

/// Seconds up to which requests are counted together.
const SECONDS: [f64; 9] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 1.0, 5.0, 60.0];

/// Which requests.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    /// An address as the router knows it.
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// The counts of a running hub.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Asked, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    under_way: Gauge,
    commit: Gauge<u64, AtomicU64>,
    horizon: Gauge<u64, AtomicU64>,
    verified: Gauge,
    devices: Gauge,
    awaited: Gauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("beatbook"),
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            under_way: Gauge::default(),
            commit: Gauge::default(),
            horizon: Gauge::default(),
            verified: Gauge::default(),
            devices: Gauge::default(),
            awaited: Gauge::default(),
        };
        let told = &mut metrics.registry;
        told.register("requests", "Requests answered", metrics.requests.clone());
        told.register("request_seconds", "How long requests took", metrics.seconds.clone());
        told.register("requests_under_way", "Requests under way", metrics.under_way.clone());
        told.register("commit_number", "The last commit number", metrics.commit.clone());
        told.register("verified_horizon", "Up to where a verified backup goes", metrics.horizon.clone());
        told.register(
            "backup_verified_seconds",
            "When a backup was last verified, Unix seconds",
            metrics.verified.clone(),
        );
        told.register("devices", "Devices in use", metrics.devices.clone());
        told.register(
            "devices_awaited",
            "Devices not seen since the book was put back",
            metrics.awaited.clone(),
        );
        metrics
    }
}

impl Metrics {
    /// A request came.
    pub fn begun(&self) {
        self.under_way.inc();
    }

    /// A request was answered.
    pub fn answered(&self, route: &str, method: &'static str, status: u16, ms: i64) {
        self.under_way.dec();
        let route = route.to_owned();
        self.seconds
            .get_or_create(&Route { route: route.clone() })
            .observe(f64::from(i32::try_from(ms).unwrap_or(i32::MAX)) / 1000.0);
        self.requests.get_or_create(&Asked { route, method, status }).inc();
    }

    /// Everything, with the state of the book as it is now.
    fn told(&self, hub: &Hub) -> Result<String, HubError> {
        let book = hub.store();
        self.commit.set(crate::store::head::Head::read(book.sql())?.commit_seq);
        let (horizon, verified_ms) = book.horizon()?.unwrap_or((0, 0));
        self.horizon.set(horizon);
        self.verified.set(verified_ms / 1000);
        self.devices.set(i64::try_from(book.devices_in_use()?.len()).unwrap_or(i64::MAX));
        self.awaited.set(i64::try_from(book.awaited()?.len()).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry).map_err(|error| HubError::Internal(error.to_string()))?;
        Ok(text)
    }
}

/// The method as one of those there are: whoever asks may write any word.
pub const fn method_name(method: &axum::http::Method) -> &'static str {
    use axum::http::Method;
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::HEAD => "HEAD",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// The operators' address.
pub fn app(hub: Arc<Hub>) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(hub)
}

async fn metrics(State(hub): State<Arc<Hub>>) -> Result<Response, HubError> {
    let text = hub.work(|hub| hub.metrics.told(hub)).await?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
