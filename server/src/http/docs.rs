//! The API's description of itself: OpenAPI for programs, a page made from it for people.

use std::fmt::Write;
use std::sync::Arc;

use axum::Extension;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use shared::api::error::ApiError;
use shared::api::event::Event;
use shared::api::{path, version};
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Content, KnownFormat, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder, Schema, SchemaFormat, Type,
};
use utoipa::{OpenApi, PartialSchema, ToSchema};

/// What is not told by any single handler.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hindcast sync",
        description = "Stores datasets and job records, and tells devices what has changed."
    ),
    components(schemas(ApiError, Event))
)]
pub(super) struct Description;

/// Bytes as they are.
pub(super) struct Octets;

impl ToSchema for Octets {}

impl PartialSchema for Octets {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).into()
    }
}

/// Errors that any request may get: status, name of the response, and what it says.
const ANY: [(&str, &str, &str); 12] = [
    ("400", "BadRequest", "The request cannot be read"),
    ("404", "NotFound", "It is not there"),
    ("405", "MethodNotAllowed", "This address does not support this method"),
    ("408", "Timeout", "The request took too long to arrive"),
    ("413", "TooLarge", "The body is too long"),
    ("415", "UnsupportedMediaType", "The body has the wrong type, or is compressed"),
    ("421", "UnknownHost", "The server is not known under this host name"),
    ("422", "Invalid", "The request is not valid"),
    ("429", "RateLimited", "Too many requests"),
    ("500", "Internal", "A fault of the server"),
    ("503", "Unavailable", "The database or the blob store does not answer"),
    ("507", "Full", "The workspace or the disk is full"),
];
/// Those that the protocol adds.
const SPOKEN: [(&str, &str, &str); 4] = [
    ("403", "PairingRefused", "The pairing code is not good"),
    ("409", "Conflict", "Device and server disagree on the previous version, or chunks are missing"),
    ("410", "CursorTooOld", "Deletions since the cursor are forgotten"),
    ("426", "ProtocolUnsupported", "This protocol version is not supported"),
];
/// The one where a token is asked for.
const UNAUTHORIZED: (&str, &str, &str) = ("401", "Unauthorized", "There is no valid token");

/// The description with what holds for all operations.
pub(super) fn completed(mut api: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    if let Some(components) = &mut api.components {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("device", SecurityScheme::Http(scheme));
        for (_, name, description) in ANY.into_iter().chain(SPOKEN).chain([UNAUTHORIZED]) {
            let error = Content::new(Some(Ref::from_schema_name("ApiError")));
            let response = ResponseBuilder::new().description(description).content("application/json", error);
            components.responses.insert(name.to_owned(), response.build().into());
        }
    }
    let open = [path::HEALTH, path::OPENAPI, path::DOCS];
    for (path, item) in &mut api.paths.paths {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            complete(operation, open.contains(&path.as_str()));
        }
    }
    // Paths are told with the base they are nested under.
    api.paths.paths =
        api.paths.paths.into_iter().map(|(path, item)| (format!("{}{path}", path::BASE), item)).collect();
    api
}

fn complete(operation: &mut Operation, open: bool) {
    let mut statuses = ANY.to_vec();
    if !open {
        statuses.extend(SPOKEN);
        let version = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(version::PROTOCOLS.map(|v| v.to_string())));
        let header = ParameterBuilder::new()
            .name(version::HEADER)
            .parameter_in(ParameterIn::Header)
            .required(Required::True)
            .description(Some("The version of the protocol"))
            .schema(Some(version));
        operation.parameters.get_or_insert_default().push(header.build().into());
    }
    if operation.security.is_some() {
        statuses.push(UNAUTHORIZED);
    }
    for (status, name, _) in statuses {
        let response = Ref::from_response_name(name);
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| response.into());
    }
}

/// Both forms, made once.
#[derive(Clone)]
pub(super) struct Described(Arc<(String, String)>);

impl Described {
    pub(super) fn new(api: utoipa::openapi::OpenApi) -> Self {
        let api = completed(api);
        let json = api.to_json().unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"));
        Self(Arc::new((json, html(&api))))
    }
}

/// This description, for programs.
#[utoipa::path(get, path = path::OPENAPI, tag = "server",
    responses((status = 200, description = "OpenAPI", content_type = "application/json", body = Object)))]
pub(super) async fn openapi(Extension(described): Extension<Described>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], described.0.0.clone()).into_response()
}

/// This description, for people.
#[utoipa::path(get, path = path::DOCS, tag = "server",
    responses((status = 200, description = "A page", content_type = "text/html", body = String)))]
pub(super) async fn page(Extension(described): Extension<Described>) -> Html<String> {
    Html(described.0.1.clone())
}

/// A page without scripts: operations with their words, and the schemas as they are in the file.
fn html(api: &utoipa::openapi::OpenApi) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{0}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>body{{font:16px/1.5 system-ui;max-width:60rem;\
         margin:2rem auto;padding:0 1rem;color-scheme:light dark}}pre{{overflow:auto}}code{{font-size:.95em}}</style>\
         <h1>{0}</h1><p>Every request but the first three names its protocol version in <code>{1}</code> and its token in \
         <code>Authorization: Bearer …</code>. For programs: <a href=\"openapi.json\">openapi.json</a>.</p>",
        escaped(&api.info.title),
        version::HEADER
    );
    for (path, item) in &api.paths.paths {
        let operations = [
            ("GET", &item.get),
            ("PUT", &item.put),
            ("POST", &item.post),
            ("PATCH", &item.patch),
            ("DELETE", &item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            let words = operation.summary.as_deref().unwrap_or_default();
            let _ =
                write!(page, "<h3><code>{method} {}</code></h3><p>{}</p><ul>", escaped(path), escaped(words));
            for (status, response) in &operation.responses.responses {
                let _ = write!(page, "<li>{status} {}</li>", escaped(described(response)));
            }
            page.push_str("</ul>");
        }
    }
    page.push_str("<h2>Schemas</h2>");
    for (name, schema) in api.components.iter().flat_map(|components| &components.schemas) {
        let json = serde_json::to_string_pretty(schema).unwrap_or_default();
        let _ = write!(page, "<h3>{}</h3><pre>{}</pre>", escaped(name), escaped(&json));
    }
    page
}

/// What a response of an operation says, where it is one of those that all share, too.
fn described(response: &RefOr<utoipa::openapi::Response>) -> &str {
    let shared = |reference: &Ref| {
        let name = reference.ref_location.rsplit('/').next();
        let all = ANY.iter().chain(&SPOKEN).chain([&UNAUTHORIZED]);
        all.into_iter().find(|error| Some(error.1) == name).map_or("", |error| error.2)
    };
    match response {
        RefOr::T(response) => &response.description,
        RefOr::Ref(reference) => shared(reference),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
