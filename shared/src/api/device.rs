//! Devices: how one gets its token, and what may be done with the others.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Longest name of a device, in characters.
pub const MAX_NAME: usize = 100;

/// Asks for a token. Sent without one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pair {
    /// The code, in capitals or not, with or without its dashes.
    pub code: String,
    /// What the device is to be called, 1 to [`MAX_NAME`] characters.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 100,
            pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\x00-\\x1f\\x7f-\\x9f\\s][^\\x00-\\x1f\\x7f-\\x9f]*$"
        )
    )]
    pub name: String,
}

/// The token. It is shown this once: the server keeps its hash only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Paired {
    /// To be sent with each request: `Authorization: Bearer …`.
    pub token: String,
    /// The device.
    pub device: Device,
    /// The server's identity.
    pub server_id: Uuid,
}

/// A code for one more device: good for ten minutes, one device, five tries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PairingCode {
    /// Four groups of four.
    pub code: String,
    /// When it ends, UTC milliseconds.
    pub expires_ms: i64,
}

/// A device that holds a token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    /// The public part of its token.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was paired, UTC milliseconds.
    pub created_ms: i64,
    /// When it was last seen, to the hour.
    pub seen_ms: i64,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// All devices of the workspace, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Devices {
    /// The devices.
    pub devices: Vec<Device>,
}

/// A new name for a device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rename {
    /// 1 to [`MAX_NAME`] characters.
    #[cfg_attr(
        feature = "openapi",
        schema(
            min_length = 1,
            max_length = 100,
            pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\x00-\\x1f\\x7f-\\x9f\\s][^\\x00-\\x1f\\x7f-\\x9f]*$"
        )
    )]
    pub name: String,
}
