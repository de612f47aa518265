//! What every request passes on its way in: the host it names, the protocol it speaks, the encoding of its body; and the task it
//! runs in.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use shared::api::error::ErrorCode;
use shared::api::version;
use tokio::sync::watch;

use super::error::{Answer, Failure};
use super::state::AppState;

/// Runs the request in a task of its own: a client that hangs up in the middle leaves no half-done work behind, and no
/// connection of the database in a transaction. Long work asks [`Gone`] whether anybody still waits. A panic becomes an error.
pub(super) async fn detach(mut request: Request, next: Next) -> Response {
    // Dropped with this future, which goes when the client does.
    let (_there, gone) = watch::channel(());
    request.extensions_mut().insert(Gone(gone));
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => Failure::Internal(format!("a handler stopped: {error}")).into_response(),
    }
}

/// Whether the client has hung up.
#[derive(Clone)]
pub(super) struct Gone(watch::Receiver<()>);

impl Gone {
    /// Whether nobody waits for the answer any more.
    pub(super) fn is_gone(&self) -> bool {
        self.0.has_changed().is_err()
    }
}

impl<S: Sync> FromRequestParts<S> for Gone {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        parts.extensions.get().cloned().ok_or_else(|| Failure::Internal("a request without a task".into()))
    }
}

/// Refuses host names that are not ours: a foreign name that resolves to this address is how a foreign page gets in.
pub(super) async fn host(State(state): State<AppState>, request: Request, next: Next) -> Answer<Response> {
    if is_ours(request.headers(), request.uri(), &state.settings.hosts) {
        return Ok(next.run(request).await);
    }
    let message = "The server is not known under this name: start it with --public-url or --allow-host.";
    Err(Failure::said(ErrorCode::UnknownHost, message))
}

fn is_ours(headers: &HeaderMap, uri: &Uri, hosts: &[String]) -> bool {
    let mut named = headers.get_all(header::HOST).iter();
    let (Some(Ok(host)), None) = (named.next().map(HeaderValue::to_str), named.next()) else { return false };
    // A request line may name a host too; both must be ours.
    [Some(host), uri.authority().map(|authority| authority.as_str())].into_iter().flatten().all(|authority| {
        let Some(name) = host_name(authority) else { return false };
        // Plain numbers cannot be made to resolve elsewhere.
        name == "localhost" || name.parse::<IpAddr>().is_ok() || hosts.contains(&name)
    })
}

/// The name in `name:port`, in small letters, without the brackets of IPv6.
fn host_name(authority: &str) -> Option<String> {
    let authority: axum::http::uri::Authority = authority.parse().ok()?;
    if authority.as_str().contains('@') {
        return None;
    }
    let host = authority.host().to_ascii_lowercase();
    Some(host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_owned())
}

/// Refuses protocol versions that are not spoken here, and compressed bodies.
pub(super) async fn protocol(request: Request, next: Next) -> Answer<Response> {
    let version = request.headers().get(version::HEADER).and_then(|value| value.to_str().ok());
    if !version.is_some_and(version::is_spoken) {
        return Err(Failure::Protocol);
    }
    Ok(next.run(request).await)
}

/// Refuses compressed bodies: a small one may hide a huge one.
pub(super) async fn encoding(request: Request, next: Next) -> Answer<Response> {
    let encodings = request.headers().get_all(header::CONTENT_ENCODING);
    if encodings.iter().any(|encoding| encoding != "identity") {
        return Err(Failure::said(
            ErrorCode::UnsupportedMediaType,
            "Send the body as it is, not compressed.",
        ));
    }
    Ok(next.run(request).await)
}

/// Says which versions are spoken, and that nothing here is to be kept by a cache.
pub(super) async fn sign(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Ok(spoken) = HeaderValue::from_str(&version::spoken()) {
        response.headers_mut().insert(version::HEADER, spoken);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_names_and_plain_numbers_are_ours() {
        let hosts = ["bt.example.org".to_owned()];
        for (host, expected) in [
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("192.168.1.4", true),
            ("bt.example.org", true),
            ("BT.example.org.:443", true),
            ("evil.example.org", false),
            ("bt.example.org.evil.net", false),
            ("localhost.evil.net", false),
            ("user@localhost", false),
            ("", false),
            ("a b", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            assert_eq!(is_ours(&headers, &Uri::from_static("/"), &hosts), expected, "{host}");
        }
        let mut headers = HeaderMap::new();
        assert!(!is_ours(&headers, &Uri::from_static("/"), &hosts), "no host at all");
        headers.insert(header::HOST, "localhost".parse().unwrap());
        assert!(
            !is_ours(&headers, &Uri::from_static("http://evil.net/"), &hosts),
            "another host in the request line"
        );
        headers.append(header::HOST, "localhost".parse().unwrap());
        assert!(!is_ours(&headers, &Uri::from_static("/"), &hosts), "two hosts");
    }
}
