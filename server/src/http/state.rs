//! What every handler may use.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::damaged::Damaged;
use super::limit::Limiter;
use super::metrics::Metrics;
use crate::blobs::Blobs;
use crate::store::Store;

/// What may be set differently, for other needs or for tests.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Time for a request's headers, and between two requests of a connection.
    pub header_time: Duration,
    /// Time between two pieces of a body, and for a client to take a piece of an answer.
    pub idle_time: Duration,
    /// Time for a whole body.
    pub body_time: Duration,
    /// Time that requests under way get when the server ends.
    pub drain_time: Duration,
    /// Connections at once.
    pub max_connections: usize,
    /// Requests of a device: per second, and at once after a pause.
    pub requests: (f64, f64),
    /// Failed attempts to come in, from one address: per second, and at once.
    pub failures: (f64, f64),
    /// How often a stream of events says that it lives.
    pub keep_alive: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_time: Duration::from_secs(10),
            idle_time: Duration::from_secs(30),
            body_time: Duration::from_secs(300),
            drain_time: Duration::from_secs(10),
            max_connections: 4096,
            requests: (50.0, 500.0),
            failures: (0.2, 20.0),
            keep_alive: Duration::from_secs(15),
        }
    }
}

/// What a server is told at its start.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Folder with the app's files, where they are not inside the program.
    pub app_dir: Option<PathBuf>,
    /// Names under which it may be addressed, besides localhost and plain numbers.
    pub hosts: Vec<String>,
    /// Origins of pages elsewhere that may talk to it.
    pub origins: Vec<String>,
    /// Whether a proxy in front says who asks (`X-Forwarded-For`).
    pub behind_proxy: bool,
    /// See there.
    pub limits: Limits,
}

/// Shared by all handlers.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

/// See [`AppState`].
pub struct Inner {
    /// Records, devices, and which blobs there are.
    pub store: Store,
    /// The bytes of blobs.
    pub blobs: Blobs,
    /// What it was told.
    pub settings: Settings,
    /// Counts.
    pub metrics: Metrics,
    /// Blobs that were found damaged when they were read, until somebody sends them again.
    pub damaged: Damaged,
    /// Requests of devices.
    pub requests: Limiter,
    /// Failed attempts to come in.
    pub failures: Limiter,
    /// Turns true when the server is to end.
    pub stopping: watch::Receiver<bool>,
}

impl AppState {
    /// Puts it together.
    pub fn new(store: Store, blobs: Blobs, settings: Settings, stopping: watch::Receiver<bool>) -> Self {
        let (requests, failures) = (settings.limits.requests, settings.limits.failures);
        Self(Arc::new(Inner {
            store,
            blobs,
            metrics: Metrics::default(),
            damaged: Damaged::default(),
            requests: Limiter::new(requests.0, requests.1),
            failures: Limiter::new(failures.0, failures.1),
            stopping,
            settings,
        }))
    }
}

impl std::ops::Deref for AppState {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
