//! Whether the server is there.

use axum::Json;
use shared::api::workspace::Health;
use shared::api::{path, version};

/// Whether the server is there, and which protocol it speaks.
#[utoipa::path(get, path = path::HEALTH, tag = "server", responses((status = 200, body = Health)))]
pub(super) async fn health() -> Json<Health> {
    Json(Health {
        status: "ok".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        protocols: version::PROTOCOLS.into(),
    })
}
