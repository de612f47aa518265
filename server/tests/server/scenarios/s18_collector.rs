//! S18: the collector and an upload meet. A manifest or a record never names what the collector has taken.

use hindcast_server::store::{BLOB_GRACE_MS, ManifestError, Store};
use shared::api::push::Refusal;
use shared::bytes::hash_of;
use shared::id::BlobHash;
use uuid::Uuid;

use crate::support::make::{naming, push, refusal, write};
use crate::support::paused::Paused;
use crate::support::place::{Place, on_each_database, workspace};

on_each_database!(
    s18_a_manifest_that_comes_while_its_chunk_is_collected_is_refused,
    s18_a_chunk_that_a_manifest_is_just_naming_is_not_collected,
    s18_a_record_that_comes_while_its_blob_is_collected_is_refused,
);

const LATER: i64 = BLOB_GRACE_MS + 1;

async fn with_chunk(place: &Place) -> (Store, Uuid, BlobHash) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let chunk = hash_of(b"chunk");
    store.add_blob(home, &chunk, 5, "somewhere", 0).await.unwrap();
    (store, home, chunk)
}

async fn s18_a_manifest_that_comes_while_its_chunk_is_collected_is_refused(place: Place) {
    let (store, home, chunk) = with_chunk(&place).await;
    let paused = Paused::over(&store);
    let collector = paused.store.clone();
    let collecting = tokio::spawn(async move { collector.collect(home, LATER).await });
    paused.arrived().await;
    // For everybody else the chunk is still there, so the client believes that it need not send it.
    assert!(store.holds(home, &chunk).await.unwrap());
    let uploader = store.clone();
    let (whole, chunks) = (hash_of(b"chunkchunk"), [chunk.clone(), chunk.clone()]);
    let named = whole.clone();
    let uploading =
        tokio::spawn(async move { uploader.put_together(home, &named, 10, &chunks, LATER).await });
    paused.go();
    assert_eq!(collecting.await.unwrap().unwrap().n_blobs, 1);
    let refused = uploading.await.unwrap();
    assert!(matches!(&refused, Err(ManifestError::Missing(missing)) if *missing == [chunk]), "{refused:?}");
    assert_eq!(store.blob(home, &whole).await.unwrap(), None);
    println!("the collector came first: 0 manifests with a hole");
}

async fn s18_a_chunk_that_a_manifest_is_just_naming_is_not_collected(place: Place) {
    let (store, home, chunk) = with_chunk(&place).await;
    let paused = Paused::over(&store);
    let uploader = paused.store.clone();
    let (whole, chunks) = (hash_of(b"chunkchunk"), [chunk.clone(), chunk.clone()]);
    let named = whole.clone();
    let uploading =
        tokio::spawn(async move { uploader.put_together(home, &named, 10, &chunks, LATER).await });
    paused.arrived().await;
    let collector = store.clone();
    let collecting = tokio::spawn(async move { collector.collect(home, LATER).await });
    paused.go();
    uploading.await.unwrap().unwrap();
    assert_eq!(collecting.await.unwrap().unwrap().n_blobs, 0);
    assert_eq!(store.blob(home, &whole).await.unwrap().unwrap().parts.len(), 2);
    println!("the manifest came first: 0 manifests with a hole");
}

async fn s18_a_record_that_comes_while_its_blob_is_collected_is_refused(place: Place) {
    let (store, home, chunk) = with_chunk(&place).await;
    let paused = Paused::over(&store);
    let collector = paused.store.clone();
    let collecting = tokio::spawn(async move { collector.collect(home, LATER).await });
    paused.arrived().await;
    let pusher = store.clone();
    let record = naming(write(1, 1, None, "{}"), &[chunk]);
    let pushing = tokio::spawn(async move { push(&pusher, home, &[record]).await });
    paused.go();
    collecting.await.unwrap().unwrap();
    let pushed = pushing.await.unwrap().unwrap();
    assert_eq!(refusal(&pushed.results[0]), Refusal::BlobsMissing);
    println!("the collector came first: 0 records with a hole");
}
