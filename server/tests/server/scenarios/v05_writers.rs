//! V5: thirty-two writers at once. Nobody is told that the database is locked.

use shared::id::DeviceId;
use tokio::time::Instant;

use crate::support::dice::rounds;
use crate::support::make::{id, push_as, write};
use crate::support::place::{Place, on_each_database, workspace};

on_each_database!(v05_thirty_two_writers_and_readers_meet_no_busy_database);

async fn v05_thirty_two_writers_and_readers_meet_no_busy_database(place: Place) {
    let store = place.store().await;
    let n_pushes = rounds(8);
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..32_u64 {
        let store = store.clone();
        tasks.spawn(async move {
            // Half of them share a workspace.
            let home = workspace(&store, &format!("home {}", writer / 2)).await;
            let mut times = Vec::new();
            for n in 1..=n_pushes {
                let start = Instant::now();
                let record = u128::from(writer * n_pushes + n);
                let batch = [write(n, record, None, "{}")];
                push_as(&store, home, DeviceId(id(writer.into())), n - 1, &batch).await.unwrap();
                store.pull(home, None, 0, 100).await.unwrap();
                times.push(start.elapsed());
            }
            times
        });
    }
    let mut times = tasks.join_all().await.concat();
    times.sort_unstable();
    println!("{} writes, 0 busy, p99 {:?}", times.len(), times[times.len() * 99 / 100]);
}
