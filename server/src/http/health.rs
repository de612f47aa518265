//! Whether the server is there.

use axum::Json;
use axum::extract::State;
use shared::api::workspace::Health;
use shared::api::{path, version};

use super::state::AppState;

/// Whether the server is there, and which protocol it speaks.
#[utoipa::path(get, path = path::HEALTH, tag = "server", responses((status = 200, body = Health)))]
pub(super) async fn health(State(state): State<AppState>) -> Json<Health> {
    let cannot_write = state.store.problem().is_some() || state.blobs.problem().is_some();
    Json(Health {
        status: if cannot_write { "read_only" } else { "ok" }.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        protocols: version::PROTOCOLS.into(),
        // The log says more; a stranger is not told where things lie.
        problem: cannot_write
            .then(|| "The server's disk is full or read-only, or its database is damaged.".into()),
    })
}
