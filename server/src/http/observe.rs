//! What is observed of each request, and the page that shows it to operators.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use super::state::AppState;

/// Counts a request and writes a line of the log for it.
pub(super) async fn count(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "file".to_owned());
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let seconds = start.elapsed().as_secs_f64();
    tracing::debug!(method, route, status, seconds, "answered");
    state.metrics.answered(method, route, status, seconds);
    response
}

/// The page of counts, on a separate address: see `--metrics-listen`.
pub(super) async fn page(State(state): State<AppState>) -> Response {
    match state.metrics.text() {
        Ok(text) => {
            let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
