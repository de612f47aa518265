//! Pairing: how a device gets its token.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::api::device::{Device, Pair, Paired, PairingCode};
use shared::api::path;

use super::auth::{Attempt, Caller};
use super::devices::name;
use super::error::{Answer, Failure};
use super::extract;
use super::state::AppState;
use crate::clock::now_ms;
use crate::secret::{Code, Token};
use crate::store::PairingError;

/// A code for one more device of the workspace.
#[utoipa::path(post, path = path::PAIRING_CODES, tag = "devices",
    responses((status = 201, body = PairingCode)), security(("device" = [])))]
pub(super) async fn make_code(
    caller: Caller,
    State(state): State<AppState>,
) -> Answer<(StatusCode, Json<PairingCode>)> {
    let code = Code::new()?;
    let expires_ms = state.store.add_code(caller.workspace, &code, now_ms()).await?;
    Ok((StatusCode::CREATED, Json(PairingCode { code: code.reveal(), expires_ms })))
}

/// A token for a device that has a code.
#[utoipa::path(post, path = path::PAIRINGS, tag = "devices", request_body = Pair,
    responses((status = 201, body = Paired)))]
pub(super) async fn pair(
    State(state): State<AppState>,
    attempt: Attempt,
    extract::Json(pair): extract::Small<Pair>,
) -> Answer<(StatusCode, Json<Paired>)> {
    let name = name(&pair.name)?;
    let (token, now) = (Token::new()?, now_ms());
    let paired = match pair.code.parse::<Code>() {
        Ok(code) => state.store.pair(&code, name, &token, now).await,
        Err(_) => Err(PairingError::Refused),
    };
    paired.map_err(Failure::from)?;
    attempt.succeeded(&state);
    let device =
        Device { id: token.id().into(), name: name.into(), created_ms: now, seen_ms: now, this: true };
    let server_id = state.store.server_id().await?;
    Ok((StatusCode::CREATED, Json(Paired { token: token.reveal(), device, server_id })))
}
