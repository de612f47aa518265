//! Blobs: bytes in, bytes out. The order of an upload: bytes durable, then the row that makes them visible.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use shared::api::blob::{MAX_CHUNK, MAX_CHUNKS, MAX_HASHES, Manifest, Missing, ToSend};
use shared::api::error::ErrorCode;
use shared::api::path;
use shared::bytes::{hash_of, hex};
use shared::id::BlobHash;
use uuid::Uuid;

use super::auth::Caller;
use super::docs::Octets;
use super::error::{Answer, Failure, quota_exceeded};
use super::extract::{self, HashInPath, Upload};
use super::state::AppState;
use crate::blobs::{BlobError, Blobs};
use crate::clock::now_ms;
use crate::store::Added;

/// Which of these are to be sent.
#[utoipa::path(post, path = path::MISSING, tag = "blobs", request_body = Missing,
    responses((status = 200, body = ToSend)), security(("device" = [])))]
pub(super) async fn missing(
    caller: Caller,
    State(state): State<AppState>,
    extract::Json(asked): extract::Json<Missing>,
) -> Answer<Json<ToSend>> {
    if asked.hashes.len() > MAX_HASHES || !asked.hashes.iter().all(BlobHash::is_well_formed) {
        let message = format!("Ask for at most {MAX_HASHES} blobs, each named by 64 lower-case hex digits.");
        return Err(Failure::said(ErrorCode::Invalid, message));
    }
    let held = state.store.held(caller.workspace, &asked.hashes, now_ms()).await?;
    let is_missing = |hash: &BlobHash| !held.contains(hash) || state.damaged.contains(caller.workspace, hash);
    let missing = asked.hashes.into_iter().filter(is_missing).collect();
    Ok(Json(ToSend { missing }))
}

/// Stores bytes, or puts chunks together. To repeat it changes nothing.
#[utoipa::path(put, path = path::BLOB, tag = "blobs", params(("sha256" = BlobHash, Path)),
    request_body(content((Manifest = "application/json"), (inline(Octets) = "application/octet-stream"))),
    responses((status = 204, description = "It is there")), security(("device" = [])))]
pub(super) async fn put(
    caller: Caller,
    State(state): State<AppState>,
    HashInPath(hash): HashInPath,
    upload: Upload<Manifest>,
) -> Answer<StatusCode> {
    match upload {
        Upload::Bytes(bytes) => put_bytes(&caller, &state, &hash, bytes).await?,
        Upload::Json(manifest) => put_together(&caller, &state, &hash, &manifest).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn put_bytes(caller: &Caller, state: &AppState, hash: &BlobHash, bytes: Bytes) -> Answer<()> {
    if hash_of(&bytes) != *hash {
        return Err(Failure::said(ErrorCode::HashMismatch, "The bytes have another hash."));
    }
    if state.store.holds(caller.workspace, hash).await? {
        return mend(caller, state, hash, bytes).await;
    }
    let n_bytes = bytes.len() as u64;
    let location = Blobs::new_location(caller.workspace, hash);
    let added = match state.blobs.write(&location, bytes).await {
        Ok(()) => state
            .store
            .add_blob(caller.workspace, hash, n_bytes, &location, now_ms())
            .await
            .map_err(Failure::from),
        Err(error) => Err(error.into()),
    };
    // After an error the row may have been written all the same (the commit, but not its answer, may have come through), so only the
    // housekeeping may decide.
    if matches!(added, Ok(Added::Present | Added::QuotaExceeded)) {
        give_up(state, &location).await;
    }
    match added? {
        Added::New => state.metrics.blob_bytes.inc_by(n_bytes),
        Added::Present => 0,
        Added::QuotaExceeded => return Err(quota_exceeded()),
    };
    Ok(())
}

/// Puts the right bytes in the place of damaged ones. Bytes that are as they were written stay.
async fn mend(caller: &Caller, state: &AppState, hash: &BlobHash, bytes: Bytes) -> Answer<()> {
    let workspace = caller.workspace;
    let Some(blob) = state.store.blob(workspace, hash).await? else { return Ok(()) };
    let [part] = blob.parts.as_slice() else { return Ok(()) };
    match state.blobs.check(part).await {
        Ok(()) => {}
        Err(BlobError::Damaged { location: damaged, .. }) => {
            let location = Blobs::new_location(workspace, hash);
            state.blobs.write(&location, bytes).await?;
            if state.store.relocate(workspace, hash, &damaged, &location).await? {
                tracing::info!("{damaged} was damaged and is replaced");
                give_up(state, &damaged).await;
            } else {
                // Somebody else was quicker.
                give_up(state, &location).await;
            }
        }
        Err(error) => return Err(error.into()),
    }
    state.damaged.remove(workspace, hash);
    Ok(())
}

/// Removes bytes that no row names, and never will: a location is used once.
async fn give_up(state: &AppState, location: &str) {
    if let Err(error) = state.blobs.remove(location).await {
        tracing::warn!("{location} stays until the housekeeping finds it: {error}");
    }
}

async fn put_together(caller: &Caller, state: &AppState, hash: &BlobHash, manifest: &Manifest) -> Answer<()> {
    let chunks = &manifest.chunks;
    if !(1..=MAX_CHUNKS).contains(&chunks.len()) || !chunks.iter().all(BlobHash::is_well_formed) {
        let message =
            format!("A manifest has 1 to {MAX_CHUNKS} chunks, each named by 64 lower-case hex digits.");
        return Err(Failure::said(ErrorCode::Invalid, message));
    }
    if state.store.holds(caller.workspace, hash).await? {
        return whole_again(caller, state, hash).await;
    }
    let parts = state.store.plain(caller.workspace, chunks).await?;
    let n_bytes: u64 = parts.iter().map(|part| part.n_bytes).sum();
    if n_bytes != manifest.n_bytes {
        let message = format!("The chunks have {n_bytes} bytes, not {}.", manifest.n_bytes);
        return Err(Failure::said(ErrorCode::HashMismatch, message));
    }
    let whole = state.blobs.read(parts).await?;
    let whole = whole.try_fold(Sha256::new(), async |whole, piece| Ok(whole.chain_update(&piece))).await?;
    if hex(&whole.finalize()) != hash.0 {
        return Err(Failure::said(ErrorCode::HashMismatch, "The chunks together have another hash."));
    }
    Ok(state.store.put_together(caller.workspace, hash, n_bytes, chunks, now_ms()).await?)
}

/// A blob of chunks that is sent again: chunks that are damaged are asked for.
async fn whole_again(caller: &Caller, state: &AppState, hash: &BlobHash) -> Answer<()> {
    let workspace = caller.workspace;
    if !state.damaged.contains(workspace, hash) {
        return Ok(());
    }
    let parts = state.store.blob(workspace, hash).await?.map(|blob| blob.parts).unwrap_or_default();
    let mut damaged = Vec::new();
    for part in parts {
        match state.blobs.check(&part).await {
            Ok(()) => {}
            Err(BlobError::Damaged { hash, .. }) => damaged.push(hash),
            Err(error) => return Err(error.into()),
        }
    }
    if damaged.is_empty() {
        state.damaged.remove(workspace, hash);
        return Ok(());
    }
    for chunk in &damaged {
        state.damaged.add(workspace, chunk.clone());
    }
    Err(Failure::ChunksMissing(damaged))
}

/// Remembers what was found damaged, so that devices are asked for it.
fn note(state: &AppState, workspace: Uuid, blob: &BlobHash, error: &BlobError) {
    if let BlobError::Damaged { hash, .. } = error {
        state.damaged.add(workspace, hash.clone());
        state.damaged.add(workspace, blob.clone());
    }
}

/// The bytes.
#[utoipa::path(get, path = path::BLOB, tag = "blobs", params(("sha256" = BlobHash, Path)),
    responses((status = 200, body = inline(Octets), content_type = "application/octet-stream")), security(("device" = [])))]
pub(super) async fn get(
    caller: Caller,
    State(state): State<AppState>,
    HashInPath(hash): HashInPath,
) -> Answer<Response> {
    let blob = state.store.blob(caller.workspace, &hash).await?.ok_or_else(Failure::not_found)?;
    let n_bytes = blob.n_bytes;
    let workspace = caller.workspace;
    let stream =
        state.blobs.read(blob.parts).await.inspect_err(|error| note(&state, workspace, &hash, error))?;
    // Cut off in the middle, the answer is shorter than it says, which the client notices.
    let stream = stream.inspect_err(move |error| {
        note(&state, workspace, &hash, error);
        tracing::error!("a blob is cut off: {error}");
    });
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, n_bytes.to_string()),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}

const _: () = assert!(MAX_CHUNK == 4 << 20, "the schema of a manifest says 32 GiB at most");
