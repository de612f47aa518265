//! V18: SQLite and Postgres give the same answers to the same requests.

use serde_json::{Value, json};
use shared::bytes::hash_of;
use uuid::Uuid;

use crate::support::place::{Kind, Place};
use crate::support::running::{Device, Running};

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

/// The answers, without what differs by nature.
async fn answers(kind: Kind) -> Option<Vec<String>> {
    let place = Place::new(kind).await?;
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let home = crate::support::place::workspace(&server.store, "home").await;
    let mut all = Vec::new();
    for (method, path, body) in requests() {
        let text = ask(&device, method, &path, &body).await;
        let mut text =
            text.replace(&device.paired.server_id.to_string(), "SERVER").replace(&home.to_string(), "HOME");
        if let Some(at) = text.find("\"now_ms\":") {
            text.truncate(at);
        }
        all.push(format!("{method} {path}\n{text}"));
    }
    Some(all)
}

async fn ask(device: &Device, method: &str, path: &str, body: &Value) -> String {
    let mut request = device.request(method.parse().unwrap(), path);
    if !body.is_null() {
        request = request.json(body);
    }
    let answer = request.send().await.unwrap();
    format!("{} {}", answer.status(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v18_both_databases_answer_alike() {
    let sqlite = answers(Kind::Sqlite).await.unwrap();
    let Some(postgres) = answers(Kind::Postgres).await else { return };
    for (left, right) in sqlite.iter().zip(&postgres) {
        assert_eq!(left, right);
    }
    assert!(
        sqlite.iter().any(|answer| answer.contains("\"applied\""))
            && sqlite.iter().any(|answer| answer.contains("409"))
    );
    println!("{} requests, 0 differences", sqlite.len());
}
