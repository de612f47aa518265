//! The headers that go with every answer.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{self, HeaderName};
use axum::middleware::Next;
use axum::response::Response;

/// Scripts and wasm from here only, nothing in frames. Styles may be inline because the chart library writes its own.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FIXED: [(HeaderName, HeaderValue); 4] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

const KEEP: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Number of hex digits that the build puts into a file's name.
const HASH_LEN: usize = 12;

/// Adds the security headers, and says how long the answer may be kept.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let named_by_content = is_named_by_content(request.uri().path());
    let mut response = next.run(request).await;
    let keep = named_by_content && response.status().is_success();
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(if keep { KEEP } else { ASK_AGAIN });
    response
}

/// Whether the file's name ends in a hash of its content, as in `page-0123456789ab.js`: it can never change.
fn is_named_by_content(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let Some((_, hash)) = stem.rsplit_once('-') else { return false };
    hash.len() == HASH_LEN && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::is_named_by_content;

    #[test]
    fn only_names_with_a_whole_hash_count_as_named_by_content() {
        for (path, expected) in [
            ("/page-0123456789ab.js", true),
            ("/deep/library/aapl-daily-0123456789ab.csv.gz", true),
            ("/index.html", false),
            ("/", false),
            ("/page-0123.js", false),
            ("/page-0123456789AB.js", false),
            ("/0123456789ab.js", false),
        ] {
            assert_eq!(is_named_by_content(path), expected, "{path}");
        }
    }
}
