//! Forgetting.

use hindcast_server::blobs::Blobs;
use hindcast_server::housekeeping::sweep;
use hindcast_server::store::{ANSWER, BLOB_GRACE_MS, OVERHEAD, PROFILE, PullError, Store, TOMBSTONE_LIFE_MS};
use shared::bytes::hash_of;
use shared::id::BlobHash;
use uuid::Uuid;

use crate::support::make::{applied, delete, naming, write};
use crate::support::place::{Place, on_each_database, workspace};

on_each_database!(
    s11_a_device_older_than_a_forgotten_deletion_is_told,
    s11_a_new_device_fetches_page_after_page_although_deletions_are_forgotten,
    a_blob_that_nothing_names_goes_after_two_days_and_no_other_does,
    what_is_asked_for_stays_for_two_more_days,
    bytes_that_no_row_names_go_but_not_while_they_are_young,
);

async fn s11_a_device_older_than_a_forgotten_deletion_is_told(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let first = applied(&store, home, write(1, 1, None, "{}")).await;
    applied(&store, home, write(2, 2, None, "{}")).await;
    applied(&store, home, delete(3, 1, &first)).await;
    // Deleted at 1,000, see `make`.
    assert_eq!(
        store.collect(home, 1_000 + TOMBSTONE_LIFE_MS).await.unwrap().n_tombstones,
        0,
        "not a moment early"
    );
    let before = store.pull(home, None, 0, 10).await.unwrap();
    assert_eq!(store.collect(home, 1_001 + TOMBSTONE_LIFE_MS).await.unwrap().n_tombstones, 1);
    for since in [1, 2] {
        let old = store.pull(home, None, since, 10).await;
        assert!(matches!(old, Err(PullError::TooOld(3))), "{since}: {old:?}");
    }
    let up_to_date = store.pull(home, None, 3, 10).await.unwrap();
    assert_eq!((up_to_date.floor, up_to_date.state), (3, before.state), "what lives is the same");
    assert_eq!(
        store.pull(home, None, 0, 10).await.unwrap().records.len(),
        1,
        "a new device has nothing to lose"
    );
    // The old device still has the record at its version: it cannot bring it back by editing it.
    let late = crate::support::make::push(&store, home, &[write(4, 1, Some(&first), "{}")]).await.unwrap();
    assert!(crate::support::make::is_stale(&late.results[0]), "{late:?}");
}

/// Found by the simulation: the second page of a new device was refused for ever.
async fn s11_a_new_device_fetches_page_after_page_although_deletions_are_forgotten(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    for n in 1..=6 {
        let made = applied(&store, home, write(2 * n, n.into(), None, "{}")).await;
        if n == 5 {
            applied(&store, home, delete(2 * n + 1, n.into(), &made)).await;
        }
    }
    store.collect(home, 1_001 + TOMBSTONE_LIFE_MS).await.unwrap();
    let first = store.pull(home, None, 0, 2).await.unwrap();
    assert!(first.to < first.floor, "{first:?}");
    let second = store.pull_on(home, None, first.to, 10, Some(first.floor), None).await.unwrap();
    assert_eq!((first.records.len(), second.records.len(), second.more()), (2, 3, false));
    // Once more is forgotten, the beginning is too long ago.
    let old = store.pull_on(home, None, first.to, 10, Some(first.floor - 1), None).await;
    assert!(matches!(old, Err(PullError::TooOld(_))), "{old:?}");
}

/// Uploads bytes and names them to the store.
async fn upload(store: &Store, blobs: &Blobs, workspace: Uuid, text: &str, now_ms: i64) -> BlobHash {
    let hash = hash_of(text.as_bytes());
    let location = Blobs::new_location(workspace, &hash);
    blobs.write(&location, text.to_owned().into()).await.unwrap();
    store.add_blob(workspace, &hash, text.len() as u64, &location, now_ms).await.unwrap();
    hash
}

async fn there(store: &Store, workspace: Uuid, hashes: &[&BlobHash]) -> Vec<bool> {
    let mut there = Vec::new();
    for hash in hashes {
        there.push(store.holds(workspace, hash).await.unwrap());
    }
    there
}

async fn a_blob_that_nothing_names_goes_after_two_days_and_no_other_does(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    let home = workspace(&store, "home").await;
    let named = upload(&store, &blobs, home, "named", 0).await;
    let revision = applied(&store, home, naming(write(1, 1, None, "{}"), std::slice::from_ref(&named))).await;
    let chunk = upload(&store, &blobs, home, "chunk", 0).await;
    let whole = hash_of(b"chunkchunk");
    store.put_together(home, &whole, 10, &[chunk.clone(), chunk.clone()], 0).await.unwrap();
    applied(&store, home, naming(write(2, 2, None, "{}"), std::slice::from_ref(&whole))).await;
    let lost = upload(&store, &blobs, home, "lost", 0).await;
    let young = upload(&store, &blobs, home, "young", 10).await;
    let all = [&named, &chunk, &whole, &lost, &young];
    sweep(&store, &blobs, BLOB_GRACE_MS).await.unwrap();
    assert_eq!(there(&store, home, &all).await, [true; 5], "not a moment early");
    let swept = sweep(&store, &blobs, BLOB_GRACE_MS + 1).await.unwrap();
    assert_eq!((swept.n_blobs, swept.n_orphans), (1, 0));
    assert_eq!(there(&store, home, &all).await, [true, true, true, false, true]);
    // A record lets go of its blob when it is changed or deleted; a whole goes before its chunks.
    let next = applied(&store, home, write(3, 1, Some(&revision), "{}")).await;
    let page = store.pull(home, None, 0, 10).await.unwrap();
    let second = page.records.iter().find(|record| record.blobs == [whole.clone()]).unwrap().revision.clone();
    applied(&store, home, delete(4, 2, &second)).await;
    assert_eq!(sweep(&store, &blobs, BLOB_GRACE_MS + 100).await.unwrap().n_blobs, 4);
    assert_eq!(there(&store, home, &all).await, [false; 5]);
    applied(&store, home, delete(5, 1, &next)).await;
    let used = store.workspace(home).await.unwrap().unwrap().used_bytes;
    let aside = PROFILE + 5 * ANSWER;
    assert_eq!(used, 2 * OVERHEAD + aside, "two tombstones are all that is left of the records");
}

async fn what_is_asked_for_stays_for_two_more_days(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    let home = workspace(&store, "home").await;
    let asked = upload(&store, &blobs, home, "asked for", 0).await;
    let sent = upload(&store, &blobs, home, "sent again", 0).await;
    let day = BLOB_GRACE_MS / 2;
    assert_eq!(store.held(home, std::slice::from_ref(&asked), day).await.unwrap().len(), 1);
    upload(&store, &blobs, home, "sent again", day).await;
    sweep(&store, &blobs, day + BLOB_GRACE_MS).await.unwrap();
    assert_eq!(there(&store, home, &[&asked, &sent]).await, [true; 2]);
    sweep(&store, &blobs, day + BLOB_GRACE_MS + 1).await.unwrap();
    assert_eq!(there(&store, home, &[&asked, &sent]).await, [false; 2]);
}

async fn bytes_that_no_row_names_go_but_not_while_they_are_young(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    let home = workspace(&store, "home").await;
    let kept = upload(&store, &blobs, home, "kept", i64::MAX / 2).await;
    blobs.write(&Blobs::new_location(home, &hash_of(b"given up")), "given up".into()).await.unwrap();
    let now = hindcast_server::clock::now_ms();
    assert_eq!(sweep(&store, &blobs, now).await.unwrap().n_orphans, 0);
    assert_eq!(sweep(&store, &blobs, now + BLOB_GRACE_MS + 60_000).await.unwrap().n_orphans, 1);
    let blob = store.blob(home, &kept).await.unwrap().unwrap();
    assert!(blobs.read(blob.parts).await.is_ok(), "what a row names stays");
}
