//! S1: two sessions take numbers; the first commits late. Nobody who pulls in between may skip what it wrote.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hindcast_server::store::Store;
use shared::id::DeviceId;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use uuid::Uuid;

use crate::support::dice::rounds;
use crate::support::make::{id, push_as, write};
use crate::support::paused::Paused;
use crate::support::place::{Kind, Place, on_each_database, workspace};

on_each_database!(
    s01_a_number_that_commits_late_is_skipped_by_nobody,
    s01_many_writers_and_a_puller_that_never_rests_lose_nothing,
    s01_the_check_notices_numbers_from_a_sequence,
);

async fn s01_a_number_that_commits_late_is_skipped_by_nobody(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let paused = Paused::over(&store);
    let slow = paused.store.clone();
    let first =
        tokio::spawn(
            async move { push_as(&slow, home, DeviceId(id(1)), 0, &[write(1, 1, None, "{}")]).await },
        );
    paused.arrived().await;
    // The first session has its number and has not committed: this is the window.
    let quick = store.clone();
    let second =
        tokio::spawn(
            async move { push_as(&quick, home, DeviceId(id(2)), 0, &[write(1, 2, None, "{}")]).await },
        );
    if place.kind == Kind::Postgres {
        blocked(&place).await;
    }
    let between = store.pull(home, None, 0, 100).await.unwrap();
    assert_eq!((between.records.len(), between.to, between.head), (0, 0, 0), "neither has committed");
    assert!(!second.is_finished(), "the second cannot overtake");
    paused.go();
    let (first, second) = (first.await.unwrap().unwrap(), second.await.unwrap().unwrap());
    assert_eq!((first.head, second.head), (1, 2));
    let rest = store.pull(home, None, between.to, 100).await.unwrap();
    assert_eq!(rest.records.iter().map(|record| record.id).collect::<Vec<_>>(), [id(1), id(2)]);
}

/// Waits until a session of this database waits for a lock: the second writer has arrived.
async fn blocked(place: &Place) {
    let mut watch = PgConnection::connect(&place.database).await.unwrap();
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    loop {
        if watch.fetch_one(sql).await.unwrap().get::<i64, _>(0) > 0 {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// Pulls until the writers are done and nothing is left; the ids seen, and how often the cursor moved.
async fn follow(store: Store, home: Uuid, done: Arc<AtomicBool>) -> (BTreeSet<Uuid>, u64) {
    let (mut seen, mut since, mut n_moves) = (BTreeSet::new(), 0, 0);
    loop {
        let last = done.load(Ordering::SeqCst);
        let page = store.pull(home, None, since, 7).await.unwrap();
        n_moves += u64::from(page.to > since);
        since = page.to;
        let more = page.more();
        seen.extend(page.records.into_iter().map(|record| record.id));
        if last && !more {
            return (seen, n_moves);
        }
    }
}

async fn s01_many_writers_and_a_puller_that_never_rests_lose_nothing(place: Place) {
    const N_WRITERS: u64 = 32;
    let n_pushes = rounds(10);
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let done = Arc::new(AtomicBool::new(false));
    let pullers = [0; 2].map(|_| tokio::spawn(follow(store.clone(), home, done.clone())));
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..N_WRITERS {
        let store = store.clone();
        writers.spawn(async move {
            for n in 0..n_pushes {
                let record = |k: u64| u128::from((writer * n_pushes + n) * 3 + k) + 1;
                let batch: Vec<_> = (0..3).map(|k| write(n * 3 + k + 1, record(k), None, "{}")).collect();
                push_as(&store, home, DeviceId(id(writer.into())), n * 3, &batch).await.unwrap();
            }
        });
    }
    writers.join_all().await;
    done.store(true, Ordering::SeqCst);
    let expected: BTreeSet<Uuid> = (1..=u128::from(N_WRITERS * n_pushes * 3)).map(id).collect();
    let mut n_moves = 0;
    for puller in pullers {
        let (seen, moved) = puller.await.unwrap();
        assert_eq!(expected.difference(&seen).count(), 0, "skipped");
        n_moves += moved;
    }
    println!(
        "{} records by {N_WRITERS} writers, 0 skipped, the cursor moved {n_moves} times",
        expected.len()
    );
}

/// The seeded bug: numbers from a sequence are given before the commit, and the same scene loses a row.
async fn s01_the_check_notices_numbers_from_a_sequence(place: Place) {
    if place.kind == Kind::Sqlite {
        // One writer at a time: SQLite cannot show this bug.
        return;
    }
    let connect = async || PgConnection::connect(&place.database).await.unwrap();
    let (mut first, mut second, mut puller) = (connect().await, connect().await, connect().await);
    first.execute("CREATE SEQUENCE numbers").await.unwrap();
    first.execute("CREATE TABLE loose (seq BIGINT)").await.unwrap();
    let insert = "INSERT INTO loose VALUES (nextval('numbers'))";
    first.execute("BEGIN").await.unwrap();
    first.execute(insert).await.unwrap();
    second.execute(insert).await.unwrap();
    let mut pull = async |since: i64| {
        let sql = AssertSqlSafe(format!("SELECT seq FROM loose WHERE seq > {since} ORDER BY seq"));
        let rows = puller.fetch_all(sql).await.unwrap();
        rows.iter().map(|row| row.get::<i64, _>(0)).collect::<Vec<_>>()
    };
    assert_eq!(pull(0).await, [2]);
    first.execute("COMMIT").await.unwrap();
    assert_eq!(pull(2).await, Vec::<i64>::new(), "row 1 is skipped for ever");
}
