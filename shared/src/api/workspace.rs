//! Where a device stands.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::digest::StateDigest;

/// What the server says without being asked who is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Health {
    /// `ok`, or `read_only` while nothing can be written.
    pub status: String,
    /// Version of the program.
    pub version: String,
    /// Versions of the protocol.
    pub protocols: Vec<u32>,
    /// Why nothing can be written, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// The workspace of a device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Workspace {
    /// The server's identity. Another one means another database, even at the same address.
    pub server_id: Uuid,
    /// The workspace.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The number of its last change.
    pub head: u64,
    /// The last change whose deletion is forgotten.
    pub floor: u64,
    /// What a device that is up to date holds.
    pub state: StateDigest,
    /// Bytes used, with 256 for each record and blob.
    pub used_bytes: u64,
    /// Bytes allowed.
    pub quota_bytes: u64,
    /// The server's clock, UTC milliseconds. It orders nothing; a device warns when its own differs by minutes.
    pub now_ms: i64,
}
