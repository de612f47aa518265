//! The devices of a workspace.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::api::device::{Device, Devices, MAX_NAME, Rename};
use shared::api::error::ErrorCode;
use shared::api::path;

use super::auth::Caller;
use super::error::{Answer, Failure};
use super::extract::{self, TextInPath};
use super::state::AppState;

/// All devices of the workspace.
#[utoipa::path(get, path = path::DEVICES, tag = "devices", responses((status = 200, body = Devices)),
    security(("device" = [])))]
pub(super) async fn list(caller: Caller, State(state): State<AppState>) -> Answer<Json<Devices>> {
    let devices = state.store.devices(caller.workspace, &caller.device).await?;
    Ok(Json(Devices { devices }))
}

/// Gives a device another name.
#[utoipa::path(patch, path = path::DEVICE, tag = "devices", params(("id" = String, Path)), request_body = Rename,
    responses((status = 200, body = Device)), security(("device" = [])))]
pub(super) async fn rename(
    caller: Caller,
    State(state): State<AppState>,
    TextInPath(id): TextInPath,
    extract::Json(rename): extract::Small<Rename>,
) -> Answer<Json<Device>> {
    let name = name(&rename.name)?;
    let renamed = state.store.rename_device(caller.workspace, &id, name, &caller.device).await?;
    renamed.map(Json).ok_or_else(Failure::not_found)
}

/// Takes a device's token away, from now on.
#[utoipa::path(delete, path = path::DEVICE, tag = "devices", params(("id" = String, Path)),
    responses((status = 204, description = "It is gone")), security(("device" = [])))]
pub(super) async fn revoke(
    caller: Caller,
    State(state): State<AppState>,
    TextInPath(id): TextInPath,
) -> Answer<StatusCode> {
    if state.store.revoke_device(caller.workspace, &id).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Failure::not_found())
}

/// A name as it may be stored.
pub(super) fn name(text: &str) -> Answer<&str> {
    let name = text.trim();
    if name.is_empty() || text.chars().count() > MAX_NAME || name.contains(char::is_control) {
        let message = format!("A name has 1 to {MAX_NAME} characters, none of them a control character.");
        return Err(Failure::said(ErrorCode::Invalid, message));
    }
    Ok(name)
}
