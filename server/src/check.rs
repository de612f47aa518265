//! Reads everything there is, and says what of it is damaged.

use std::collections::BTreeSet;

use anyhow::Result;
use futures::TryStreamExt;
use uuid::Uuid;

use crate::blobs::{BlobError, Blobs};
use crate::housekeeping::LEFTOVER_GRACE_MS;
use crate::store::{BLOB_GRACE_MS, Store};

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// What to say of it, line by line.
    pub lines: Vec<String>,
    /// Rows and blobs that are damaged.
    pub n_damaged: usize,
    /// Bytes that belong to nothing.
    pub n_left: usize,
}

impl Found {
    fn damaged(&mut self, what: String) {
        self.n_damaged += 1;
        self.lines.push(what);
    }

    /// What is to be done about damage.
    pub fn advice(&self, repaired: bool) -> &'static str {
        if repaired {
            "; they are set aside, and a device that has them sends them again"
        } else {
            "; with --repair they are set aside, so that devices send them again"
        }
    }
}

/// Reads every row and every byte. With `repair`, what is damaged is set aside and what belongs to nothing is removed.
///
/// # Errors
/// Something cannot be read at all, or the repair cannot be written.
pub async fn check(store: &Store, blobs: &Blobs, repair: bool, now_ms: i64) -> Result<Found> {
    let mut found = Found::default();
    for problem in store.problems().await? {
        found.damaged(format!("the database's own check says: {problem}"));
    }
    for workspace in store.workspaces().await? {
        let before = found.n_damaged;
        records(store, workspace, repair, &mut found).await?;
        bytes(store, blobs, workspace, repair, &mut found).await?;
        if found.n_damaged > before {
            for device in store.devices(workspace, "").await? {
                let days = (now_ms - device.seen_ms) / (24 * 60 * 60 * 1000);
                found
                    .lines
                    .push(format!("  may be brought back by: {}, last seen {days} days ago", device.name));
            }
        }
    }
    leftovers(store, blobs, repair, now_ms, &mut found).await?;
    Ok(found)
}

async fn records(store: &Store, workspace: Uuid, repair: bool, found: &mut Found) -> Result<()> {
    let (n, damaged) = store.damaged_records(workspace).await?;
    found.lines.push(format!("workspace {workspace}: {n} records read"));
    for (kind, id) in &damaged {
        found.damaged(format!("  damaged: record {kind} {id}"));
    }
    if repair && !damaged.is_empty() {
        store.set_damaged_aside().await?;
    }
    let stands = store.recounted(workspace, repair).await?;
    if stands.told != stands.found {
        found.damaged(format!("  its row says {:?}, its records are {:?}", stands.told, stands.found));
    }
    Ok(())
}

async fn bytes(store: &Store, blobs: &Blobs, workspace: Uuid, repair: bool, found: &mut Found) -> Result<()> {
    let hashes = store.blob_names(workspace).await?;
    found.lines.push(format!("workspace {workspace}: {} blobs to be read", hashes.len()));
    let mut lost = BTreeSet::new();
    for hash in hashes {
        let Some(blob) = store.blob(workspace, &hash).await? else { continue };
        let read = async {
            let mut whole = blobs.read_whole(&hash, blob.parts).await?;
            while whole.try_next().await?.is_some() {}
            Ok::<_, BlobError>(())
        };
        match read.await {
            Ok(()) => {}
            Err(BlobError::Damaged { .. }) => drop(lost.insert(hash)),
            Err(error) => return Err(error.into()),
        }
    }
    for hash in lost {
        found.damaged(format!("  damaged: blob {hash}"));
        if repair {
            store.mark_damaged(workspace, &hash, true).await?;
        }
    }
    Ok(())
}

/// Bytes that no row names.
async fn leftovers(store: &Store, blobs: &Blobs, repair: bool, now_ms: i64, found: &mut Found) -> Result<()> {
    for leftover in blobs.leftovers(now_ms - LEFTOVER_GRACE_MS).await? {
        found.n_left += 1;
        found.lines.push(format!(
            "left behind by a killed upload: {}, {} bytes",
            leftover.path.display(),
            leftover.n_bytes
        ));
        if repair {
            tokio::fs::remove_file(&leftover.path).await?;
        }
    }
    let mut all = blobs.list();
    while let Some((location, written_ms)) = all.try_next().await? {
        if written_ms < now_ms - BLOB_GRACE_MS && !store.is_named(&location).await? {
            found.n_left += 1;
            found.lines.push(format!("named by nothing: {location}"));
            if repair {
                blobs.remove(&location).await?;
            }
        }
    }
    Ok(())
}
