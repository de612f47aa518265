//! Every path the server answers.

use std::path::Path;

use axum::http::StatusCode;
use axum::routing::{any, get};
use axum::{Json, Router, middleware};
use serde::Serialize;
use tower_http::services::ServeDir;
use tower_http::trace::TraceLayer;

use crate::security;

/// The protocol versions this server speaks.
const PROTOCOLS: [u32; 1] = [1];

/// The whole table.
pub(crate) fn router(app_dir: &Path) -> Router {
    let api = Router::new().route("/health", get(health)).fallback(any(unknown));
    Router::new()
        .nest("/api/v1", api)
        .fallback_service(ServeDir::new(app_dir))
        .layer(middleware::from_fn(security::headers))
        .layer(TraceLayer::new_for_http())
}

/// What `/api/v1/health` says.
#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    protocols: [u32; PROTOCOLS.len()],
}

async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), protocols: PROTOCOLS })
}

/// The shape of every error.
#[derive(Serialize)]
struct ApiError {
    code: &'static str,
    message: &'static str,
}

async fn unknown() -> (StatusCode, Json<ApiError>) {
    let error = ApiError { code: "not_found", message: "This address is not part of the protocol." };
    (StatusCode::NOT_FOUND, Json(error))
}
