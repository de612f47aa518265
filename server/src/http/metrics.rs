//! Counts for operators, in the OpenMetrics text format.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

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
    /// Counts an answered request.
    pub(super) fn answered(&self, method: String, route: String, status: u16, seconds: f64) {
        self.seconds.observe(seconds);
        self.requests.get_or_create(&Served { method, route, status }).inc();
    }

    /// All of it as text.
    ///
    /// # Errors
    /// Never in practice: the text is written to memory.
    pub(super) fn text(&self) -> Result<String, std::fmt::Error> {
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
