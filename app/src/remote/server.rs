//! Requests to the server, each with a time after which it is given up.

use gloo::timers::callback::Timeout;
use js_sys::{Object, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::blob::Manifest;
use shared::api::error::{ApiError, ErrorCode};
use shared::api::{path, version};
use shared::id::BlobHash;
use shared::sync::machine::Failure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestInit, Response};

use crate::storage::described;

/// An answer takes so long at most.
const ANSWER_MS: u32 = 30_000;
/// A chunk, or a blob, takes so long at most.
const BYTES_MS: u32 = 600_000;

/// A server, with this device's token once it is paired.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    address: String,
    token: Option<String>,
}

/// Why a request did not work.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// No answer, or one that is none of ours.
    Silence(String),
    /// The server said why.
    Said(ApiError),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let error = match trouble {
            Trouble::Silence(detail) => return Self::Unreachable(detail),
            Trouble::Said(error) => error,
        };
        let detail = error.detail.unwrap_or_default();
        match error.code {
            ErrorCode::Unauthorized => Self::Unauthorized,
            ErrorCode::ProtocolUnsupported => Self::Protocol(detail.protocols),
            ErrorCode::OtherServer => Self::OtherServer,
            ErrorCode::CursorAhead => Self::CursorAhead,
            ErrorCode::CursorTooOld => Self::CursorTooOld,
            ErrorCode::MutationReused => Self::MutationReused,
            ErrorCode::RateLimited => Self::Busy(detail.retry_after_s.unwrap_or(1).min(3_600) as u32),
            ErrorCode::StorageFull => Self::NoRoom,
            ErrorCode::Timeout | ErrorCode::Internal | ErrorCode::Unavailable | ErrorCode::Unknown => {
                Self::Unreachable(error.message)
            }
            _ => Self::Refused(error.message),
        }
    }
}

impl Server {
    /// A server at an address.
    pub fn new(address: String, token: Option<String>) -> Self {
        Self { address, token }
    }

    /// GET of JSON.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Trouble> {
        read(self.send("GET", path, None, ANSWER_MS).await?).await
    }

    /// POST of JSON with an answer.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Trouble> {
        read(self.send("POST", path, Some(of_json(body)?), ANSWER_MS).await?).await
    }

    /// POST of JSON, without an answer.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn tell(&self, path: &str, body: &impl Serialize) -> Result<(), Trouble> {
        self.send("POST", path, Some(of_json(body)?), ANSWER_MS).await.map(drop)
    }

    /// DELETE.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn delete(&self, path: &str) -> Result<(), Trouble> {
        self.send("DELETE", path, None, ANSWER_MS).await.map(drop)
    }

    /// PUT of bytes under their hash.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn put_bytes(&self, hash: &BlobHash, bytes: &[u8]) -> Result<(), Trouble> {
        let body = (JsValue::from(Uint8Array::from(bytes)), "application/octet-stream");
        self.send("PUT", &format!("/blobs/{hash}"), Some(body), BYTES_MS).await.map(drop)
    }

    /// PUT of a manifest under the hash of the whole.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn put_manifest(&self, hash: &BlobHash, manifest: &Manifest) -> Result<(), Trouble> {
        self.send("PUT", &format!("/blobs/{hash}"), Some(of_json(manifest)?), BYTES_MS).await.map(drop)
    }

    /// An answer whose body is still to be read: a blob, or the stream of events.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub async fn open(&self, path: &str) -> Result<Response, Trouble> {
        self.send("GET", path, None, BYTES_MS).await
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<(JsValue, &str)>,
        within_ms: u32,
    ) -> Result<Response, Trouble> {
        let headers = Object::new();
        let set =
            |name: &str, value: &str| Reflect::set(&headers, &name.into(), &value.into()).map_err(silence);
        set(version::HEADER, &version::PROTOCOLS.last().map_or_else(String::new, u32::to_string))?;
        if let Some(token) = &self.token {
            set("Authorization", &format!("Bearer {token}"))?;
        }
        let init = RequestInit::new();
        init.set_method(method);
        if let Some((body, kind)) = body {
            set("Content-Type", kind)?;
            init.set_body(&body);
        }
        init.set_headers(&headers);
        // No cookies either way, nothing from a cache.
        for (name, value) in [("credentials", "omit"), ("cache", "no-store")] {
            Reflect::set(&init, &name.into(), &value.into()).map_err(silence)?;
        }
        let abort = AbortController::new().map_err(silence)?;
        init.set_signal(Some(&abort.signal()));
        let url = format!("{}{}{path}", self.address, path::BASE);
        let window = web_sys::window().ok_or_else(|| Trouble::Silence("there is no window".into()))?;
        let asked = JsFuture::from(window.fetch_with_str_and_init(&url, &init));
        let late = Timeout::new(within_ms, move || abort.abort());
        let response: Response = asked.await.map_err(silence)?.unchecked_into();
        // The time is for the answer to begin; what is read of it ends by itself when the connection does.
        drop(late);
        if response.ok() {
            return Ok(response);
        }
        let status = response.status();
        let text = text(&response).await.unwrap_or_default();
        match serde_json::from_str(&text) {
            Ok(error) => Err(Trouble::Said(error)),
            Err(_) => Err(Trouble::Silence(format!("the answer {status} is not the server's"))),
        }
    }
}

fn silence(error: impl Into<JsValue>) -> Trouble {
    Trouble::Silence(described(&error.into()))
}

fn of_json(body: &impl Serialize) -> Result<(JsValue, &'static str), Trouble> {
    let text = serde_json::to_string(body).map_err(|error| Trouble::Silence(error.to_string()))?;
    Ok((text.into(), "application/json"))
}

async fn text(response: &Response) -> Result<String, Trouble> {
    let text = JsFuture::from(response.text().map_err(silence)?).await.map_err(silence)?;
    Ok(text.as_string().unwrap_or_default())
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, Trouble> {
    let text = text(&response).await?;
    serde_json::from_str(&text)
        .map_err(|error| Trouble::Silence(format!("the answer makes no sense: {error}")))
}
