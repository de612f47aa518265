//! What a device tells of the history that it knows, so that a database of yesterday in the place of today's is noticed.
//!
//! Each start of a server begins an epoch in each workspace and notes at which change. A device names the epoch that its last
//! answer came with and the last change of then. If the database does not know the epoch, or has ended it before that change, its
//! history is another one, however many changes it has by now.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A point of a workspace's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seen {
    /// The epoch, from [`Page::epoch`](super::pull::Page::epoch) or [`Pushed::epoch`](super::push::Pushed::epoch).
    pub epoch: Uuid,
    /// `head` of the same answer.
    #[cfg_attr(feature = "openapi", schema(maximum = 9_007_199_254_740_991_u64))]
    pub seq: u64,
}
