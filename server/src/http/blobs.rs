//! Blobs: bytes in, bytes out. The order of an upload: bytes durable, then the row that makes them visible.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use shared::api::blob::{MAX_CHUNKS, MAX_HASHES, MAX_WHOLE, Manifest, Missing, ToSend};
use shared::api::error::ErrorCode;
use shared::api::path;
use shared::bytes::hash_of;
use shared::id::BlobHash;
use uuid::Uuid;

use super::auth::Caller;
use super::docs::Octets;
use super::error::{Answer, Failure, quota_exceeded};
use super::extract::{self, HashInPath, Upload};
use super::gate::Gone;
use super::state::AppState;
use crate::blobs::{BlobError, Blobs};
use crate::clock::now_ms;
use crate::store::{Added, Part};

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
    gone: Gone,
    upload: Upload<Manifest>,
) -> Answer<StatusCode> {
    match upload {
        Upload::Bytes(bytes) => put_bytes(&caller, &state, &hash, bytes).await?,
        Upload::Json(manifest) => put_together(&caller, &state, &hash, &manifest, &gone).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn put_bytes(caller: &Caller, state: &AppState, hash: &BlobHash, bytes: Bytes) -> Answer<()> {
    if hash_of(&bytes) != *hash {
        return Err(Failure::said(ErrorCode::HashMismatch, "The hash of the bytes does not match."));
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
    forget(state, workspace, hash).await
}

/// Removes bytes that no row names, and never will: a location is used once.
async fn give_up(state: &AppState, location: &str) {
    if let Err(error) = state.blobs.remove(location).await {
        tracing::warn!("{location} stays until the housekeeping finds it: {error}");
    }
}

async fn put_together(
    caller: &Caller,
    state: &AppState,
    hash: &BlobHash,
    manifest: &Manifest,
    gone: &Gone,
) -> Answer<()> {
    let (workspace, chunks) = (caller.workspace, &manifest.chunks);
    if !(1..=MAX_CHUNKS).contains(&chunks.len()) || !chunks.iter().all(BlobHash::is_well_formed) {
        let message =
            format!("A manifest has 1 to {MAX_CHUNKS} chunks, each named by 64 lower-case hex digits.");
        return Err(Failure::said(ErrorCode::Invalid, message));
    }
    let is_there = state.store.holds(workspace, hash).await?;
    if is_there && !state.damaged.contains(workspace, hash) {
        return Ok(());
    }
    // What a workspace could not hold is not read, and what is read is charged: a short list may name gigabytes.
    if manifest.n_bytes > MAX_WHOLE {
        return Err(Failure::said(ErrorCode::Invalid, format!("A blob has at most {MAX_WHOLE} bytes.")));
    }
    let parts = state.store.plain(workspace, chunks).await?;
    let n_bytes: u64 = parts.iter().map(|part| part.n_bytes).sum();
    if n_bytes != manifest.n_bytes {
        let message = format!("The chunks have {n_bytes} bytes, not {}.", manifest.n_bytes);
        return Err(Failure::said(ErrorCode::HashMismatch, message));
    }
    if n_bytes > state.store.quota_bytes() {
        return Err(quota_exceeded());
    }
    state.work.take_many(&caller.device, n_bytes as f64 / MIB).map_err(Failure::RateLimited)?;
    let turn = state.checks.acquire().await.map_err(|error| Failure::Internal(error.to_string()))?;
    let whole = hash_of_parts(state, workspace, &parts, gone).await?;
    drop(turn);
    if whole != *hash {
        return Err(Failure::said(ErrorCode::HashMismatch, "The hash of the joined chunks does not match."));
    }
    if is_there {
        state.store.put_together_again(workspace, hash, chunks).await?;
        forget(state, workspace, hash).await?;
        return Ok(());
    }
    Ok(state.store.put_together(workspace, hash, n_bytes, chunks, now_ms()).await?)
}

const MIB: f64 = 1_048_576.0;

/// The hash of chunks one after the other, each read once. Chunks that are damaged are asked for.
async fn hash_of_parts(state: &AppState, workspace: Uuid, parts: &[Part], gone: &Gone) -> Answer<BlobHash> {
    let (mut whole, mut damaged) = (Sha256::new(), Vec::new());
    let mut last: Option<(&Part, Bytes)> = None;
    for part in parts {
        if gone.is_gone() {
            return Err(Failure::said(ErrorCode::Timeout, "Nobody waits for the answer."));
        }
        // The same chunk again, as in a column of zeros.
        let bytes = match &last {
            Some((before, bytes)) if *before == part => bytes.clone(),
            _ => match state.blobs.bytes(part).await {
                Ok(bytes) => bytes,
                Err(BlobError::Damaged { hash, .. }) => {
                    damaged.push(hash);
                    continue;
                }
                Err(error) => return Err(error.into()),
            },
        };
        whole.update(&bytes);
        last = Some((part, bytes));
        // Hashing is work, not waiting: others get their turn.
        tokio::task::yield_now().await;
    }
    if damaged.is_empty() {
        return Ok(BlobHash(const_hex::encode(whole.finalize())));
    }
    damaged.sort();
    damaged.dedup();
    for chunk in &damaged {
        remember(state, workspace, chunk.clone());
    }
    Err(Failure::ChunksMissing(damaged))
}

/// Remembers what was found damaged, so that devices are asked for it.
fn note(state: &AppState, workspace: Uuid, blob: &BlobHash, error: &BlobError) {
    if let BlobError::Damaged { hash, .. } = error {
        remember(state, workspace, hash.clone());
        remember(state, workspace, blob.clone());
    }
}

/// In memory at once, and in the database as soon as it can: also a server that is started anew asks for it.
fn remember(state: &AppState, workspace: Uuid, hash: BlobHash) {
    state.damaged.add(workspace, hash.clone());
    let store = state.store.clone();
    tokio::spawn(async move {
        if let Err(error) = store.mark_damaged(workspace, &hash, true).await {
            tracing::warn!("it is not written down that blob {hash} is damaged: {error}");
        }
    });
}

async fn forget(state: &AppState, workspace: Uuid, hash: &BlobHash) -> Answer<()> {
    if state.damaged.remove(workspace, hash) {
        state.store.mark_damaged(workspace, hash, false).await?;
    }
    Ok(())
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
    let stream = state
        .blobs
        .read_whole(&hash, blob.parts)
        .await
        .inspect_err(|error| note(&state, workspace, &hash, error))?;
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

const _: () = assert!(MAX_WHOLE == 2 << 30, "the schema of a manifest says 2 GiB at most");
