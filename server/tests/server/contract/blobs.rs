//! Which blobs there are.

use hindcast_server::store::{ANSWER, Added, ManifestError, OVERHEAD, PROFILE, Store};
use shared::api::push::Refusal;
use shared::bytes::hash_of;
use uuid::Uuid;

use crate::support::make::{applied, naming, push, refusal, write};
use crate::support::place::{Place, on_each_database, workspace};

on_each_database!(
    a_record_names_only_blobs_that_are_held,
    the_second_of_two_equal_uploads_adds_nothing,
    a_manifest_needs_every_chunk_and_only_plain_ones,
    a_blob_of_another_workspace_is_not_there,
    v8_the_quota_is_exact_however_many_upload_at_once,
    records_count_too_and_deleting_makes_room,
);

/// Adds a blob that is `n_bytes` long as far as the store knows.
async fn add(store: &Store, workspace: Uuid, name: &str, n_bytes: u64) -> Added {
    let hash = hash_of(name.as_bytes());
    store.add_blob(workspace, &hash, n_bytes, &format!("{}", Uuid::now_v7()), 0).await.unwrap()
}

async fn a_record_names_only_blobs_that_are_held(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    add(&store, home, "bars", 8).await;
    let (there, missing) = (hash_of(b"bars"), hash_of(b"result"));
    let pushed = push(&store, home, &[naming(write(1, 1, None, "{}"), &[there.clone(), missing.clone()])])
        .await
        .unwrap();
    assert_eq!(refusal(&pushed.results[0]), Refusal::BlobsMissing);
    assert_eq!(pushed.results[0].rejected.clone().unwrap().missing, std::slice::from_ref(&missing));
    add(&store, home, "result", 8).await;
    applied(&store, home, naming(write(2, 1, None, "{}"), &[missing.clone(), there.clone(), there.clone()]))
        .await;
    let mut named = store.pull(home, None, 0, 10).await.unwrap().records.remove(0).blobs;
    named.sort();
    let mut expected = [there, missing];
    expected.sort();
    assert_eq!(named, expected);
}

async fn the_second_of_two_equal_uploads_adds_nothing(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        tasks.spawn(async move { add(&store, home, "bars", 1_000).await });
    }
    let added = tasks.join_all().await;
    assert_eq!(added.iter().filter(|added| **added == Added::New).count(), 1);
    assert!(added.iter().all(|added| *added != Added::QuotaExceeded));
    assert_eq!(store.workspace(home).await.unwrap().unwrap().used_bytes, 1_000 + OVERHEAD);
    assert_eq!(store.blob(home, &hash_of(b"bars")).await.unwrap().unwrap().n_bytes, 1_000);
}

async fn a_manifest_needs_every_chunk_and_only_plain_ones(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let [a, b, whole, whole_of_whole] = ["a", "b", "whole", "more"].map(|name| hash_of(name.as_bytes()));
    add(&store, home, "a", 3).await;
    // The same chunk may come twice, as in a column of zeros.
    let chunks = [a.clone(), b.clone(), a.clone()];
    let refused = store.put_together(home, &whole, 10, &chunks, 0).await;
    assert!(matches!(refused, Err(ManifestError::Missing(missing)) if missing == [b.clone()]));
    assert_eq!(store.blob(home, &whole).await.unwrap(), None, "nothing is visible early");
    add(&store, home, "b", 4).await;
    store.put_together(home, &whole, 10, &chunks, 0).await.unwrap();
    store.put_together(home, &whole, 10, &chunks, 0).await.unwrap();
    let blob = store.blob(home, &whole).await.unwrap().unwrap();
    assert_eq!(blob.n_bytes, 10);
    assert_eq!(blob.parts.iter().map(|part| part.hash.clone()).collect::<Vec<_>>(), chunks);
    let nested = store.put_together(home, &whole_of_whole, 10, std::slice::from_ref(&whole), 0).await;
    assert!(matches!(nested, Err(ManifestError::Missing(_))), "{nested:?}");
}

async fn a_blob_of_another_workspace_is_not_there(place: Place) {
    let store = place.store().await;
    let (home, other) = (workspace(&store, "home").await, workspace(&store, "other").await);
    add(&store, home, "bars", 8).await;
    let hash = hash_of(b"bars");
    assert!(store.holds(home, &hash).await.unwrap());
    assert!(!store.holds(other, &hash).await.unwrap());
    assert!(store.held(other, std::slice::from_ref(&hash), 0).await.unwrap().is_empty());
    assert_eq!(store.blob(other, &hash).await.unwrap(), None);
    let pushed = push(&store, other, &[naming(write(1, 1, None, "{}"), &[hash])]).await.unwrap();
    assert_eq!(refusal(&pushed.results[0]), Refusal::BlobsMissing);
}

async fn v8_the_quota_is_exact_however_many_upload_at_once(place: Place) {
    const ONE: u64 = 1_000;
    let quota = 5 * (ONE + OVERHEAD) + ONE;
    let store = place.store_with(quota).await;
    let home = workspace(&store, "home").await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let store = store.clone();
        tasks.spawn(async move { add(&store, home, &format!("blob {n}"), ONE).await });
    }
    let added = tasks.join_all().await;
    assert_eq!(added.iter().filter(|added| **added == Added::New).count(), 5);
    assert_eq!(added.iter().filter(|added| **added == Added::QuotaExceeded).count(), 3);
    let used = store.workspace(home).await.unwrap().unwrap().used_bytes;
    assert_eq!(used, 5 * (ONE + OVERHEAD));
    println!("V8: 8 uploads at once, 5 taken, {} bytes over the quota", used.saturating_sub(quota));
}

async fn records_count_too_and_deleting_makes_room(place: Place) {
    let text = format!("{{\"n\":\"{}\"}}", "x".repeat(1_000));
    let cost = text.len() as u64 + OVERHEAD;
    // Beside the records: whose changes they are, and what was answered to them.
    let aside = PROFILE + 6 * ANSWER;
    let store = place.store_with(2 * cost + aside).await;
    let home = workspace(&store, "home").await;
    let first = applied(&store, home, write(1, 1, None, &text)).await;
    let second = applied(&store, home, write(2, 2, None, &text)).await;
    let full = push(&store, home, &[write(3, 3, None, &format!("{{\"n\":\"{}\"}}", "x".repeat(3_000)))])
        .await
        .unwrap();
    assert_eq!(refusal(&full.results[0]), Refusal::QuotaExceeded);
    // What becomes smaller is always possible, also in a full workspace.
    applied(&store, home, write(4, 1, Some(&first), "{}")).await;
    applied(&store, home, crate::support::make::delete(5, 2, &second)).await;
    applied(&store, home, write(6, 3, None, "{}")).await;
    let used = store.workspace(home).await.unwrap().unwrap().used_bytes;
    assert_eq!(used, 3 * OVERHEAD + 4 + aside, "two bodies of two bytes and a tombstone");
}
