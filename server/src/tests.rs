//! The server over a real socket.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;

use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::routes;

/// A server on a free port with a folder of its own; both go away with the value.
struct Running {
    address: SocketAddr,
    dir: PathBuf,
    _runtime: Runtime,
}

impl Running {
    fn start(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("hindcast-server-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("index.html"), "<title>Hindcast</title>").unwrap();
        std::fs::write(dir.join("page_bg-0123456789ab.wasm"), b"\0asm").unwrap();
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let router = routes::router(&dir);
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, dir, _runtime: runtime }
    }

    /// The whole answer to a GET, headers in lower case.
    fn get(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_lowercase(), body.to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.dir).unwrap();
    }
}

#[test]
fn the_root_is_the_app_and_is_asked_for_each_time() {
    let server = Running::start("root");
    let (head, body) = server.get("/");
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: text/html"), "{head}");
    assert!(head.contains("cache-control: no-cache"), "{head}");
    assert_eq!(body, "<title>Hindcast</title>");
}

#[test]
fn a_file_named_by_its_content_is_kept_for_ever_and_wasm_has_its_type() {
    let server = Running::start("wasm");
    let (head, _) = server.get("/page_bg-0123456789ab.wasm");
    assert!(head.contains("content-type: application/wasm"), "{head}");
    assert!(head.contains("immutable"), "{head}");
}

#[test]
fn a_missing_file_is_never_kept() {
    let server = Running::start("missing");
    let (head, _) = server.get("/page_bg-ba9876543210.wasm");
    assert!(head.starts_with("http/1.1 404"), "{head}");
    assert!(head.contains("cache-control: no-cache"), "{head}");
}

#[test]
fn every_answer_carries_the_security_headers() {
    let server = Running::start("headers");
    for path in ["/", "/missing", "/api/v1/health", "/api/v1/nothing"] {
        let (head, _) = server.get(path);
        for header in [
            "content-security-policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval';",
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
        ] {
            assert!(head.contains(header), "{path} lacks {header}: {head}");
        }
    }
}

#[test]
fn health_names_the_protocols_and_unknown_api_paths_are_json_errors() {
    let server = Running::start("health");
    let (_, body) = server.get("/api/v1/health");
    assert!(body.contains(r#""status":"ok""#) && body.contains(r#""protocols":[1]"#), "{body}");
    let (head, body) = server.get("/api/v1/nothing");
    assert!(head.starts_with("http/1.1 404"), "{head}");
    assert!(body.contains(r#""code":"not_found""#), "{body}");
}

#[test]
fn nothing_outside_the_folder_is_served() {
    let server = Running::start("outside");
    for path in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/..%2fCargo.toml"] {
        let (head, _) = server.get(path);
        assert!(!head.starts_with("http/1.1 200"), "{path}: {head}");
    }
}
