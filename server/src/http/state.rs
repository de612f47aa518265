//! What every handler may use.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use shared::api::blob::MAX_WHOLE;
use tokio::sync::{Semaphore, watch};

use super::budget::Budget;
use super::damaged::Damaged;
use super::limit::Limiter;
use super::metrics::Metrics;
use crate::blobs::Blobs;
use crate::store::{Store, StoreError};

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
    /// Connections at once from one address; not counted behind a proxy.
    pub max_connections_each: usize,
    /// Bytes of bodies that are not whole yet: of those without a token together, and of one address.
    pub stranger_bodies: (usize, usize),
    /// The same of devices, and of one device.
    pub device_bodies: (usize, usize),
    /// MiB that a device may have put together from chunks: per second, and at once after a pause.
    pub work: (f64, f64),
    /// Manifests that are checked at once.
    pub max_checks: usize,
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
            max_connections_each: 1024,
            stranger_bodies: (4 << 20, 512 << 10),
            device_bodies: (256 << 20, 48 << 20),
            work: (32.0, (MAX_WHOLE >> 20) as f64),
            max_checks: 1,
            requests: (50.0, 500.0),
            failures: (0.2, 20.0),
            keep_alive: Duration::from_secs(15),
        }
    }
}

impl Limits {
    /// The same with no more connections than there may be files open: each may have a file of a blob open too, and some are for the
    /// database.
    #[must_use]
    pub fn within(mut self, n_files: Option<u64>) -> Self {
        const OWN: u64 = 64;
        let room = n_files.map_or(u64::MAX, |n| (n.saturating_sub(OWN) / 2).max(8));
        self.max_connections = self.max_connections.min(usize::try_from(room).unwrap_or(usize::MAX));
        self.max_connections_each = self.max_connections_each.min(self.max_connections.div_ceil(4));
        self
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
    /// Attempts to come in that failed.
    pub failures: Limiter,
    /// MiB that devices have put together.
    pub work: Limiter,
    /// Manifests that are checked at the moment: the hashing leaves processors to others.
    pub checks: Semaphore,
    /// Bodies of devices.
    pub bodies: Budget,
    /// Bodies of those without a token.
    pub strangers: Budget,
    /// Turns true when the server is to end.
    pub stopping: watch::Receiver<bool>,
}

impl AppState {
    /// Puts it together.
    pub fn new(store: Store, blobs: Blobs, settings: Settings, stopping: watch::Receiver<bool>) -> Self {
        let Limits { requests, failures, work, max_checks, device_bodies, stranger_bodies, .. } =
            settings.limits;
        Self(Arc::new(Inner {
            store,
            blobs,
            metrics: Metrics::default(),
            damaged: Damaged::default(),
            requests: Limiter::new(requests.0, requests.1),
            failures: Limiter::new(failures.0, failures.1),
            work: Limiter::new(work.0, work.1),
            checks: Semaphore::new(max_checks),
            bodies: Budget::new(device_bodies.0, device_bodies.1),
            strangers: Budget::new(stranger_bodies.0, stranger_bodies.1),
            stopping,
            settings,
        }))
    }

    /// Remembers what was found damaged before this start.
    ///
    /// # Errors
    /// The store failed.
    pub async fn recall(&self) -> Result<(), StoreError> {
        for (workspace, hash) in self.store.damaged_blobs().await? {
            self.damaged.add(workspace, hash);
        }
        Ok(())
    }
}

impl std::ops::Deref for AppState {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}
