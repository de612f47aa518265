//! V18: SQLite and Postgres give the same answers to the same requests.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::api::path;
use shared::bytes::hash_of;
use uuid::Uuid;

use crate::support::place::{Kind, Place};
use crate::support::running::Running;

/// A request, and what it was answered.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Exchange {
    method: String,
    path: String,
    /// JSON, or bytes if it is a text.
    body: Value,
    pub(super) status: u16,
    pub(super) answer: Value,
}

/// A day in the life of a workspace: method, path, body.
fn requests() -> Vec<(&'static str, String, Value)> {
    let push = |mutations: Value| json!({"device": Uuid::from_u128(1), "acknowledged": 0, "server_id": null, "mutations": mutations});
    let preset = |number: u64, id: u128, base: Value, body: Value| json!({"number": number, "kind": "preset", "id": Uuid::from_u128(id), "base": base, "body": body});
    let post = |path: &str, body: Value| ("POST", path.to_owned(), body);
    let get = |path: &str| ("GET", path.to_owned(), Value::Null);
    let mut all = vec![
        get("/workspace"),
        get("/records?since=0"),
        post(
            "/records/push",
            push(json!([preset(
                1,
                1,
                Value::Null,
                json!({"é": "\u{0}\u{1F980}", "n": 1e300, "i": 9_007_199_254_740_993_u64})
            )])),
        ),
        post("/records/push", push(json!([preset(1, 1, Value::Null, json!({"other": 1}))]))),
        post(
            "/records/push",
            push(json!([
                preset(2, 1, json!("0".repeat(32)), json!({})),
                preset(3, 2, Value::Null, json!({})),
                7,
                preset(4, 3, Value::Null, json!("text"))
            ])),
        ),
        post(
            "/records/push",
            push(
                json!([{"number": 5, "kind": "job", "id": Uuid::from_u128(9), "base": null, "blobs": [hash_of(b"nothing")], "body": {}}]),
            ),
        ),
        post("/blobs/missing", json!({"hashes": [hash_of(b"a"), hash_of(b"b"), hash_of(b"a")]})),
        post("/blobs/missing", json!({"hashes": ["x"]})),
        get("/records?since=1&limit=1"),
        get("/records?since=99"),
        get("/records?since=0&server_id=00000000-0000-0000-0000-000000000001"),
        get(&format!("/blobs/{}", hash_of(b"a"))),
        (
            "PUT",
            format!("/blobs/{}", hash_of(b"ab")),
            json!({"n_bytes": 2, "chunks": [hash_of(b"a"), hash_of(b"b")]}),
        ),
        ("PUT", format!("/blobs/{}", hash_of(b"a")), json!("a")),
        ("PUT", format!("/blobs/{}", hash_of(b"b")), json!("a")),
        get(&format!("/blobs/{}", hash_of(b"a"))),
        post(path::PROGRESS, json!({"device": Uuid::from_u128(1), "jobs": []})),
        get(path::DEVICES),
        ("DELETE", "/devices/unknown".into(), Value::Null),
        ("PATCH", "/devices/%F0%9F%A6%80".into(), json!({"name": "x"})),
    ];
    for n in 10..60 {
        all.push(post(
            "/records/push",
            push(json!([preset(n, u128::from(n), Value::Null, json!({"n": n}))])),
        ));
    }
    all.extend([get("/records?since=3&limit=20"), get("/records?since=23"), get("/workspace")]);
    all
}

/// What a client says that there is today, and what it is answered.
pub(super) async fn today(place: &Place) -> Vec<Exchange> {
    let mut all = Vec::new();
    for (method, path, body) in requests() {
        all.push(Exchange { method: method.into(), path, body, status: 0, answer: Value::Null });
    }
    asked(place, &mut all).await;
    all
}

/// Asks an empty server all of this, and takes down its answers without what differs by nature.
pub(super) async fn asked(place: &Place, all: &mut [Exchange]) {
    let server = Running::start(place).await;
    let device = server.device("home").await;
    let home = crate::support::place::workspace(&server.store, "home").await;
    let own = [
        (device.paired.server_id.to_string(), "SERVER"),
        (home.to_string(), "HOME"),
        (device.paired.device.id.clone(), "DEVICE"),
    ];
    for exchange in all {
        let mut request = device.request(exchange.method.parse().unwrap(), &exchange.path);
        request = match &exchange.body {
            Value::Null => request,
            Value::String(bytes) => {
                request.header("content-type", "application/octet-stream").body(bytes.clone())
            }
            json => request.json(json),
        };
        let answer = request.send().await.unwrap();
        exchange.status = answer.status().as_u16();
        let mut text = answer.text().await.unwrap();
        for (id, name) in &own {
            text = text.replace(id, name);
        }
        exchange.answer = serde_json::from_str(&text).unwrap_or(Value::String(text));
        without_chance(&mut exchange.answer);
    }
}

/// Without times and names that are drawn.
fn without_chance(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if name.ends_with("_ms") && field.is_number() {
                    *field = 0.into();
                }
                if name == "epoch" {
                    *field = "EPOCH".into();
                }
                without_chance(field);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(without_chance),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v18_both_databases_answer_alike() {
    let Some(other) = Place::new(Kind::Postgres).await else { return };
    let (sqlite, postgres) = (today(&Place::new(Kind::Sqlite).await.unwrap()).await, today(&other).await);
    assert_eq!(sqlite.len(), postgres.len());
    let different: Vec<_> = sqlite.iter().zip(&postgres).filter(|(left, right)| left != right).collect();
    assert!(different.is_empty(), "{} differences: {different:#?}", different.len());
    assert!([200, 204, 404, 409, 422].iter().all(|status| sqlite.iter().any(|one| one.status == *status)));
    println!("{} requests, 0 differences", sqlite.len());
}
