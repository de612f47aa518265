//! Push: changes of a device, each answered by itself. Nothing is dropped silently, and one bad change holds up no other.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::record::{Body, Record, RecordKind, Revision};
use super::seen::Seen;
use crate::id::{BlobHash, DeviceId};

/// Most mutations in one push.
pub const MAX_MUTATIONS: usize = 500;
/// Longest body of a record in bytes.
pub const MAX_BODY: usize = 256 << 10;
/// Most blobs that a record may name.
pub const MAX_BLOBS: usize = 1_000;

/// Changes, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Push {
    /// The server that the bases are from; another one refuses (409 `other_server`) and changes nothing.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
    )]
    pub server_id: Option<Uuid>,
    /// The browser profile. One whose numbers were used by another profile (a copy of it) is refused as a whole
    /// (409 `mutation_reused`): it takes a new id, numbers its waiting changes anew and sends them again.
    pub device: DeviceId,
    /// The answers up to this number are stored: the server need not remember them any more.
    #[cfg_attr(feature = "openapi", schema(maximum = 9_007_199_254_740_991_u64))]
    pub acknowledged: u64,
    /// The changes, at most [`MAX_MUTATIONS`], numbers rising.
    #[cfg_attr(feature = "openapi", schema(max_items = 500))]
    pub mutations: Vec<Mutation>,
    /// What is known of the server's history. A server with another one refuses (409 `cursor_ahead`) and changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// One change of one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mutation {
    /// Counts the changes of the device, from 1. The same number means the same change: it is applied once, and a repetition
    /// gets the answer of the first time.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 9_007_199_254_740_991_u64))]
    pub number: u64,
    /// What the record describes.
    pub kind: RecordKind,
    /// Which one.
    pub id: Uuid,
    /// The version that was changed, `None` for a record that is new.
    pub base: Option<Revision>,
    /// The blobs that it needs. The server must hold them.
    #[serde(default)]
    pub blobs: Vec<BlobHash>,
    /// The new content, at most [`MAX_BODY`] bytes of JSON; `None` deletes the record for good.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub body: Option<Body>,
}

/// The answer to a push: one outcome per mutation, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pushed {
    /// The server's identity.
    pub server_id: Uuid,
    /// The number of the workspace's last change.
    pub head: u64,
    /// What became of each.
    pub results: Vec<Answer>,
    /// The epoch of this answer, to be told with the next request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Uuid>,
}

/// What became of one mutation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answer {
    /// The mutation's number, `None` if it could not be read.
    pub number: Option<u64>,
    /// Its fate. Exactly one of the three is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applied: Option<Applied>,
    /// See above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stale: Option<Stale>,
    /// See above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Rejected>,
}

/// It is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Applied {
    /// The record's version now.
    pub revision: Revision,
    /// The number of this change.
    pub seq: u64,
}

/// Somebody else was first: merge, and send a new mutation on the current base.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stale {
    /// The record as it is now; `None` if the server has none, which is not the same as deleted.
    pub current: Option<Record>,
}

/// It cannot be stored as it is, now or later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rejected {
    /// Why, for programs.
    pub reason: Refusal,
    /// Why, for people.
    pub message: String,
    /// The blobs that the server does not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<BlobHash>,
}

/// Why a mutation was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It is not a mutation, or a part of it makes no sense.
    Malformed,
    /// The body is longer than [`MAX_BODY`].
    TooLarge,
    /// It names blobs that the server does not hold: send them, then the change under a new number.
    BlobsMissing,
    /// The workspace is full.
    QuotaExceeded,
    /// The record was deleted for good.
    Deleted,
    /// The job is at a later attempt.
    OldAttempt,
    /// The job has ended; an ended attempt does not change its state.
    Ended,
    /// A reason of a newer server.
    #[serde(other)]
    Unknown,
}

impl Answer {
    /// See [`Applied`].
    pub fn applied(number: u64, applied: Applied) -> Self {
        Self { number: Some(number), applied: Some(applied), stale: None, rejected: None }
    }

    /// See [`Stale`].
    pub fn stale(number: u64, current: Option<Record>) -> Self {
        Self { number: Some(number), applied: None, stale: Some(Stale { current }), rejected: None }
    }

    /// See [`Rejected`].
    pub fn rejected(number: Option<u64>, rejected: Rejected) -> Self {
        Self { number, applied: None, stale: None, rejected: Some(rejected) }
    }
}
