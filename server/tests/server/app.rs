//! The app's files and the headers that go with every answer.

use crate::support::place::{Kind, Place};
use crate::support::raw::get;
use crate::support::running::Running;

async fn server() -> (Place, Running) {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::start(&place).await;
    (place, server)
}

#[tokio::test]
async fn the_root_is_the_app_and_is_asked_for_each_time() {
    let (_place, server) = server().await;
    let (head, body) = get(server.address, "/", "").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: text/html"), "{head}");
    assert!(head.contains("cache-control: no-cache"), "{head}");
    assert_eq!(body, "<title>Hindcast</title>");
}

#[tokio::test]
async fn a_file_named_by_its_content_is_kept_for_ever_and_wasm_has_its_type() {
    let (_place, server) = server().await;
    let (head, _) = get(server.address, "/page_bg-0123456789ab.wasm", "").await;
    assert!(head.contains("content-type: application/wasm"), "{head}");
    assert!(head.contains("immutable"), "{head}");
}

#[tokio::test]
async fn a_folder_is_served_compressed_to_those_who_can_read_that() {
    let (_place, server) = server().await;
    for (accepted, encoding, n_bytes) in [("br, gzip", true, 3), ("gzip", false, 4)] {
        let asked = format!("accept-encoding: {accepted}\r\n");
        let (head, body) = get(server.address, "/page_bg-0123456789ab.wasm", &asked).await;
        assert_eq!(head.contains("content-encoding: br"), encoding, "{accepted}: {head}");
        assert!(head.contains("content-type: application/wasm"), "{accepted}: {head}");
        assert!(head.contains("vary: accept-encoding"), "{accepted}: {head}");
        assert_eq!(body.len(), n_bytes, "{accepted}");
    }
}

#[tokio::test]
async fn a_missing_file_is_never_kept() {
    let (_place, server) = server().await;
    let (head, _) = get(server.address, "/page_bg-ba9876543210.wasm", "").await;
    assert!(head.starts_with("http/1.1 404"), "{head}");
    assert!(head.contains("cache-control: no-cache"), "{head}");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let (_place, server) = server().await;
    for path in ["/", "/missing", "/api/v1/health", "/api/v1/nothing", "/api/v1/workspace", "/api/v1/docs"] {
        let (head, _) = get(server.address, path, "").await;
        for header in [
            "content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval';",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
        ] {
            assert!(head.contains(header), "{path} lacks {header}: {head}");
        }
    }
}

#[tokio::test]
async fn health_names_the_protocols_and_unknown_api_paths_are_json_errors() {
    let (_place, server) = server().await;
    let (head, body) = get(server.address, "/api/v1/health", "").await;
    assert!(body.contains(r#""status":"ok""#) && body.contains(r#""protocols":[1]"#), "{body}");
    assert!(head.contains("hindcast-protocol: 1") && head.contains("cache-control: no-store"), "{head}");
    let (head, body) = get(server.address, "/api/v1/nothing", "").await;
    assert!(head.starts_with("http/1.1 404"), "{head}");
    assert!(body.contains(r#""code":"not_found""#), "{body}");
}

#[tokio::test]
async fn nothing_outside_the_folder_is_served() {
    let (_place, server) = server().await;
    for path in
        ["/../hindcast.db", "/%2e%2e/hindcast.db", "/..%2fhindcast.db", "//hindcast.db", "/..%5chindcast.db"]
    {
        let (head, _) = get(server.address, path, "").await;
        assert!(!head.starts_with("http/1.1 200"), "{path}: {head}");
    }
}
