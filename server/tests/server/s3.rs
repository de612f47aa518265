//! Blobs in an S3-compatible store.

use serde_json::json;
use shared::api::error::ErrorCode;
use shared::bytes::hash_of;

use crate::support::place::{Place, on_each_database};
use crate::support::process::{Process, program};
use crate::support::running::Device;
use crate::support::s3;

on_each_database!(blobs_in_a_bucket_are_as_good_as_in_a_folder);

async fn blobs_in_a_bucket_are_as_good_as_in_a_folder(place: Place) {
    let bucket = place.folder().join("s3");
    let address = s3::start(&bucket).await;
    let mut command = program(&place);
    s3::use_it(&mut command, address);
    let mut process = Process::of(command, "warn").await;
    let code = process.next_line().await;
    let device = Device::pair(process.address, code.rsplit(' ').next().unwrap()).await;
    let chunks: Vec<Vec<u8>> = (0..3_u8).map(|n| vec![n; 3 << 20]).collect();
    let names: Vec<String> = chunks.iter().map(|chunk| hash_of(chunk).0).collect();
    let lie = device.put_bytes(&names[0], chunks[1].clone()).await.unwrap_err();
    assert_eq!(lie.code(), ErrorCode::HashMismatch);
    let mut uploads = tokio::task::JoinSet::new();
    for (chunk, name) in chunks.iter().chain(&chunks).zip(names.iter().chain(&names)) {
        let (device, chunk, name) = (device.clone(), chunk.clone(), name.clone());
        uploads.spawn(async move { device.put_bytes(&name, chunk).await });
    }
    assert!(uploads.join_all().await.iter().all(Result::is_ok));
    let whole = chunks.concat();
    let hash = hash_of(&whole).0;
    device.put_manifest(&hash, &json!({"n_bytes": whole.len(), "chunks": names})).await.unwrap();
    assert!(device.get_bytes(&hash).await.unwrap() == whole);
    assert!(device.get_bytes(&names[1]).await.unwrap() == chunks[1]);
    // It is in the bucket, below the prefix, once each.
    let stored = files(&bucket.join(s3::BUCKET).join("some/prefix"));
    assert_eq!(stored, 3);
    // Another server over the same database and bucket has it too.
    let mut command = program(&place);
    s3::use_it(&mut command, address);
    let other = Process::of(command, "warn").await;
    let mut again = device.clone();
    again.address = other.address;
    assert!(again.get_bytes(&hash).await.unwrap() == whole);
    // The bucket is emptied behind its back: an error, not wrong bytes.
    std::fs::remove_dir_all(bucket.join(s3::BUCKET).join("some")).unwrap();
    assert_eq!(device.get_bytes(&hash).await.unwrap_err().code(), ErrorCode::NotFound);
    other.terminate().await;
    process.terminate().await;
}

fn files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}
