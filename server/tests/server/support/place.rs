//! A database of either kind and a folder for blobs, both empty, both gone when the test is.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use hindcast_server::blobs::Blobs;
use hindcast_server::store::Store;
use uuid::Uuid;

use super::postgres;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// Bytes that a workspace may use where the test is not about that.
pub(crate) const QUOTA: u64 = 1 << 30;

/// Where the test's things are.
pub(crate) struct Place {
    pub(crate) kind: Kind,
    pub(crate) database: String,
    folder: Folder,
}

impl Place {
    /// An empty one; `None`, and a word about it, where there is no such database.
    pub(crate) async fn new(kind: Kind) -> Option<Self> {
        let folder = Folder::new();
        let database = match kind {
            Kind::Sqlite => format!("sqlite:{}", folder.path().join("hindcast.db").display()),
            Kind::Postgres => match postgres::new_database().await {
                Some(database) => database,
                None => {
                    println!("skipped: SKIPPED, there is no Postgres below /usr/lib/postgresql");
                    return None;
                }
            },
        };
        Some(Self { kind, database, folder })
    }

    pub(crate) async fn store(&self) -> Store {
        self.store_with(QUOTA).await
    }

    pub(crate) async fn store_with(&self, quota: u64) -> Store {
        Store::open(&self.database, quota).await.unwrap()
    }

    pub(crate) fn blob_folder(&self) -> PathBuf {
        self.folder.path().join("blobs")
    }

    pub(crate) fn blobs(&self) -> Blobs {
        Blobs::open(self.blob_folder().to_str().unwrap()).unwrap()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// A workspace of this name.
pub(crate) async fn workspace(store: &Store, name: &str) -> Uuid {
    store.workspace_named(name, 0).await.unwrap().0
}

/// A folder with a fresh name.
pub(crate) struct Folder(PathBuf);

static N_FOLDERS: AtomicU32 = AtomicU32::new(0);

impl Folder {
    pub(crate) fn new() -> Self {
        let n = N_FOLDERS.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("hindcast-server-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A test that fails leaves its reason elsewhere.
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Stamps a suite onto each database: every function becomes a test of this name per kind.
macro_rules! on_each_database {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[test] fn $name() { crate::support::place::run(crate::support::place::Kind::Sqlite, super::$name) })*
        }
        mod postgres {
            $(#[test] fn $name() { crate::support::place::run(crate::support::place::Kind::Postgres, super::$name) })*
        }
    };
}
pub(crate) use on_each_database;

/// Runs a test in an empty place.
pub(crate) fn run(kind: Kind, test: impl AsyncFnOnce(Place)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        if let Some(place) = Place::new(kind).await {
            test(place).await;
        }
    });
}
