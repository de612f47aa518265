//! V9: who may do what, for every operation there is. V10: guessing. V11: hosts, origins, methods.

use hindcast_server::http::routes::description;
use serde_json::Value;
use shared::api::error::ErrorCode;
use shared::api::path;

use crate::support::place::{Kind, Place};
use crate::support::raw::exchange;
use crate::support::running::{Device, Running};

/// What anybody may ask for. Everything else needs a token; a new operation is refused without one, or belongs here.
const PUBLIC: [&str; 4] = ["GET /docs", "GET /health", "GET /openapi.json", "POST /pairings"];

/// Every operation of the route table, with a path that could exist, and whether its description asks for a token.
fn operations() -> Vec<(String, String, bool)> {
    let api: Value = serde_json::to_value(description()).unwrap();
    let mut all = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if !["get", "put", "post", "patch", "delete"].contains(&method.as_str()) {
                continue;
            }
            let path = path.replace("{sha256}", &"0".repeat(64)).replace("{id}", "0123456789abcdef");
            all.push((method.to_uppercase(), path, operation.get("security").is_some()));
        }
    }
    all
}

async fn status(server: &Running, method: &str, path: &str, authorization: &str) -> (u16, String) {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nhindcast-protocol: 1\r\nconnection: close\r\n{authorization}\
         content-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    let (head, body) = exchange(server.address, &request).await;
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body)
}

#[tokio::test]
async fn v09_every_operation_but_the_listed_ones_needs_a_valid_token() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::start(&place).await;
    let (device, revoked) = (server.device("home").await, server.device("home").await);
    let gone = format!("/devices/{}", revoked.paired.device.id);
    device.request(reqwest::Method::DELETE, &gone).send().await.unwrap();
    let own = &device.paired.token;
    let wrong_secret = format!("{}{}", &own[..own.len() - 1], if own.ends_with('0') { '1' } else { '0' });
    let foreign_id = format!("hc1_{}_{}", "0".repeat(16), &own[own.len() - 64..]);
    let bad = ["", "x", &revoked.paired.token, &wrong_secret, &foreign_id, "hc1__"];
    let operations = operations();
    assert!(operations.len() >= 15, "{operations:?}");
    let mut public: Vec<String> = Vec::new();
    for (method, path, asks) in &operations {
        if !asks {
            public.push(format!("{method} {}", path.strip_prefix(path::BASE).unwrap()));
            continue;
        }
        for token in bad
            .map(|token| format!("authorization: Bearer {token}\r\n"))
            .iter()
            .chain([&String::new(), &format!("authorization: Basic {own}\r\n")])
        {
            let (status, body) = status(&server, method, path, token).await;
            assert_eq!(status, 401, "{method} {path} with {token:?}: {body}");
            assert!(body.contains(r#""code":"unauthorized""#));
        }
    }
    public.sort();
    assert_eq!(public, PUBLIC, "an operation without a token must be listed here on purpose");
}

#[tokio::test]
async fn v10_guessing_is_slowed_down_and_locks_nobody_out() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::with(&place, |settings| settings.limits.failures = (0.2, 20.0)).await;
    let device = server.device("home").await;
    let guess = |n: u32| format!("authorization: Bearer hc1_{}_{n:064x}\r\n", device.paired.device.id);
    let mut statuses = Vec::new();
    for n in 0..40 {
        statuses.push(status(&server, "GET", "/api/v1/workspace", &guess(n)).await.0);
    }
    assert_eq!((statuses[0], statuses[19], statuses[39]), (401, 401, 429), "{statuses:?}");
    let refused = crate::support::running::client()
        .get(server.url("/api/v1/workspace"))
        .header("hindcast-protocol", "1")
        .bearer_auth("x")
        .send()
        .await
        .unwrap();
    let refused = crate::support::running::refused(refused).await;
    assert_eq!(refused.code(), ErrorCode::RateLimited);
    let wait: u64 = refused.retry_after.unwrap().parse().unwrap();
    assert!((1..=5).contains(&wait), "{wait}");
    assert_eq!(refused.error.detail.unwrap().retry_after_s, Some(wait));
    // So are codes; and whoever has a token is not kept out.
    let pair = r#"{"code":"0000-0000-0000-0000","name":"x"}"#;
    let request = format!(
        "POST /api/v1/pairings HTTP/1.1\r\nhost: localhost\r\nhindcast-protocol: 1\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{pair}",
        pair.len()
    );
    assert!(exchange(server.address, &request).await.0.starts_with("http/1.1 429"));
    for _ in 0..30 {
        device.get::<shared::api::workspace::Workspace>(path::WORKSPACE).await.unwrap();
    }
}

#[tokio::test]
async fn v10_a_device_that_asks_too_often_is_told_when_to_ask_again() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::with(&place, |settings| settings.limits.requests = (0.5, 5.0)).await;
    let (busy, calm) = (server.device("home").await, server.device("home").await);
    let ask = async |device: &Device| device.get::<shared::api::workspace::Workspace>(path::WORKSPACE).await;
    for _ in 0..5 {
        ask(&busy).await.unwrap();
    }
    let refused = ask(&busy).await.unwrap_err();
    assert_eq!((refused.code(), refused.retry_after.as_deref()), (ErrorCode::RateLimited, Some("2")));
    ask(&calm).await.unwrap();
}

#[tokio::test]
async fn v11_foreign_hosts_origins_and_methods_get_nowhere() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::with(&place, |settings| {
        settings.hosts = vec!["bt.example.org".into()];
        settings.origins = vec!["https://you.github.io".into()];
    })
    .await;
    let device = server.device("home").await;
    let ask = async |line: &str, lines: &str| {
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
}

#[tokio::test]
async fn v10_no_secret_is_in_the_log_or_on_the_disk() {
    use crate::support::process::Process;
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let mut process = Process::first_start(&place, "trace").await;
    let code = process.code.take().unwrap();
    let device = Device::pair(process.address, &code).await;
    let another: shared::api::device::PairingCode =
        device.post(path::PAIRING_CODES, &serde_json::json!({})).await.unwrap();
    let wrong = format!("hc1_{}_{}", device.paired.device.id, "1".repeat(64));
    let asked = crate::support::running::client().get(format!("http://{}/api/v1/workspace", process.address));
    asked.header("hindcast-protocol", "1").bearer_auth(&wrong).send().await.unwrap();
    let log = process.terminate().await;
    assert!(log.contains("pairings"), "the log is one that says something");
    let secret = device.paired.token.rsplit('_').next().unwrap().to_owned();
    let mut disk = Vec::new();
    for entry in std::fs::read_dir(place.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            disk.extend(std::fs::read(path).unwrap());
        }
    }
    let disk = String::from_utf8_lossy(&disk);
    assert!(disk.contains(&device.paired.device.id), "the disk is the one with the devices");
    let code_secret = &code.replace('-', "")[4..];
    let another_secret = &another.code.replace('-', "")[4..];
    for (what, text) in [
        ("token", secret.as_str()),
        ("code", code.as_str()),
        ("code", code_secret),
        ("guess", &"1".repeat(64)),
        ("another code", &another.code),
        ("another code", another_secret),
    ] {
        assert!(!log.contains(text), "a {what} is in the log");
        assert!(!disk.contains(text), "a {what} is on the disk");
    }
}
