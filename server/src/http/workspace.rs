//! Where a device stands.

use axum::Json;
use axum::extract::State;
use shared::api::path;
use shared::api::workspace::Workspace;

use super::auth::Caller;
use super::error::{Answer, Failure};
use super::state::AppState;
use crate::clock::now_ms;

/// The workspace of the device.
#[utoipa::path(get, path = path::WORKSPACE, tag = "server", responses((status = 200, body = Workspace)),
    security(("device" = [])))]
pub(super) async fn workspace(caller: Caller, State(state): State<AppState>) -> Answer<Json<Workspace>> {
    let stands = state.store.workspace(caller.workspace).await?;
    let stands = stands.ok_or_else(|| Failure::Internal("a device of no workspace".into()))?;
    Ok(Json(Workspace {
        server_id: state.store.server_id().await?,
        id: stands.id,
        name: stands.name,
        head: stands.seq,
        floor: stands.floor,
        state: stands.state,
        used_bytes: stands.used_bytes + state.store.left_bytes(stands.id),
        quota_bytes: state.store.quota_bytes(),
        now_ms: now_ms(),
    }))
}
