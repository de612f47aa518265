//! Every path the server answers.

use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::routing::{any, get};
use axum::{Router, middleware};
use shared::api::error::ErrorCode;
use shared::api::{path, version};
use tower_http::cors::CorsLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::Failure;
use super::state::AppState;
use super::{
    app_files, blobs, devices, docs, events, gate, health, observe, pairing, records, security, workspace,
};

/// The whole table. What is in the first part needs no protocol header and no token; in the second a handler without a
/// `Caller` is public, which only `pair` is.
fn api() -> OpenApiRouter<AppState> {
    let open = OpenApiRouter::with_openapi(docs::Description::openapi())
        .routes(routes!(health::health))
        .routes(routes!(docs::openapi))
        .routes(routes!(docs::page));
    let spoken = OpenApiRouter::new()
        .routes(routes!(workspace::workspace))
        .routes(routes!(records::pull))
        .routes(routes!(records::push))
        .routes(routes!(blobs::missing))
        .routes(routes!(blobs::put, blobs::get))
        .routes(routes!(events::events))
        .routes(routes!(events::progress))
        .routes(routes!(pairing::make_code))
        .routes(routes!(pairing::pair))
        .routes(routes!(devices::list))
        .routes(routes!(devices::rename, devices::revoke))
        .route_layer(middleware::from_fn(gate::protocol));
    open.merge(spoken)
}

/// The API and the app's files.
pub fn router(state: &AppState) -> Router {
    let (api, description) = api().split_for_parts();
    let api = api
        .fallback(any(unknown))
        .method_not_allowed_fallback(not_allowed)
        .layer(middleware::from_fn(gate::encoding))
        .layer(axum::Extension(docs::Described::new(description)));
    let mut api = api.layer(middleware::from_fn(gate::sign));
    if let Some(cors) = cors(&state.settings.origins) {
        api = api.layer(cors);
    }
    Router::new()
        .nest(path::BASE, api)
        .fallback_service(app_files::service(state.settings.app_dir.as_deref()))
        .layer(middleware::from_fn(gate::detach))
        .layer(middleware::from_fn_with_state(state.clone(), gate::host))
        .layer(middleware::from_fn(security::headers))
        .layer(middleware::from_fn_with_state(state.clone(), observe::count))
        .with_state(state.clone())
}

/// The counts, to be served where only operators reach them.
pub fn metrics_router(state: &AppState) -> Router {
    Router::new().route("/metrics", get(observe::page)).with_state(state.clone())
}

/// The description of the API, as it is served.
pub fn description() -> utoipa::openapi::OpenApi {
    docs::completed(api().split_for_parts().1)
}

/// Lets pages of exactly these origins in, if there are any. No cookies, hence no credentials mode.
fn cors(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    let own = HeaderName::from_static(version::HEADER);
    (!origins.is_empty()).then(|| {
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, own.clone()])
            .expose_headers([header::RETRY_AFTER, own])
            .max_age(std::time::Duration::from_secs(600))
    })
}

async fn unknown() -> Failure {
    Failure::said(ErrorCode::NotFound, "This address is not part of the protocol.")
}

async fn not_allowed() -> Failure {
    Failure::said(ErrorCode::MethodNotAllowed, "This address does not support this method.")
}
