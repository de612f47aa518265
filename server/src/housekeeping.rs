//! What is done now and then: forgetting what need not be kept.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::TryStreamExt;
use tokio::sync::watch;

use crate::blobs::{BlobError, Blobs};
use crate::clock::now_ms;
use crate::store::{BLOB_GRACE_MS, Store, StoreError};

const EVERY: Duration = Duration::from_secs(60 * 60);
/// How long a file may be of a write that is still going on.
pub const LEFTOVER_GRACE_MS: i64 = 60 * 60 * 1000;
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What one round has removed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Tombstones.
    pub n_tombstones: usize,
    /// Blobs that nothing named.
    pub n_blobs: usize,
    /// Bytes that no blob named: uploads that were given up, or whose removal was cut off.
    pub n_orphans: usize,
    /// Files that killed writes left behind.
    pub n_leftovers: usize,
}

/// Why a round was cut off. The next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bytes.
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

/// A round every hour until the server is to stop. Several servers may do this at once.
pub async fn run(store: Store, blobs: Blobs, mut stopping: watch::Receiver<bool>) {
    loop {
        match sweep(&store, &blobs, now_ms()).await {
            Ok(swept) if swept == Swept::default() => {}
            Ok(swept) => tracing::info!(?swept, "housekeeping"),
            Err(error) => tracing::warn!("housekeeping was cut off: {error}"),
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}

/// One round.
///
/// # Errors
/// See [`SweepError`].
pub async fn sweep(store: &Store, blobs: &Blobs, now_ms: i64) -> Result<Swept, SweepError> {
    let mut swept = Swept::default();
    for workspace in store.workspaces().await? {
        loop {
            let collected = store.collect(workspace, now_ms).await?;
            if collected.n_tombstones == 0 && collected.n_blobs == 0 {
                break;
            }
            swept.n_tombstones += collected.n_tombstones;
            swept.n_blobs += collected.n_blobs;
            // The rows are gone, so nothing leads here any more; if this is cut off, they are orphans of a later round.
            for location in collected.locations {
                blobs.remove(&location).await?;
            }
        }
    }
    let mut all = blobs.list();
    while let Some((location, written_ms)) = all.try_next().await? {
        // Younger ones may belong to an upload whose row is about to be written.
        if written_ms < now_ms - BLOB_GRACE_MS && !store.is_named(&location).await? {
            blobs.remove(&location).await?;
            swept.n_orphans += 1;
        }
    }
    let mut left = BTreeMap::new();
    for leftover in blobs.leftovers(i64::MAX).await? {
        let is_old = leftover.written_ms < now_ms - LEFTOVER_GRACE_MS;
        if is_old && tokio::fs::remove_file(&leftover.path).await.is_ok() {
            swept.n_leftovers += 1;
        } else if let Some(workspace) = leftover.workspace {
            *left.entry(workspace).or_default() += leftover.n_bytes;
        }
    }
    store.charge_left(left);
    Ok(swept)
}

/// Looks, while something cannot be written, whether it can again.
pub async fn watch_room(store: Store, blobs: Blobs) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        // What still fails is known already.
        if store.problem().is_some() {
            drop(store.probe().await);
        }
        if blobs.problem().is_some() {
            drop(blobs.probe().await);
        }
    }
}
