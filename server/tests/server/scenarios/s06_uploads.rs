//! S6: the same bytes sent twice at once, and uploads that lie about their hash or length.

use reqwest::Method;
use serde_json::json;
use shared::api::error::ErrorCode;
use shared::bytes::hash_of;

use crate::support::place::{Kind, Place, on_each_database, workspace};
use crate::support::raw::exchange;
use crate::support::running::{Running, refused};

on_each_database!(
    s06_the_same_blob_from_many_tabs_at_once_is_kept_once,
    s06_bytes_that_are_not_what_they_say_are_never_visible,
);

async fn s06_the_same_blob_from_many_tabs_at_once_is_kept_once(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let bytes = vec![7_u8; 300_000];
    let hash = hash_of(&bytes).0;
    let mut tabs = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let (device, hash, bytes) = (device.clone(), hash.clone(), bytes.clone());
        tabs.spawn(async move { device.put_bytes(&hash, bytes).await });
    }
    assert!(tabs.join_all().await.iter().all(Result::is_ok));
    assert_eq!(device.get_bytes(&hash).await.unwrap(), bytes);
    let home = workspace(&server.store, "home").await;
    let used = server.store.workspace(home).await.unwrap().unwrap().used_bytes;
    assert_eq!(used, 300_000 + hindcast_server::store::OVERHEAD);
    assert_eq!(n_files(&place.blob_folder()), 1, "the losers' bytes are removed");
    println!("12 uploads at once, 1 copy kept");
}

fn n_files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { n_files(&path) } else { 1 }).sum()
}

async fn s06_bytes_that_are_not_what_they_say_are_never_visible(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let hash = hash_of(b"the truth").0;
    let lie = device.put_bytes(&hash, "a lie").await.unwrap_err();
    assert_eq!((lie.status, lie.code()), (422, ErrorCode::HashMismatch));
    // Fewer bytes than announced, then silence; and more than announced, which HTTP takes for the next request.
    for (announced, sent) in [(9, "the"), (3, "the truth")] {
        let request = format!(
            "PUT /api/v1/blobs/{hash} HTTP/1.1\r\nhost: {}\r\nhindcast-protocol: 1\r\nconnection: close\r\n\
             authorization: Bearer {}\r\ncontent-type: application/octet-stream\r\ncontent-length: {announced}\r\n\r\n{sent}",
            server.address, device.paired.token
        );
        if announced > sent.len() {
            use tokio::io::AsyncWriteExt;
            let mut stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            crate::support::raw::read_all(&mut stream).await;
        } else {
            let (head, _) = exchange(server.address, &request).await;
            assert!(head.starts_with("http/1.1 422"), "{head}");
        }
        assert_eq!(device.get_bytes(&hash).await.unwrap_err().code(), ErrorCode::NotFound, "{announced}");
    }
    let chunk = hash_of(b"the ").0;
    device.put_bytes(&chunk, "the ").await.unwrap();
    for (n_bytes, chunks) in [(4, vec![&chunk]), (9, vec![&chunk]), (0, vec![]), (8, vec![&chunk, &chunk])] {
        let manifest = json!({"n_bytes": n_bytes, "chunks": chunks});
        assert_eq!(device.put_manifest(&hash, &manifest).await.unwrap_err().status, 422, "{manifest}");
    }
    let head = device.request(Method::HEAD, &format!("/blobs/{hash}")).send().await.unwrap();
    assert_eq!(head.status(), 404);
    assert_eq!(n_files(&place.blob_folder()), 1, "only the chunk");
    device.put_bytes(&hash, "the truth").await.unwrap();
    assert_eq!(device.get_bytes(&hash).await.unwrap(), b"the truth");
    println!("7 uploads that lied about hash or length, 0 bad blobs visible");
    if place.kind == Kind::Sqlite {
        // The disk damages them later: the client is not given wrong bytes under a good length.
        let blob = server
            .store
            .blob(workspace(&server.store, "home").await, &shared::id::BlobHash(hash.clone()))
            .await;
        let file = place.blob_folder().join(&blob.unwrap().unwrap().parts[0].location);
        std::fs::write(file, "short").unwrap();
        let answer = device.request(Method::GET, &format!("/blobs/{hash}")).send().await.unwrap();
        assert_eq!(refused(answer).await.code(), ErrorCode::NotFound);
    }
}
