//! Bodies and parameters, read with limits of size and time; what cannot be read is an error of the one shape.

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header;
use axum::http::request::Parts;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;
use shared::api::blob::MAX_CHUNK;
use shared::api::error::ErrorCode;
use shared::id::BlobHash;
use tokio::time::timeout;

use super::auth::Caller;
use super::budget::Held;
use super::error::Failure;
use super::serve::Peer;
use super::state::AppState;

/// Longest JSON body.
pub const MAX_JSON: usize = 1 << 20;
/// Longest JSON body of a few names.
pub const MAX_SMALL: usize = 4 << 10;
/// Longest sentence about a body: it may quote it.
const MAX_MESSAGE: usize = 300;
/// What is read of a body that is too long, so that a client still gets to read the answer.
const MAX_WASTE: usize = 8 << 20;

/// A JSON body of at most so many bytes.
pub struct Json<T, const MAX: usize = MAX_JSON>(pub T);

/// A JSON body of a few names.
pub type Small<T> = Json<T, MAX_SMALL>;

/// A body of a PUT of a blob: bytes, or JSON.
pub enum Upload<T> {
    /// `application/octet-stream`.
    Bytes(Bytes),
    /// `application/json`.
    Json(T),
}

impl<T: DeserializeOwned, const MAX: usize> FromRequest<AppState> for Json<T, MAX> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        match media_type(&request).as_str() {
            "application/json" => Ok(Self(json(&read(request, state, MAX).await?)?)),
            _ => Err(Failure::said(ErrorCode::UnsupportedMediaType, "Send application/json.")),
        }
    }
}

impl<T: DeserializeOwned> FromRequest<AppState> for Upload<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Failure> {
        match media_type(&request).as_str() {
            "application/octet-stream" => Ok(Self::Bytes(read(request, state, MAX_CHUNK).await?)),
            "application/json" => Ok(Self::Json(json(&read(request, state, MAX_JSON).await?)?)),
            _ => {
                let message = "Send application/octet-stream, or a manifest as application/json.";
                Err(Failure::said(ErrorCode::UnsupportedMediaType, message))
            }
        }
    }
}

fn media_type(request: &Request) -> String {
    let value = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let (kind, _) = value.map_or(("", ""), |value| value.split_once(';').unwrap_or((value, "")));
    kind.trim().to_ascii_lowercase()
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(bytes).map_err(|error| {
        let code = if error.is_data() { ErrorCode::Invalid } else { ErrorCode::BadRequest };
        let mut message = format!("The body cannot be read: {error}.");
        message.truncate(message.floor_char_boundary(MAX_MESSAGE));
        Failure::said(code, message)
    })
}

/// The whole body, counted while it comes: what its header says of the length is not believed. The memory is given back with the bytes.
async fn read(request: Request, state: &AppState, max: usize) -> Result<Bytes, Failure> {
    let limits = &state.settings.limits;
    let (idle, whole) = (limits.idle_time, limits.body_time);
    let held = match request.extensions().get::<Caller>() {
        Some(caller) => state.bodies.begin(caller.device.clone()),
        None => {
            let peer = Peer::of(request.extensions(), request.headers(), state.settings.behind_proxy);
            state.strangers.begin(peer)
        }
    };
    let late = || Failure::said(ErrorCode::Timeout, "The body took too long to arrive.");
    let read = read_pieces(request.into_body(), max, idle, held);
    timeout(whole, read).await.map_err(|_| late())?.unwrap_or_else(|| Err(late()))
}

/// Bytes, with what they hold of the budget.
struct Counted(BytesMut, #[expect(dead_code, reason = "it is there to be dropped")] Held);

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// `None` if a piece took too long.
async fn read_pieces(
    mut body: Body,
    max: usize,
    idle: std::time::Duration,
    mut held: Held,
) -> Option<Result<Bytes, Failure>> {
    let mut bytes = BytesMut::new();
    let mut n_bytes = 0;
    while n_bytes <= max + MAX_WASTE {
        let Some(frame) = timeout(idle, body.frame()).await.ok()? else { break };
        let Ok(frame) = frame else {
            return Some(Err(Failure::said(ErrorCode::BadRequest, "The body is cut off or malformed.")));
        };
        let Ok(piece) = frame.into_data() else { continue };
        n_bytes += piece.len();
        if n_bytes <= max {
            if let Err(full) = held.grow(piece.len()) {
                return Some(Err(full));
            }
            bytes.extend_from_slice(&piece);
        } else {
            bytes = BytesMut::new();
        }
    }
    if n_bytes > max {
        let message = format!("The body is longer than {max} bytes.");
        return Some(Err(Failure::said(ErrorCode::TooLarge, message)));
    }
    Some(Ok(Bytes::from_owner(Counted(bytes, held))))
}

/// Parameters behind the question mark.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        let query =
            query.map_err(|error: QueryRejection| Failure::said(ErrorCode::Invalid, error.body_text()))?;
        Ok(Self(query.0))
    }
}

/// The name of a blob in the address.
pub struct HashInPath(pub BlobHash);

impl FromRequestParts<AppState> for HashInPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let hash = BlobHash(TextInPath::from_request_parts(parts, state).await?.0);
        if hash.is_well_formed() {
            return Ok(Self(hash));
        }
        Err(Failure::said(ErrorCode::Invalid, "A blob is named by 64 lower-case hex digits."))
    }
}

/// A name in the address.
pub struct TextInPath(pub String);

impl FromRequestParts<AppState> for TextInPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let path =
            path.map_err(|error: PathRejection| Failure::said(ErrorCode::BadRequest, error.body_text()))?;
        // No database takes this letter in a text.
        if path.0.contains('\0') { Err(Failure::not_found()) } else { Ok(Self(path.0)) }
    }
}
