//! Pulling.

use hindcast_server::store::PullError;
use shared::api::digest::StateDigest;
use shared::api::record::{Record, Revision};
use uuid::Uuid;

use crate::support::make::{applied, delete, id, push, write};
use crate::support::place::{Place, on_each_database, workspace};

on_each_database!(
    s13_every_number_of_records_around_the_page_size_arrives_whole,
    a_page_of_large_records_ends_early_and_nothing_is_lost,
    the_digest_is_that_of_the_live_records,
    s8_a_cursor_beyond_the_head_or_of_another_server_is_refused,
);

async fn s13_every_number_of_records_around_the_page_size_arrives_whole(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    const PAGE: u32 = 5;
    let (mut n_stored, mut n_missing) = (0, 0);
    let counts = [0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 1];
    for n_records in counts {
        while n_stored < n_records {
            n_stored += 1;
            applied(&store, home, write(n_stored.into(), n_stored.into(), None, "{}")).await;
        }
        let mut since = 0;
        let mut found = Vec::new();
        loop {
            let page = store.pull(home, None, since, PAGE).await.unwrap();
            assert!(page.records.iter().all(|record| since < record.seq && record.seq <= page.to));
            found.extend(page.records.iter().map(|record| record.id));
            assert!(page.to > since || !page.more(), "no progress at {since}");
            assert_eq!(page.state.is_some(), !page.more());
            since = page.to;
            if !page.more() {
                break;
            }
        }
        let expected: Vec<Uuid> = (1..=n_records).map(|n| id(n.into())).collect();
        n_missing += expected.iter().filter(|id| !found.contains(id)).count();
        assert_eq!(found, expected);
    }
    println!("S13: {counts:?} records in pages of {PAGE}, {n_missing} missing");
}

async fn a_page_of_large_records_ends_early_and_nothing_is_lost(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let text = format!("{{\"note\":\"{}\"}}", "x".repeat(250 << 10));
    for n in 1..=20 {
        applied(&store, home, write(n, n.into(), None, &text)).await;
    }
    let (mut since, mut n_pages, mut n_records) = (0, 0, 0);
    while since < 20 {
        let page = store.pull(home, None, since, 1_000).await.unwrap();
        assert!(page.records.len() <= 8, "a page of {} large records", page.records.len());
        n_records += page.records.len();
        n_pages += 1;
        since = page.to;
    }
    assert_eq!((n_records, n_pages), (20, 3));
}

/// The digest as a device would compute it.
fn recomputed(records: &[Record]) -> StateDigest {
    let mut state = StateDigest::default();
    for record in records.iter().filter(|record| record.body.is_some()) {
        state.add(&record.kind, record.id, &record.revision);
    }
    state
}

async fn the_digest_is_that_of_the_live_records(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    assert_eq!(store.pull(home, None, 0, 10).await.unwrap().state, Some(StateDigest::default()));
    let mut revisions = Vec::new();
    for n in 1..=6 {
        revisions.push(applied(&store, home, write(n, n.into(), None, "{}")).await);
    }
    let changes = [
        write(7, 1, Some(&revisions[0]), r#"{"n":1}"#),
        delete(8, 2, &revisions[1]),
        delete(9, 9, &revisions[1]),
    ];
    push(&store, home, &changes).await.unwrap();
    let page = store.pull(home, None, 0, 100).await.unwrap();
    let state = page.state.unwrap();
    assert_eq!(state, recomputed(&page.records));
    assert_eq!(state.count, 5);
    // The same check notices a record that is missing, and one at an older version.
    assert_ne!(state, recomputed(&page.records[1..]));
    let mut old = page.records.clone();
    old[0].revision = Revision("0".repeat(32));
    assert_ne!(state, recomputed(&old));
}

async fn s8_a_cursor_beyond_the_head_or_of_another_server_is_refused(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    applied(&store, home, write(1, 1, None, "{}")).await;
    assert!(matches!(store.pull(home, None, 2, 10).await, Err(PullError::Ahead(1))));
    assert!(matches!(store.pull(home, Some(id(7)), 0, 10).await, Err(PullError::OtherServer(_))));
    let own = store.server_id().await.unwrap();
    assert!(store.pull(home, Some(own), 1, 10).await.unwrap().records.is_empty());
}
