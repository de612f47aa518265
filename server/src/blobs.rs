//! Where the bytes of blobs are kept: a directory, or any S3-compatible store. Each write has a separate location that is never used
//! again, so that removing what one writer gave up can never touch what another one wrote.

use std::path::{Path as FilePath, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};
use sha2::{Digest, Sha256};
use shared::bytes::hash_of;
use shared::id::BlobHash;
use uuid::Uuid;

use crate::room::{Room, is_no_room, sync_folder_of};
use crate::store::Part;

/// Why bytes were not read or written.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no room left.
    #[error("the disk of the blobs is full or read-only")]
    Full,
    /// The store does not answer as it should.
    #[error("the blob store: {0}")]
    Store(object_store::Error),
    /// The address is of no known kind.
    #[error("blobs are kept in a directory or at `s3://BUCKET/PREFIX`: {0}")]
    Address(String),
    /// The bytes are not those that were written.
    #[error("the bytes of blob {hash} at {location} are damaged or gone")]
    Damaged {
        /// The blob, or the chunk of one.
        hash: BlobHash,
        /// Where they should be.
        location: String,
    },
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(this) = cause {
            if this.downcast_ref::<std::io::Error>().is_some_and(is_no_room) {
                return Self::Full;
            }
            cause = this.source();
        }
        Self::Store(error)
    }
}

/// The place. Clones share it.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Where it is a directory.
    folder: Option<PathBuf>,
    room: Room,
}

impl Blobs {
    /// Opens a directory, made if it is not there, or `s3://BUCKET/PREFIX` with the usual `AWS_…` variables.
    ///
    /// # Errors
    /// There is no such place.
    pub fn open(place: &str) -> Result<Self, BlobError> {
        let Some(rest) = place.strip_prefix("s3://") else {
            let dir = FilePath::new(place);
            let named = |error| BlobError::Address(format!("{place}: {error}"));
            if !dir.is_dir() {
                std::fs::create_dir_all(dir).map_err(named)?;
                // What lies in it is durable only if it is.
                sync_folder_of(dir).map_err(named)?;
            }
            // Durable before a row says that it is there.
            let store = LocalFileSystem::new_with_prefix(dir)?.with_fsync(true);
            let folder = Some(dir.to_owned());
            return Ok(Self { store: Arc::new(store), folder, room: Room::default() });
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(BlobError::Address(place.to_owned()));
        }
        // Libraries ask for the process's TLS provider; a second answer would be an error, and the first is the same.
        drop(rustls::crypto::ring::default_provider().install_default());
        // Somebody waits for the answer, and will ask again.
        let retry =
            RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(20), ..RetryConfig::default() };
        let store = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry).build()?;
        let prefix = Path::parse(prefix).map_err(|error| BlobError::Address(error.to_string()))?;
        let store = Arc::new(PrefixStore::new(store, prefix));
        Ok(Self { store, folder: None, room: Room::default() })
    }

    /// A location that was never used.
    pub fn new_location(workspace: Uuid, hash: &BlobHash) -> String {
        format!("{workspace}/{}/{hash}-{}", &hash.0[..2], Uuid::now_v7())
    }

    /// Writes bytes. They are durable when this returns.
    pub async fn write(&self, location: &str, bytes: Bytes) -> Result<(), BlobError> {
        let written = self.store.put(&Path::from(location), bytes.into()).await.map_err(BlobError::from);
        if let Err(error @ BlobError::Full) = &written {
            self.room.lacks(error.to_string());
        }
        written.map(drop)
    }

    /// Why nothing can be written at the moment.
    pub fn problem(&self) -> Option<String> {
        self.room.problem()
    }

    /// Writes next to nothing, to see whether there is room again.
    pub async fn probe(&self) -> Result<(), BlobError> {
        let location = format!("probe-{}", Uuid::now_v7());
        self.write(&location, Bytes::from_static(b"room?")).await?;
        self.room.returned();
        self.remove(&location).await
    }

    /// What killed writes left behind in a directory: files that have the name of a blob and a number behind it, which no list of the
    /// store shows. Those that were last written before a moment, UTC milliseconds.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub async fn leftovers(&self, before_ms: i64) -> Result<Vec<Leftover>, BlobError> {
        let Some(folder) = self.folder.clone() else { return Ok(Vec::new()) };
        let found = tokio::task::spawn_blocking(move || {
            let mut found = Vec::new();
            leftovers(&folder, before_ms, &mut found).map(|()| found)
        });
        let found = found.await.map_err(|error| BlobError::Address(error.to_string()))?;
        found.map_err(|error| BlobError::Address(format!("cannot be read: {error}")))
    }

    /// Removes what lies at a location. That nothing does is not an error.
    pub async fn remove(&self, location: &str) -> Result<(), BlobError> {
        match self.store.delete(&Path::from(location)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes of a blob, each part of it checked against its hash before anything of it is passed on: what the disk has altered
    /// reaches nobody. They are read twice for that, so that a client that takes them slowly holds no memory. An error at the first part
    /// is an error at once.
    pub async fn read(
        &self,
        parts: Vec<Part>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else { return Ok(stream::empty().boxed()) };
        let first = self.checked(&first).await?;
        let blobs = self.clone();
        let rest = stream::iter(parts.map(Ok)).and_then(move |part| {
            let blobs = blobs.clone();
            async move { blobs.checked(&part).await }
        });
        Ok(first.chain(rest.try_flatten()).boxed())
    }

    /// As [`Blobs::read`]; the last piece of several comes only if all of them together have the hash that was asked for.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] if they do not.
    pub async fn read_whole(
        &self,
        hash: &BlobHash,
        mut parts: Vec<Part>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let last = if parts.len() > 1 { parts.pop() } else { None };
        let Some(last) = last else { return self.read(parts).await };
        let (blobs, hash) = (self.clone(), hash.clone());
        let before = Arc::new(Mutex::new(Sha256::new()));
        let counted = before.clone();
        let stream = self.read(parts).await?.inspect_ok(move |piece| {
            counted.lock().unwrap_or_else(PoisonError::into_inner).update(piece);
        });
        let end = stream::once(async move {
            let bytes = blobs.bytes(&last).await?;
            let before = before.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if const_hex::encode(before.chain_update(&bytes).finalize()) == hash.0 {
                return Ok(bytes);
            }
            Err(BlobError::Damaged { hash, location: "its list of chunks".into() })
        });
        Ok(stream.chain(end).boxed())
    }

    /// The bytes of one part, at most a chunk.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] if they are gone or altered.
    pub async fn bytes(&self, part: &Part) -> Result<Bytes, BlobError> {
        let pieces: Vec<Bytes> = self.stream(part).await?.try_collect().await?;
        let bytes = pieces.concat();
        if hash_of(&bytes) == part.hash { Ok(bytes.into()) } else { Err(damaged(part)) }
    }

    /// Whether a part is as it was written.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] if it is not.
    pub async fn check(&self, part: &Part) -> Result<(), BlobError> {
        let bytes = self.stream(part).await?;
        let hash = bytes.try_fold(Sha256::new(), async |hash, piece| Ok(hash.chain_update(&piece))).await?;
        if const_hex::encode(hash.finalize()) == part.hash.0 { Ok(()) } else { Err(damaged(part)) }
    }

    async fn checked(&self, part: &Part) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        self.check(part).await?;
        self.stream(part).await
    }

    async fn stream(&self, part: &Part) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let found = match self.store.get(&Path::from(part.location.as_str())).await {
            Err(object_store::Error::NotFound { .. }) => return Err(damaged(part)),
            found => found?,
        };
        // A length that differs would shift everything behind it.
        if found.meta.size != part.n_bytes {
            return Err(damaged(part));
        }
        Ok(found.into_stream().err_into().boxed())
    }

    /// Every location and when it was written, UTC milliseconds.
    pub fn list(&self) -> BoxStream<'static, Result<(String, i64), BlobError>> {
        let list = self.store.list(None).err_into::<BlobError>();
        list.map_ok(|meta| (meta.location.to_string(), meta.last_modified.timestamp_millis())).boxed()
    }
}

/// A file that a killed write left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Its path.
    pub path: PathBuf,
    /// Its length.
    pub n_bytes: u64,
    /// Whose it was to be, by its location.
    pub workspace: Option<Uuid>,
    /// When it was written, UTC milliseconds.
    pub written_ms: i64,
}

fn leftovers(folder: &FilePath, before_ms: i64, found: &mut Vec<Leftover>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        // What is gone by now was none.
        let Ok(meta) = entry.metadata() else { continue };
        if meta.is_dir() {
            leftovers(&path, before_ms, found)?;
            continue;
        }
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.rsplit_once('#')).map(|(_, number)| number);
        let is_left = number
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
        let written = meta.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let written_ms = written.as_millis() as i64;
        if is_left && written_ms < before_ms {
            // `<workspace>/<two digits>/<hash>-<id>#1`
            let workspace = path.iter().rev().nth(2).and_then(|name| name.to_str()?.parse().ok());
            found.push(Leftover { path, n_bytes: meta.len(), workspace, written_ms });
        }
    }
    Ok(())
}

fn damaged(part: &Part) -> BlobError {
    BlobError::Damaged { hash: part.hash.clone(), location: part.location.clone() }
}
