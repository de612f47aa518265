//! What killed uploads have left on the disk, charged to the workspace whose they were until it is removed. Looked for by the housekeeping, at
//! each start and every hour, so nothing of it is stored.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::Store;

/// Bytes by workspace.
#[derive(Clone, Default)]
pub(super) struct Left(Arc<Mutex<BTreeMap<Uuid, u64>>>);

impl Left {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Charges what was found of it, in place of what was found before.
    pub fn charge_left(&self, found: BTreeMap<Uuid, u64>) {
        *self.left.lock() = found;
    }

    /// Bytes that are charged to a workspace for it.
    pub fn left_bytes(&self, workspace: Uuid) -> u64 {
        self.left.lock().get(&workspace).copied().unwrap_or_default()
    }

    /// Bytes that a workspace may use beside it.
    pub(super) fn room_of(&self, workspace: Uuid) -> u64 {
        self.quota_bytes.saturating_sub(self.left_bytes(workspace))
    }
}
