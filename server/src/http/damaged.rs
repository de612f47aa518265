//! Which blobs are known to be damaged: those that the database tells at the start, and those that were found since.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use shared::id::BlobHash;
use uuid::Uuid;

/// More are not remembered, so that a disk that is gone does not fill the memory. They are found again.
const MAX: usize = 100_000;

/// Blobs by workspace. A blob of chunks is named along with its damaged chunk, so that a device sends both again.
#[derive(Default)]
pub struct Damaged(Mutex<BTreeSet<(Uuid, BlobHash)>>);

impl Damaged {
    /// Remembers a blob.
    pub fn add(&self, workspace: Uuid, hash: BlobHash) {
        let mut set = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if set.len() < MAX {
            set.insert((workspace, hash));
        }
    }

    /// Forgets a blob that was replaced; whether it was known.
    pub fn remove(&self, workspace: Uuid, hash: &BlobHash) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(workspace, hash.clone()))
    }

    /// Whether a blob is known to be damaged.
    pub fn contains(&self, workspace: Uuid, hash: &BlobHash) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&(workspace, hash.clone()))
    }
}
