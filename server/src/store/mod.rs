//! What the server keeps, apart from the bytes of blobs: workspaces, devices, records, and which blobs there are.
//!
//! All statements are here, and each names the workspace. Whoever changes a workspace locks its row first, so that changes of one
//! workspace happen one after the other and the order of their numbers is the order of their commits. Nothing is answered before
//! its commit. Start with [`sql`], then `push`.

mod blobs;
mod devices;
pub mod dump;
mod epochs;
mod error;
mod guard;
mod migrations;
mod notices;
mod pairing;
mod postgres;
mod pull;
mod push;
mod retention;
mod row;
pub mod sql;
mod sqlite;
mod workspaces;

use std::path::Path;
use std::sync::Arc;

pub use blobs::{Added, Blob, ManifestError, Part};
pub use devices::KnownDevice;
pub use error::StoreError;
pub use pairing::{CODE_LIFE_MS, PairingError};
pub use pull::PullError;
pub use push::{Incoming, PushError};
pub use retention::{BLOB_GRACE_MS, Collected, TOMBSTONE_LIFE_MS};
pub use row::WorkspaceRow;

use crate::events::Hub;
use sql::Database;

/// Bytes that a record or blob costs beyond its own, so that many empty ones cannot fill the disk.
pub const OVERHEAD: u64 = 256;

/// The store. Clones share everything.
#[derive(Clone)]
pub struct Store {
    db: Arc<dyn Database>,
    /// Set when other servers may use the same database.
    shared: Option<sqlx::PgPool>,
    hub: Hub,
    quota_bytes: u64,
}

impl Store {
    /// Opens a database, creating or upgrading its schema: `sqlite:FILE` or `postgres://…`.
    ///
    /// # Errors
    /// It cannot be reached, or its content is not what it should be.
    pub async fn open(url: &str, quota_bytes: u64) -> Result<Self, StoreError> {
        let hub = Hub::default();
        let store = if let Some(file) = url.strip_prefix("sqlite:") {
            let db = sqlite::SqliteDatabase::open(Path::new(file)).await?;
            Self { db: Arc::new(db), shared: None, hub, quota_bytes }
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let db = postgres::PostgresDatabase::open(url).await?;
            let shared = Some(db.pool().clone());
            Self { db: Arc::new(db), shared, hub, quota_bytes }
        } else {
            return Err(StoreError::Address);
        };
        store.ensure_identity().await?;
        store.begin_epochs().await?;
        Ok(store)
    }

    /// The same store with something between it and the database, for tests that stop it at a certain point.
    #[must_use]
    pub fn through(&self, wrap: impl FnOnce(Arc<dyn Database>) -> Arc<dyn Database>) -> Self {
        Self { db: wrap(self.db.clone()), ..self.clone() }
    }

    /// Bytes that a workspace may use.
    pub fn quota_bytes(&self) -> u64 {
        self.quota_bytes
    }

    /// Where what happens is told.
    pub fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
