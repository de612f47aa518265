//! Counts for operators, in the OpenMetrics text format. Served on an address of their own, see `--metrics-listen`.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use tokio::time::Instant;

use super::state::AppState;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Served {
    method: String,
    /// The route, not the address: ids would make a series each.
    route: String,
    status: u16,
}

/// The counts. Clones share them.
#[derive(Clone)]
pub struct Metrics {
    requests: Family<Served, Counter>,
    seconds: Histogram,
    /// Open connections.
    pub connections: Gauge,
    /// Open streams of events.
    pub listeners: Gauge,
    /// Bytes of blobs received and kept.
    pub blob_bytes: Counter,
    /// Mutations applied.
    pub applied: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            seconds: Histogram::new(exponential_buckets(0.001, 2.0, 15)),
            connections: Gauge::default(),
            listeners: Gauge::default(),
            blob_bytes: Counter::default(),
            applied: Counter::default(),
        }
    }
}

impl Metrics {
    /// All of it as text.
    fn text(&self) -> Result<String, std::fmt::Error> {
        let mut registry = Registry::with_prefix("hindcast");
        registry.register("requests", "Requests answered", self.requests.clone());
        registry.register("request_seconds", "Time until the head of the answer", self.seconds.clone());
        registry.register("connections", "Open connections", self.connections.clone());
        registry.register("event_streams", "Open streams of events", self.listeners.clone());
        registry.register("blob_bytes", "Bytes of blobs received and kept", self.blob_bytes.clone());
        registry.register("mutations_applied", "Mutations applied", self.applied.clone());
        let mut text = String::new();
        encode(&mut text, &registry)?;
        Ok(text)
    }
}

/// Counts a request and writes a line of the log for it.
pub(super) async fn count(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "file".to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let seconds = start.elapsed().as_secs_f64();
    tracing::debug!(method, route, status, seconds, "answered");
    state.metrics.seconds.observe(seconds);
    state.metrics.requests.get_or_create(&Served { method, route, status }).inc();
    response
}

/// The page of counts.
pub(super) async fn page(State(state): State<AppState>) -> Response {
    match state.metrics.text() {
        Ok(text) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
