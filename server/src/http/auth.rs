//! Who asks. A handler that takes a [`Caller`] cannot be reached without a token; one that does not is public, and a test
//! lists those.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use shared::api::error::ErrorCode;
use uuid::Uuid;

use super::error::Failure;
use super::serve::Peer;
use super::state::AppState;
use crate::clock::now_ms;
use crate::secret::{Token, same};

/// A device with a valid token.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The workspace that it belongs to: the only one it can name.
    pub workspace: Uuid,
    /// The public part of its token.
    pub device: String,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Some(caller) = known(parts, state).await? else {
            return Err(failed_attempt(parts, state));
        };
        state.requests.take(&caller.device).map_err(Failure::RateLimited)?;
        // Whose body it is, for the budget.
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

async fn known(parts: &Parts, state: &AppState) -> Result<Option<Caller>, Failure> {
    let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().parse::<Token>().ok())?
    });
    let Some(token) = token else { return Ok(None) };
    let known = state.store.known_device(token.id()).await?;
    // An unknown id costs the same comparison as a wrong secret.
    let hash = known.as_ref().map_or_else(|| vec![0; 32], |known| known.secret_hash.clone());
    let is_same = same(&hash, &token.secret_hash());
    let Some(known) = known.filter(|_| is_same) else { return Ok(None) };
    if let Err(error) = state.store.seen(token.id(), known.seen_ms, now_ms()).await {
        // Not worth failing for, and on a full disk reading must go on.
        tracing::warn!("cannot note when a device was seen: {error}");
    }
    Ok(Some(Caller { workspace: known.workspace, device: token.id().to_owned() }))
}

/// Counts the attempt against the address it came from. Those who have a token are never kept out by those who guess.
fn failed_attempt(parts: &Parts, state: &AppState) -> Failure {
    match state.failures.take(&peer(parts, state)) {
        Err(seconds) => Failure::RateLimited(seconds),
        Ok(()) => Failure::said(ErrorCode::Unauthorized, "Pair this device first: there is no valid token."),
    }
}

fn peer(parts: &Parts, state: &AppState) -> String {
    Peer::of(&parts.extensions, &parts.headers, state.settings.behind_proxy)
}

/// An attempt to come in with a code. It is counted before anything of it is read, so that an address that has had its tries cannot use
/// up those of a code.
pub(super) struct Attempt(String);

impl FromRequestParts<AppState> for Attempt {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let peer = peer(parts, state);
        state.failures.take(&peer).map_err(Failure::RateLimited)?;
        Ok(Self(peer))
    }
}

impl Attempt {
    /// It was no failure.
    pub(super) fn succeeded(self, state: &AppState) {
        state.failures.give_back(&self.0);
    }
}
