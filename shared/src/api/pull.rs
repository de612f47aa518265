//! Pull: what has changed since a cursor.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::digest::StateDigest;
use super::record::Record;
use super::seen::Seen;

/// Most records on one page.
pub const MAX_LIMIT: u32 = 1_000;
/// Records on a page for which no limit was asked.
pub const DEFAULT_LIMIT: u32 = 500;

/// What to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct Pull {
    /// The cursor: `to` of the last page, 0 at the start.
    #[serde(default)]
    #[cfg_attr(
        feature = "openapi",
        schema(maximum = 9_007_199_254_740_991_u64),
        param(maximum = 9_007_199_254_740_991_u64)
    )]
    pub since: u64,
    /// Most records on the page, at most [`MAX_LIMIT`]. A page may be shorter although there is more.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 1000), param(minimum = 1, maximum = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The server that the cursor is from; another one refuses (409 `other_server`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_id: Option<Uuid>,
    /// Of a device that fetches everything, from its second page on: the `floor` that came with the first. As long as it is
    /// still the same, no deletion was forgotten since, and a cursor below it is as good as 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(maximum = 9_007_199_254_740_991_u64),
        param(maximum = 9_007_199_254_740_991_u64)
    )]
    pub floor: Option<u64>,
    /// With `seen`, what is known of the server's history: see [`Seen`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Uuid>,
    /// `head` of the answer that the epoch came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(maximum = 9_007_199_254_740_991_u64),
        param(maximum = 9_007_199_254_740_991_u64)
    )]
    pub seen: Option<u64>,
}

impl Pull {
    /// What is known of the server's history.
    pub fn known(&self) -> Option<Seen> {
        Some(Seen { epoch: self.epoch?, seq: self.seen? })
    }
}

/// A page: the records with `since < seq <= to`, in the order of their last change. Of a record that changed several times
/// only the last version comes. The records and the cursor are to be stored in one transaction.
///
/// A cursor beyond `head` is refused (409 `cursor_ahead`: the server was wiped or restored), and so is one of another history
/// ([`Pull::epoch`]); one below `floor`, other than 0 or
/// one that began there ([`Pull::floor`]), too (410 `cursor_too_old`: deletions in between are forgotten). Either way: fetch
/// everything from 0 and compare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page {
    /// The server's identity.
    pub server_id: Uuid,
    /// The records.
    pub records: Vec<Record>,
    /// The next cursor.
    pub to: u64,
    /// The number of the workspace's last change.
    pub head: u64,
    /// The last change whose deletion is forgotten.
    pub floor: u64,
    /// What a device that is up to date holds; on the last page only (`to == head`).
    pub state: Option<StateDigest>,
    /// The epoch of this answer, to be told with the next request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Uuid>,
}

impl Page {
    /// Whether there is more to fetch.
    pub fn more(&self) -> bool {
        self.to < self.head
    }
}
