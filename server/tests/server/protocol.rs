//! The protocol over a socket.

use reqwest::{Method, StatusCode};
use serde_json::json;
use shared::api::blob::ToSend;
use shared::api::device::{Devices, PairingCode};
use shared::api::error::ErrorCode;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use shared::api::workspace::Workspace;
use shared::api::{path, version};
use shared::bytes::hash_of;
use uuid::Uuid;

use crate::support::place::{Place, on_each_database};
use crate::support::running::{Device, Running, client, refused};

on_each_database!(
    a_job_with_its_bytes_goes_from_one_device_to_another,
    a_chunked_blob_comes_back_whole,
    s17_a_version_that_is_not_spoken_is_426_and_names_those_that_are,
    devices_pair_rename_and_revoke_over_the_wire,
    what_cannot_be_read_is_an_error_of_the_one_shape,
    where_a_device_stands_is_told,
);

fn push(number: u64, blobs: &[&str]) -> serde_json::Value {
    json!({
        "device": Uuid::from_u128(1), "server_id": null, "acknowledged": 0,
        "mutations": [{
            "number": number, "kind": "job", "id": Uuid::from_u128(7), "base": null, "blobs": blobs,
            "body": {"attempt": 1, "state": "completed", "future": {"field": [1, 2.50, "é"]}}
        }]
    })
}

async fn a_job_with_its_bytes_goes_from_one_device_to_another(place: Place) {
    let server = Running::start(&place).await;
    let (laptop, desktop) = (server.device("home").await, server.device("home").await);
    let hash = hash_of(b"result").0;
    let early: Pushed = laptop.post(path::PUSH, &push(1, &[&hash])).await.unwrap();
    assert_eq!(early.results[0].rejected.clone().unwrap().missing[0].0, hash);
    let asked: ToSend = laptop.post(path::MISSING, &json!({"hashes": [hash]})).await.unwrap();
    assert_eq!(asked.missing.len(), 1);
    laptop.put_bytes(&hash, "result").await.unwrap();
    laptop.put_bytes(&hash, "result").await.unwrap();
    let asked: ToSend = desktop.post(path::MISSING, &json!({"hashes": [hash]})).await.unwrap();
    assert!(asked.missing.is_empty());
    let pushed: Pushed = laptop.post(path::PUSH, &push(2, &[&hash])).await.unwrap();
    assert_eq!(pushed.results[0].applied.clone().unwrap().seq, 1, "{pushed:?}");
    let page: Page = desktop.get("/records?since=0").await.unwrap();
    let [job] = page.records.as_slice() else { panic!("{page:?}") };
    let text = job.body.as_ref().unwrap().text();
    assert!(text.contains(r#""future":{"field":[1,2.5,"é"]}"#), "{text}");
    assert_eq!(desktop.get_bytes(&hash).await.unwrap(), b"result");
    let next: Page = desktop.get(&format!("/records?since={}&limit=1", page.to)).await.unwrap();
    assert!(next.records.is_empty() && next.to == page.to);
}

async fn a_chunked_blob_comes_back_whole(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let chunks: Vec<Vec<u8>> = (0..5_u8).map(|n| vec![n; 70_000]).collect();
    let whole = chunks.concat();
    let names: Vec<String> = chunks.iter().map(|chunk| hash_of(chunk).0).collect();
    let hash = hash_of(&whole).0;
    let manifest = json!({"n_bytes": whole.len(), "chunks": names});
    for (chunk, name) in chunks.iter().zip(&names).skip(1) {
        device.put_bytes(name, chunk.clone()).await.unwrap();
    }
    let hole = device.put_manifest(&hash, &manifest).await.unwrap_err();
    assert_eq!(hole.code(), ErrorCode::ChunksMissing);
    assert_eq!(hole.error.detail.unwrap().missing[0].0, names[0]);
    device.put_bytes(&names[0], chunks[0].clone()).await.unwrap();
    let short = json!({"n_bytes": whole.len() - 1, "chunks": names});
    assert_eq!(device.put_manifest(&hash, &short).await.unwrap_err().code(), ErrorCode::HashMismatch);
    let mut swapped = names.clone();
    swapped.swap(1, 2);
    let swapped = json!({"n_bytes": whole.len(), "chunks": swapped});
    assert_eq!(device.put_manifest(&hash, &swapped).await.unwrap_err().code(), ErrorCode::HashMismatch);
    assert_eq!(
        device.get_bytes(&hash).await.unwrap_err().code(),
        ErrorCode::NotFound,
        "nothing is visible early"
    );
    device.put_manifest(&hash, &manifest).await.unwrap();
    assert_eq!(device.get_bytes(&hash).await.unwrap(), whole);
    let other = server.device("other").await;
    assert_eq!(other.get_bytes(&hash).await.unwrap_err().code(), ErrorCode::NotFound);
}

async fn s17_a_version_that_is_not_spoken_is_426_and_names_those_that_are(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let url = server.url(&format!("{}{}", path::BASE, path::WORKSPACE));
    for version in [None, Some("2"), Some("0"), Some("one"), Some("")] {
        let mut request = client().get(&url).bearer_auth(&device.paired.token);
        if let Some(version) = version {
            request = request.header(version::HEADER, version);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()[version::HEADER], "1");
        let refused = refused(answer).await;
        assert_eq!(refused.code(), ErrorCode::ProtocolUnsupported, "{version:?}");
        assert_eq!(refused.error.detail.unwrap().protocols, [1]);
    }
}

async fn devices_pair_rename_and_revoke_over_the_wire(place: Place) {
    let server = Running::start(&place).await;
    let first = server.device("home").await;
    let code: PairingCode = first.post(path::PAIRING_CODES, &json!({})).await.unwrap();
    // As a person types it.
    let second = Device::pair(server.address, &code.code.to_lowercase().replace('-', " ")).await;
    assert_eq!(second.paired.server_id, first.paired.server_id);
    let own = format!("/devices/{}", second.paired.device.id);
    let renamed = first.request(Method::PATCH, &own).json(&json!({"name": " Büro "})).send().await.unwrap();
    assert_eq!(renamed.status(), StatusCode::OK);
    let list: Devices = second.get(path::DEVICES).await.unwrap();
    let names: Vec<_> = list.devices.iter().map(|device| (device.name.as_str(), device.this)).collect();
    assert_eq!(names, [("Test", false), ("Büro", true)]);
    let stranger = server.device("other").await;
    for method in [Method::PATCH, Method::DELETE] {
        let answer = stranger.request(method, &own).json(&json!({"name": "Mine"})).send().await.unwrap();
        assert_eq!(refused(answer).await.code(), ErrorCode::NotFound);
    }
    let answer = first.request(Method::DELETE, &own).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let out = second.get::<Devices>(path::DEVICES).await.unwrap_err();
    assert_eq!(out.code(), ErrorCode::Unauthorized);
    for name in ["", "  ", "a\nb", &"x".repeat(101)] {
        let path = format!("/devices/{}", first.paired.device.id);
        let answer = first.request(Method::PATCH, &path).json(&json!({"name": name})).send().await.unwrap();
        assert_eq!(refused(answer).await.code(), ErrorCode::Invalid, "{name:?}");
    }
}

async fn what_cannot_be_read_is_an_error_of_the_one_shape(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let send = async |request: reqwest::RequestBuilder| refused(request.send().await.unwrap()).await.code();
    let json = |body: &'static str| {
        device.request(Method::POST, path::PUSH).header("content-type", "application/json").body(body)
    };
    assert_eq!(send(json("{")).await, ErrorCode::BadRequest);
    assert_eq!(send(json("")).await, ErrorCode::BadRequest);
    assert_eq!(send(json("[]")).await, ErrorCode::Invalid);
    assert_eq!(send(json("{}")).await, ErrorCode::Invalid);
    for query in ["since=-1", "since=x", "limit=0", "limit=1001", "server_id=x", "since=99999999999999999999"]
    {
        let path = format!("/records?{query}");
        assert_eq!(device.get::<Page>(&path).await.unwrap_err().code(), ErrorCode::Invalid, "{query}");
    }
    assert_eq!(device.get::<Page>("/records?since=5").await.unwrap_err().code(), ErrorCode::CursorAhead);
    for name in ["a", "..%2f..", &"g".repeat(64), &"A".repeat(64)] {
        assert_eq!(device.get_bytes(name).await.unwrap_err().code(), ErrorCode::Invalid, "{name}");
    }
    assert_eq!(device.get_bytes("%00").await.unwrap_err().code(), ErrorCode::NotFound);
    assert_eq!(device.put_bytes(&hash_of(b"a").0, "b").await.unwrap_err().code(), ErrorCode::HashMismatch);
    let answer = device.request(Method::POST, path::WORKSPACE).send().await.unwrap();
    assert_eq!(refused(answer).await.code(), ErrorCode::MethodNotAllowed);
    // A number that cannot be read, one that is too large, and one without a mutation: each is answered.
    let strange = json!({"device": Uuid::from_u128(1), "acknowledged": 0, "mutations": [1, {"number": 0}, {"number": 3}]});
    let pushed: Pushed = device.post(path::PUSH, &strange).await.unwrap();
    let numbers: Vec<_> =
        pushed.results.iter().map(|answer| (answer.number, answer.rejected.is_some())).collect();
    assert_eq!(numbers, [(None, true), (Some(0), true), (Some(3), true)]);
}

async fn where_a_device_stands_is_told(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    device.post::<Pushed>(path::PUSH, &push(1, &[])).await.unwrap();
    let stands: Workspace = device.get(path::WORKSPACE).await.unwrap();
    assert_eq!((stands.name.as_str(), stands.head, stands.floor, stands.state.count), ("home", 1, 0, 1));
    assert_eq!(stands.server_id, device.paired.server_id);
    assert!((hindcast_server::clock::now_ms() - stands.now_ms).abs() < 60_000);
}
