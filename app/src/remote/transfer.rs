//! Blobs up and down. An upload that was cut off goes on where it was: the server says which chunks it has.

use js_sys::Uint8Array;
use shared::api::blob::{MAX_CHUNK, Manifest, Missing, ToSend};
use shared::api::path;
use shared::bytes::hash_of;
use shared::id::BlobHash;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

use super::server::{Server, Trouble};
use crate::storage::{described, opfs};

/// Which of these the server does not hold.
///
/// # Errors
/// The server does not say.
pub async fn missing(server: &Server, hashes: Vec<BlobHash>) -> Result<Vec<BlobHash>, Trouble> {
    let asked = Missing { hashes };
    Ok(server.post::<ToSend>(path::MISSING, &asked).await?.missing)
}

/// Sends bytes that the server does not hold.
///
/// # Errors
/// It was cut off, or the server refuses.
pub async fn upload(
    server: &Server,
    hash: &BlobHash,
    bytes: &[u8],
    told: impl Fn(u64, u64),
) -> Result<(), Trouble> {
    let n_bytes = bytes.len() as u64;
    if bytes.len() <= MAX_CHUNK {
        server.put_bytes(hash, bytes).await?;
        told(n_bytes, n_bytes);
        return Ok(());
    }
    let mut chunks = Vec::new();
    for chunk in bytes.chunks(MAX_CHUNK) {
        chunks.push(opfs::digest(chunk).await.map_err(|error| Trouble::Silence(error.to_string()))?);
    }
    let to_send = missing(server, chunks.clone()).await?;
    let mut done = 0;
    for (name, chunk) in chunks.iter().zip(bytes.chunks(MAX_CHUNK)) {
        if to_send.contains(name) {
            server.put_bytes(name, chunk).await?;
        }
        done += chunk.len() as u64;
        told(done, n_bytes);
    }
    server.put_manifest(hash, &Manifest { n_bytes, chunks }).await
}

/// Fetches bytes and checks them against their hash.
///
/// # Errors
/// The server does not hold them, or they did not arrive whole.
pub async fn download(server: &Server, hash: &BlobHash, told: impl Fn(u64)) -> Result<Vec<u8>, Trouble> {
    let response = server.open(&format!("/blobs/{hash}")).await?;
    let mut bytes = Vec::new();
    let mut pieces = Pieces::of(&response)?;
    while let Some(piece) = pieces.next().await? {
        bytes.extend(piece.to_vec());
        told(bytes.len() as u64);
    }
    let found = opfs::digest(&bytes).await.unwrap_or_else(|_| hash_of(&bytes));
    if found == *hash { Ok(bytes) } else { Err(Trouble::Silence("the bytes did not arrive whole".into())) }
}

/// The pieces of a body as they come.
pub(crate) struct Pieces(ReadableStreamDefaultReader);

impl Pieces {
    pub(crate) fn of(response: &Response) -> Result<Self, Trouble> {
        let body = response.body().ok_or_else(|| Trouble::Silence("the answer has no body".into()))?;
        Ok(Self(body.get_reader().unchecked_into()))
    }

    pub(crate) async fn next(&mut self) -> Result<Option<Uint8Array>, Trouble> {
        let step =
            JsFuture::from(self.0.read()).await.map_err(|error| Trouble::Silence(described(&error)))?;
        let get = |name: &str| js_sys::Reflect::get(&step, &name.into());
        if get("done").is_ok_and(|done| done.is_truthy()) {
            return Ok(None);
        }
        Ok(get("value").ok().map(JsCast::unchecked_into))
    }

    pub(crate) fn stop(&self) {
        // Nobody wants the rest.
        drop(self.0.cancel());
    }
}
