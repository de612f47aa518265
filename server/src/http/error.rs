//! Every way in which a request ends other than well, and what is said of it. Internals are logged and never sent.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::api::error::{ApiError, Detail, ErrorCode};
use shared::api::version;
use shared::id::BlobHash;

use crate::blobs::BlobError;
use crate::store::{ManifestError, PairingError, PullError, PushError, StoreError};

/// Why a request was not fulfilled.
#[derive(Debug)]
pub enum Failure {
    /// Something the client can act on.
    Said(ErrorCode, String),
    /// Chunks of a manifest are missing.
    ChunksMissing(Vec<BlobHash>),
    /// Too many requests; the next makes sense after so many seconds.
    RateLimited(u64),
    /// This protocol version is not supported.
    Protocol,
    /// A fault of the server, for the log.
    Internal(String),
}

/// What handlers return.
pub type Answer<T> = Result<T, Failure>;

impl Failure {
    /// A failure with a sentence.
    pub fn said(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::Said(code, message.into())
    }

    /// What does not exist, or belongs to somebody else: nobody learns which.
    pub fn not_found() -> Self {
        Self::said(ErrorCode::NotFound, "It is not there.")
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut detail = None;
        let (code, message) = match self {
            Self::Said(code, message) => (code, message),
            Self::ChunksMissing(missing) => {
                detail = Some(Detail { missing, ..Detail::default() });
                (ErrorCode::ChunksMissing, "Send these chunks, then the manifest again.".to_owned())
            }
            Self::RateLimited(seconds) => {
                detail = Some(Detail { retry_after_s: Some(seconds), ..Detail::default() });
                (ErrorCode::RateLimited, format!("Too many requests. Try again in {seconds} s."))
            }
            Self::Protocol => {
                detail = Some(Detail { protocols: version::PROTOCOLS.to_vec(), ..Detail::default() });
                let message =
                    format!("Name a protocol version in {}: {}.", version::HEADER, version::spoken());
                (ErrorCode::ProtocolUnsupported, message)
            }
            Self::Internal(cause) => {
                tracing::error!("a request failed: {cause}");
                (
                    ErrorCode::Internal,
                    "Internal error of the server; its log has the details. Nothing was lost.".to_owned(),
                )
            }
        };
        let wait = detail.as_ref().and_then(|detail| detail.retry_after_s);
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(ApiError { code, message, detail })).into_response();
        let headers = response.headers_mut();
        match code {
            ErrorCode::RateLimited => drop(headers.insert(header::RETRY_AFTER, wait.unwrap_or(1).into())),
            ErrorCode::Unavailable => drop(headers.insert(header::RETRY_AFTER, 1.into())),
            ErrorCode::Unauthorized => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            ErrorCode::ProtocolUnsupported => {
                headers.insert(header::UPGRADE, HeaderValue::from_static("hindcast/1"));
            }
            _ => {}
        }
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full | StoreError::ReadOnly(_) => no_room(),
            StoreError::Unavailable(error) => {
                tracing::warn!("the database does not answer: {error}");
                Self::said(ErrorCode::Unavailable, "The database does not answer. Try again.")
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

impl From<BlobError> for Failure {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full => no_room(),
            BlobError::Store(error) => {
                tracing::warn!("the blob store does not answer: {error}");
                Self::said(ErrorCode::Unavailable, "The blob store does not answer. Try again.")
            }
            BlobError::Damaged { .. } => {
                tracing::error!("{error}; it is replaced when a device sends it again");
                let message = "The server's copy is damaged. It is replaced when a device that has it syncs.";
                Self::said(ErrorCode::NotFound, message)
            }
            BlobError::Address(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<PushError> for Failure {
    fn from(error: PushError) -> Self {
        match error {
            PushError::OtherServer(_) => other_server(),
            PushError::OtherHistory => other_history(),
            PushError::Reused(number) => Self::said(
                ErrorCode::MutationReused,
                format!(
                    "Number {number} was used for another change: this profile is a copy. Take a new device id."
                ),
            ),
            PushError::Store(error) => error.into(),
        }
    }
}

impl From<PullError> for Failure {
    fn from(error: PullError) -> Self {
        match error {
            PullError::OtherServer(_) => other_server(),
            PullError::OtherHistory => other_history(),
            PullError::Ahead(head) => Self::said(
                ErrorCode::CursorAhead,
                format!("The last change is {head}: the server was wiped or restored. Compare everything."),
            ),
            PullError::TooOld(floor) => Self::said(
                ErrorCode::CursorTooOld,
                format!("Deletions up to {floor} are forgotten. Fetch everything and compare."),
            ),
            PullError::Store(error) => error.into(),
        }
    }
}

impl From<ManifestError> for Failure {
    fn from(error: ManifestError) -> Self {
        match error {
            ManifestError::Missing(missing) => Self::ChunksMissing(missing),
            ManifestError::QuotaExceeded => quota_exceeded(),
            ManifestError::Store(error) => error.into(),
        }
    }
}

impl From<PairingError> for Failure {
    fn from(error: PairingError) -> Self {
        match error {
            PairingError::Refused => Self::said(
                ErrorCode::PairingRefused,
                "The code is wrong, used, older than ten minutes, or was tried too often. Ask for another.",
            ),
            PairingError::TooMany => Self::said(
                ErrorCode::QuotaExceeded,
                "The workspace has reached its maximum number of devices. Remove those no longer in use.",
            ),
            PairingError::Store(error) => error.into(),
        }
    }
}

impl From<getrandom::Error> for Failure {
    fn from(error: getrandom::Error) -> Self {
        Self::Internal(format!("no randomness: {error}"))
    }
}

/// The workspace is full.
pub fn quota_exceeded() -> Failure {
    Failure::said(
        ErrorCode::QuotaExceeded,
        "The workspace is full. Delete what is not needed, or ask for more room.",
    )
}

fn no_room() -> Failure {
    Failure::said(ErrorCode::StorageFull, "The server's disk is full or read-only. Nothing was changed.")
}

fn other_history() -> Failure {
    let message = "The server was put back to an earlier state and went on from there. Compare everything.";
    Failure::said(ErrorCode::CursorAhead, message)
}

fn other_server() -> Failure {
    Failure::said(ErrorCode::OtherServer, "This is another server than the one you know. Compare everything.")
}
