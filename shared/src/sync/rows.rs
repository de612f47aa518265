//! What a device keeps for sync. Every type here lies on disk.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fields;
use crate::api::digest::StateDigest;
use crate::api::push::{Mutation, Rejected};
use crate::api::record::{Body, RecordKind, Revision};
use crate::api::seen::Seen;
use crate::id::{BlobHash, DeviceId};

/// Which record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// What it describes.
    pub kind: RecordKind,
    /// Which one of its kind.
    pub id: Uuid,
}

impl Key {
    /// The record of a kind and an id.
    pub fn new(kind: &str, id: Uuid) -> Self {
        Self { kind: RecordKind(kind.to_owned()), id }
    }

    /// The key in its written form, `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('/')?;
        Some(Self::new(kind, id.parse().ok()?))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}

/// The version that the server is known to have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Its name.
    pub revision: Revision,
    /// The number of the change that wrote it.
    pub seq: u64,
    /// The blobs it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blobs: Vec<BlobHash>,
    /// Its content, from which a change here is told apart from a change elsewhere; `None`: deleted for good.
    pub base: Option<Body>,
    /// The last full comparison in which the server listed it.
    #[serde(default)]
    pub round: u64,
}

/// A change that is not on the server yet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Waiting {
    /// Rises with each change here, so that one made while an older one travels is not taken for sent.
    pub mark: u64,
    /// The numbered mutation that was made of it and is, or may be, under way. It never changes: sent again, it is the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
    /// Why the server does not take it. It waits for the next change, or for the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Rejected>,
}

/// A mutation under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// The mark that it covers.
    pub mark: u64,
    /// The mutation.
    pub mutation: Mutation,
}

impl Waiting {
    /// What waits after one more change here.
    #[must_use]
    pub fn noted(before: Option<Self>) -> Self {
        let before = before.unwrap_or_default();
        Self { mark: before.mark + 1, refused: None, ..before }
    }
}

/// A record on this device.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The content, `None` once it was removed.
    pub body: Option<Body>,
    /// What the server has, `None` if it has none.
    pub held: Option<Held>,
    /// What waits to be sent.
    pub waiting: Option<Waiting>,
}

impl Row {
    /// The content as it should be everywhere: `None` also if it was deleted here but can still be brought back here.
    pub fn live(&self, kind: &RecordKind) -> Option<&Body> {
        self.body.as_ref().filter(|body| !fields::is_deleted(kind, body))
    }

    /// Whether the server has it as deleted, for good.
    pub fn is_buried(&self) -> bool {
        self.held.as_ref().is_some_and(|held| held.base.is_none())
    }

    /// Whether a deletion can be taken back: nobody else can have heard of it. After that, it comes back under another name.
    pub fn may_come_back(&self) -> bool {
        let sent = self.waiting.as_ref().and_then(|waiting| waiting.sent.as_ref());
        !self.is_buried() && sent.is_none_or(|sent| sent.mutation.body.is_some())
    }

    /// Whether a change can be sent now.
    pub fn is_ready(&self) -> bool {
        self.waiting.as_ref().is_some_and(|waiting| waiting.refused.is_none())
    }
}

/// A version that lost, kept for a month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trashed {
    /// Of which record.
    pub key: Key,
    /// The content.
    pub body: Body,
    /// Why it is here.
    pub why: Lost,
}

/// Why a version is in the trash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// It was deleted on one device while it was changed on another.
    Deleted,
    /// Two devices changed the same thing; the other one's is kept.
    Changed,
    /// The server lists it no more, after this device had been away for longer than it remembers deletions.
    Forgotten,
}

/// Why everything is compared with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The server has another identity: it was replaced, or restored from a backup.
    OtherServer,
    /// The server has fewer changes than it had: it was wiped or restored.
    Ahead,
    /// The server has forgotten deletions that this device has not heard of.
    Forgotten,
    /// Both should hold the same, and do not.
    Digest,
}

/// A full comparison under way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Compare {
    /// Why.
    pub reason: Reason,
    /// What the server said it holds, once all was listed.
    pub expected: Option<StateDigest>,
}

/// Where this device stands with its server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// This browser profile.
    pub device: DeviceId,
    /// The server; `None` before the first page.
    pub server_id: Option<Uuid>,
    /// Everything up to here was received.
    pub cursor: u64,
    /// The newest that is known of the server's history.
    #[serde(default)]
    pub seen: Option<Seen>,
    /// While everything is fetched from the beginning: the floor that the server had then.
    #[serde(default)]
    pub floor: Option<u64>,
    /// The number of the next mutation.
    pub next_number: u64,
    /// What the server has, as far as this device knows.
    pub state: StateDigest,
    /// The comparison under way.
    #[serde(default)]
    pub compare: Option<Compare>,
    /// Number of full comparisons begun.
    #[serde(default)]
    pub round: u64,
    /// Number of those that became necessary because the digests differed.
    #[serde(default)]
    pub n_repairs: u64,
    /// Why the last full comparison was made, to be told to the person.
    #[serde(default)]
    pub compared: Option<Reason>,
    /// Records removed by the pull under way, because they were deleted elsewhere.
    #[serde(default)]
    pub removed: u64,
    /// Live records here when that pull began.
    #[serde(default)]
    pub before: u64,
}

impl Standing {
    /// A device that has never spoken to a server.
    pub fn new(device: DeviceId) -> Self {
        Self {
            device,
            server_id: None,
            cursor: 0,
            seen: None,
            floor: None,
            next_number: 1,
            state: StateDigest::default(),
            compare: None,
            round: 0,
            n_repairs: 0,
            compared: None,
            removed: 0,
            before: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let key = Key::new("job", Uuid::from_u128(7));
        assert_eq!(Key::parse(&key.to_string()), Some(key));
        assert_eq!(Key::parse("job"), None);
        assert_eq!(Key::parse("job/7"), None);
    }
}
