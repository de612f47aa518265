//! V11: hosts, origins, methods.

use std::cell::Cell;

use crate::support::place::{Kind, Place};
use crate::support::raw::exchange;
use crate::support::running::Running;

#[tokio::test]
async fn v11_foreign_hosts_origins_and_methods_get_nowhere() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::with(&place, |settings| {
        settings.hosts = vec!["bt.example.org".into()];
        settings.origins = vec!["https://you.github.io".into()];
    })
    .await;
    let device = server.device("home").await;
    let n_asked = Cell::new(0);
    let ask = async |line: &str, lines: &str| {
        n_asked.set(n_asked.get() + 1);
        let request = format!("{line} HTTP/1.1\r\nconnection: close\r\nhindcast-protocol: 1\r\n{lines}\r\n");
        exchange(server.address, &request).await.0
    };
    for (lines, expected) in [
        ("host: localhost\r\n", "200"),
        ("host: 127.0.0.1:1\r\n", "200"),
        ("host: bt.example.org\r\n", "200"),
        ("host: evil.example.org\r\n", "421"),
        ("host: localhost.evil.example.org\r\n", "421"),
        ("host: localhost\r\nhost: evil.example.org\r\n", "421"),
        ("", "421"),
    ] {
        for path in ["/", "/api/v1/health"] {
            let head = ask(&format!("GET {path}"), lines).await;
            assert!(head.starts_with(&format!("http/1.1 {expected}")), "{path} {lines:?}: {head}");
        }
    }
    let token = format!("host: localhost\r\nauthorization: Bearer {}\r\n", device.paired.token);
    let head = ask("GET /api/v1/workspace", &format!("{token}origin: https://you.github.io\r\n")).await;
    assert!(head.contains("access-control-allow-origin: https://you.github.io"), "{head}");
    assert!(!head.contains("access-control-allow-credentials"), "{head}");
    for origin in ["https://evil.github.io", "null", "http://you.github.io", "https://you.github.io.evil.net"]
    {
        let head = ask("GET /api/v1/workspace", &format!("{token}origin: {origin}\r\n")).await;
        assert!(!head.contains("access-control-allow-origin"), "{origin}: {head}");
        let preflight =
            format!("host: localhost\r\norigin: {origin}\r\naccess-control-request-method: POST\r\n");
        let head = ask("OPTIONS /api/v1/records/push", &preflight).await;
        assert!(!head.contains("access-control-allow-origin"), "{origin}: {head}");
    }
    let preflight = "host: localhost\r\norigin: https://you.github.io\r\naccess-control-request-method: POST\r\n\
        access-control-request-headers: authorization,content-type,hindcast-protocol\r\n";
    let head = ask("OPTIONS /api/v1/records/push", preflight).await;
    assert!(
        head.starts_with("http/1.1 200") && head.contains("access-control-allow-headers: authorization"),
        "{head}"
    );
    for (line, expected) in [
        ("POST /api/v1/health", "405"),
        ("DELETE /api/v1/records", "405"),
        ("TRACE /api/v1/records", "405"),
        ("BREW /api/v1/workspace", "405"),
        ("POST /", "405"),
        ("GET /api/v1", "404"),
        ("GET /api/v1/", "404"),
        ("GET /api/v2/health", "404"),
        ("GET /api/v1/health/", "404"),
    ] {
        let head = ask(line, &token).await;
        assert!(head.starts_with(&format!("http/1.1 {expected}")), "{line}: {head}");
    }
    println!("V11: {} requests, {} passes", n_asked.get(), n_asked.get());
}
