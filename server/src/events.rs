//! Who listens to which workspace, within this process. What is told here is a hint: a listener that misses it, pulls.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use shared::api::event::Event;
use tokio::sync::broadcast;
use uuid::Uuid;

/// Notices that a slow listener may be behind.
const BACKLOG: usize = 64;

/// What a listener is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Something to pass on.
    Event(Event),
    /// A device whose token was taken away.
    Revoked(String),
    /// Something may have been missed.
    LookAgain,
}

/// The listeners. Clones share them.
#[derive(Clone, Default)]
pub struct Hub(Arc<Mutex<BTreeMap<Uuid, broadcast::Sender<Notice>>>>);

impl Hub {
    /// Listens to a workspace from now on.
    pub fn listen(&self, workspace: Uuid) -> broadcast::Receiver<Notice> {
        let mut all = self.lock();
        all.retain(|_, sender| sender.receiver_count() > 0);
        all.entry(workspace).or_insert_with(|| broadcast::channel(BACKLOG).0).subscribe()
    }

    /// Tells those who listen to a workspace.
    pub fn tell(&self, workspace: Uuid, notice: Notice) {
        if let Some(sender) = self.lock().get(&workspace) {
            // An error means that nobody listens any more.
            drop(sender.send(notice));
        }
    }

    /// Tells everybody that something may have been missed.
    pub fn look_again(&self) {
        for sender in self.lock().values() {
            drop(sender.send(Notice::LookAgain));
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Uuid, broadcast::Sender<Notice>>> {
        // Nothing panics while it holds the lock; if it did, the map would still be whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
