//! Transactions: each reads some rows and where the device stands, decides without waiting for anything, and writes both.

use uuid::Uuid;

use super::rows::{Key, Reason};
use crate::api::pull::Page;
use crate::api::push::{Push, Pushed};
use crate::id::DeviceId;

pub use super::outcome::{Outcome, Received};
pub use super::replica::Replica;
pub use super::send::Blobs;

/// One transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Begins with a server: everything here waits to be sent to it.
    Enroll {
        /// The server.
        server_id: Uuid,
    },
    /// More is sent along with the records than before: those whose blob the server does not hold wait to be sent again.
    Offer,
    /// Makes numbered mutations of what waits.
    Freeze {
        /// What is known of the blobs they need.
        blobs: Blobs,
    },
    /// Takes the answers to a push.
    Settle {
        /// What was sent.
        push: Push,
        /// What came back.
        pushed: Pushed,
    },
    /// Takes a page that was asked for from a cursor on.
    Receive {
        /// The cursor.
        since: u64,
        /// The page.
        page: Page,
        /// Whether the person has said that many records may be removed.
        may_remove: bool,
    },
    /// Begins to compare everything.
    Compare(Reason),
    /// Decides what was not listed.
    EndCompare {
        /// As above.
        may_remove: bool,
    },
    /// This profile was copied: it goes on under a name of its own.
    Rename(DeviceId),
}

/// Which rows a transaction needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Scope {
    /// These.
    Keys(Vec<Key>),
    /// Those with something under way, and some or all of those with something waiting.
    Waiting,
    /// All.
    All,
}

impl Task {
    /// Which rows it needs.
    pub fn scope(&self) -> Scope {
        match self {
            Self::Freeze { .. } | Self::Compare(_) | Self::Rename(_) => Scope::Waiting,
            Self::Enroll { .. } | Self::Offer | Self::EndCompare { .. } => Scope::All,
            Self::Settle { push, .. } => Scope::Keys(
                push.mutations.iter().map(|one| Key { kind: one.kind.clone(), id: one.id }).collect(),
            ),
            Self::Receive { page, .. } => Scope::Keys(
                page.records.iter().map(|one| Key { kind: one.kind.clone(), id: one.id }).collect(),
            ),
        }
    }

    /// Does it.
    pub fn run(&self, replica: &mut Replica) -> Outcome {
        let before = replica.revisions();
        let outcome = match self {
            Self::Enroll { server_id } => replica.enroll(*server_id),
            Self::Offer => replica.offer(),
            Self::Freeze { blobs } => replica.freeze(blobs),
            Self::Settle { push, pushed } => replica.settle(push, pushed),
            Self::Receive { since, page, may_remove } => {
                return replica.receive(*since, page, *may_remove, &before);
            }
            Self::Compare(reason) => replica.compare(*reason),
            Self::EndCompare { may_remove } => return replica.end_compare(*may_remove),
            Self::Rename(device) => {
                replica.unsend();
                replica.standing.device = *device;
                replica.standing.next_number = 1;
                Outcome::Done
            }
        };
        replica.count(&before);
        outcome
    }
}
