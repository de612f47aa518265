//! The app's files: those inside the program where it was built with some (`HINDCAST_APP_DIST`), else a folder. A client that
//! reads brotli gets the compressed copy that `cargo xtask dist` writes beside a file.

use std::path::Path;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;

/// A file inside the program.
struct Embedded {
    path: &'static str,
    bytes: &'static [u8],
    /// The same, compressed with brotli, where that is shorter.
    brotli: Option<&'static [u8]>,
    etag: &'static str,
}

// The list `FILES`, sorted by path; empty unless the program was built with the app.
include!(concat!(env!("OUT_DIR"), "/app_files.rs"));

/// Whether the app is inside the program.
pub fn are_inside() -> bool {
    !FILES.is_empty()
}

/// Serves the files of a folder if one is given, else those inside.
pub(super) fn service(folder: Option<&Path>) -> Router {
    match folder {
        Some(folder) => Router::new().fallback_service(ServeDir::new(folder).precompressed_br()),
        None => Router::new().fallback(embedded),
    }
}

async fn embedded(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let Ok(at) = FILES.binary_search_by_key(&path, |file| file.path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    answer(&FILES[at], request.headers())
}

fn answer(file: &Embedded, asked: &HeaderMap) -> Response {
    let has = |name, what: &str| {
        let values = asked.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values
            .flat_map(|value| value.split(','))
            .any(|part| part.split(';').next().unwrap_or_default().trim() == what)
    };
    let kind = mime_guess::from_path(file.path).first_raw().unwrap_or("application/octet-stream");
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::ETAG, HeaderValue::from_static(file.etag));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if has(header::IF_NONE_MATCH, file.etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let bytes = match file.brotli {
        Some(brotli) if has(header::ACCEPT_ENCODING, "br") => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            brotli
        }
        _ => file.bytes,
    };
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: Embedded = Embedded {
        path: "page_bg-0123456789ab.wasm",
        bytes: b"the whole file",
        brotli: Some(b"less"),
        etag: "\"1\"",
    };

    fn ask(lines: &[(header::HeaderName, &'static str)]) -> Response {
        answer(
            &FILE,
            &lines.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect(),
        )
    }

    #[test]
    fn a_file_inside_is_compressed_for_those_who_can_read_that() {
        for (accepted, encoding) in
            [("gzip, deflate, br", Some("br")), ("br;q=0.5", Some("br")), ("gzip", None), ("", None)]
        {
            let response = ask(&[(header::ACCEPT_ENCODING, accepted)]);
            let found = response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap());
            assert_eq!(found, encoding, "{accepted}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], "application/wasm");
            assert_eq!(response.headers()[header::VARY], "accept-encoding");
        }
    }

    #[test]
    fn a_file_inside_that_is_known_is_not_sent_again() {
        for (known, status) in [("\"1\"", 304), ("\"0\", \"1\"", 304), ("\"2\"", 200), ("*x", 200)] {
            let response = ask(&[(header::IF_NONE_MATCH, known)]);
            assert_eq!(response.status(), status, "{known}");
            assert_eq!(response.headers()[header::ETAG], "\"1\"");
        }
    }

    #[test]
    fn the_list_of_files_is_sorted_by_path() {
        assert!(FILES.is_sorted_by_key(|file| file.path));
    }
}
