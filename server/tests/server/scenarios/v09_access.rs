//! V9: who may do what, for every operation there is.

use hindcast_server::http::routes::description;
use serde_json::Value;
use shared::api::path;

use crate::support::place::{Kind, Place};
use crate::support::raw::status;
use crate::support::running::Running;

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
            let (status, body) = status(server.address, method, path, token).await;
            assert_eq!(status, 401, "{method} {path} with {token:?}: {body}");
            assert!(body.contains(r#""code":"unauthorized""#));
        }
    }
    public.sort();
    assert_eq!(public, PUBLIC, "an operation without a token must be listed here on purpose");
    println!("{} operations, {} of them public, 0 uncovered", operations.len(), public.len());
}
