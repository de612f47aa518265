//! The one shape of every error.

use serde::{Deserialize, Serialize};

use crate::id::BlobHash;

/// What the server answers instead of the thing asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{message}")]
pub struct ApiError {
    /// For programs.
    pub code: ErrorCode,
    /// For people: what happened and what can be done.
    pub message: String,
    /// More, where a program needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Detail>,
}

/// What a program may need to go on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Detail {
    /// Blobs that the server does not hold (`chunks_missing`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<BlobHash>,
    /// Seconds until the next try makes sense, as in `Retry-After` (`rate_limited`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u64>,
    /// The versions spoken (`protocol_unsupported`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub protocols: Vec<u32>,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal,)*) => {
        /// Why, each with its HTTP status.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
            /// A reason of a newer server.
            #[serde(other)]
            Unknown,
        }

        impl ErrorCode {
            /// All codes that a server sends.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)*
                    Self::Unknown => 500,
                }
            }
        }
    };
}

codes! {
    /// The request cannot be read.
    BadRequest = 400,
    /// There is no token, or it is none of this server's, or it was revoked.
    Unauthorized = 401,
    /// The pairing code is wrong, used, too old, or was tried too often.
    PairingRefused = 403,
    /// It is not there, or belongs to somebody else.
    NotFound = 404,
    /// This address does not support this method.
    MethodNotAllowed = 405,
    /// The request took too long to arrive.
    Timeout = 408,
    /// The server has another identity than the device believes: it was replaced or restored.
    OtherServer = 409,
    /// The cursor is beyond the last change: the server was wiped or restored.
    CursorAhead = 409,
    /// The mutation's number was used before for another mutation: this profile is a copy.
    MutationReused = 409,
    /// Chunks of the manifest are missing.
    ChunksMissing = 409,
    /// Deletions since the cursor are forgotten.
    CursorTooOld = 410,
    /// The body is longer than allowed.
    TooLarge = 413,
    /// The body is neither JSON nor bytes, or it is compressed.
    UnsupportedMediaType = 415,
    /// The server is not known under this host name.
    UnknownHost = 421,
    /// The body can be read, but makes no sense.
    Invalid = 422,
    /// The bytes do not have the hash or length that was given.
    HashMismatch = 422,
    /// This protocol version is not supported.
    ProtocolUnsupported = 426,
    /// Too many requests.
    RateLimited = 429,
    /// A fault of the server. The log says more.
    Internal = 500,
    /// The database or the blob store does not answer; try again.
    Unavailable = 503,
    /// The workspace is full.
    QuotaExceeded = 507,
    /// The server's disk is full.
    StorageFull = 507,
}
