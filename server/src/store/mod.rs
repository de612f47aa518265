//! What the server keeps, apart from the bytes of blobs: workspaces, devices, records, and which blobs there are.
//!
//! All statements are here, and each names the workspace. Whoever changes a workspace locks its row first, so that changes of one
//! workspace happen one after the other and the order of their numbers is the order of their commits. Nothing is answered before
//! its commit. Start with [`sql`], then `push`.

mod blobs;
mod check;
mod checksums;
mod devices;
pub mod dump;
mod epochs;
mod error;
mod guard;
mod left;
mod migrations;
mod notices;
mod pairing;
mod postgres;
mod pull;
mod push;
mod remembered;
mod reopening;
mod retention;
mod row;
mod run;
pub mod sql;
mod sqlite;
mod workspaces;

use std::path::Path;
use std::sync::Arc;

pub use blobs::{Added, Blob, ManifestError, Part};
pub use check::Stands;
pub use devices::KnownDevice;
pub use error::StoreError;
pub use pairing::{CODE_LIFE_MS, PairingError};
pub use pull::PullError;
pub use push::{Incoming, PushError};
pub use remembered::{ANSWER, MAX_PROFILES, PROFILE};
pub use retention::{BLOB_GRACE_MS, Collected, TOMBSTONE_LIFE_MS};
pub use row::WorkspaceRow;

use crate::events::Hub;
use crate::room::Room;
use left::Left;
use reopening::Reopening;
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
    room: Room,
    quota_bytes: u64,
    left: Left,
}

type Opened = (Arc<dyn Database>, Option<sqlx::PgPool>);

/// Opens a database, brings its schema up to date, and gives it what every one has.
async fn writable(url: &str) -> Result<Opened, StoreError> {
    let (db, shared): Opened = match place(url)? {
        Place::Sqlite(file) => (Arc::new(sqlite::SqliteDatabase::open(file).await?), None),
        Place::Postgres => {
            let db = postgres::PostgresDatabase::open(url).await?;
            let pool = db.pool().clone();
            (Arc::new(db), Some(pool))
        }
    };
    let (hub, room) = (Hub::default(), Room::default());
    let store =
        Store { db: db.clone(), shared: shared.clone(), hub, room, quota_bytes: 0, left: Left::default() };
    store.ensure_identity().await?;
    store.sum_up().await?;
    store.begin_epochs().await?;
    Ok((db, shared))
}

/// Opens a database as it is.
async fn readable(url: &str) -> Result<Opened, StoreError> {
    Ok(match place(url)? {
        Place::Sqlite(file) => (Arc::new(sqlite::SqliteDatabase::open_readable(file).await?), None),
        Place::Postgres => {
            let db = postgres::PostgresDatabase::open_readable(url).await?;
            let pool = db.pool().clone();
            (Arc::new(db), Some(pool))
        }
    })
}

enum Place<'a> {
    Sqlite(&'a Path),
    Postgres,
}

fn place(url: &str) -> Result<Place<'_>, StoreError> {
    match url.strip_prefix("sqlite:") {
        Some(file) => Ok(Place::Sqlite(Path::new(file))),
        None if url.starts_with("postgres:") || url.starts_with("postgresql:") => Ok(Place::Postgres),
        None => Err(StoreError::Address),
    }
}

impl Store {
    /// Opens a database, creating or upgrading its schema: `sqlite:FILE` or `postgres://…`.
    ///
    /// # Errors
    /// It cannot be reached, or its content is not what it should be.
    pub async fn open(url: &str, quota_bytes: u64) -> Result<Self, StoreError> {
        let (hub, room) = (Hub::default(), Room::default());
        let (db, shared) = match writable(url).await {
            Ok((database, shared)) => (Reopening::writable(url, database, room.clone()), shared),
            Err(error) => match error {
                // Reading survives: what is there is served until there is room.
                StoreError::Full | StoreError::Migration(_) => match readable(url).await {
                    Ok((database, shared)) => {
                        room.lacks(error.to_string());
                        (Reopening::readable(url, database, room.clone()), shared)
                    }
                    Err(second) => {
                        tracing::debug!("it cannot be read either: {second}");
                        return Err(error);
                    }
                },
                error => return Err(error),
            },
        };
        Ok(Self { db: Arc::new(db), shared, hub, room, quota_bytes, left: Left::default() })
    }

    /// Checks the database before anything is acknowledged. What is damaged is served for reading, and says so.
    ///
    /// # Errors
    /// Never for a damaged database.
    pub async fn begin_serving(&self) -> Result<(), StoreError> {
        self.db.begin_serving().await
    }

    /// What the database's own check finds; it reads all of it.
    ///
    /// # Errors
    /// The check itself cannot be made.
    pub async fn problems(&self) -> Result<Vec<String>, StoreError> {
        self.db.problems().await
    }

    /// Why nothing can be written at the moment.
    pub fn problem(&self) -> Option<String> {
        self.room.problem()
    }

    /// Writes next to nothing, to see whether there is room again.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        tx.rows("UPDATE server SET summed = summed".into(), sql::args![]).await?;
        tx.commit().await?;
        self.room.returned();
        Ok(())
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
