//! S3: requests that arrive twice, late, or out of order end in the same state as those that arrive once.

use std::collections::BTreeMap;

use rand::RngExt;
use shared::api::push::Mutation;
use shared::api::record::Revision;
use shared::id::DeviceId;
use uuid::Uuid;

use crate::support::dice::{dice, rounds};
use crate::support::make::{id, push_as, write};
use crate::support::place::{Place, on_each_database, workspace};

on_each_database!(s03_duplicated_and_delayed_pushes_end_in_the_same_state);

/// A request as a network may deliver it: of which device, what it had acknowledged, and what it brought.
type Request = (DeviceId, u64, Vec<Mutation>);

async fn s03_duplicated_and_delayed_pushes_end_in_the_same_state(place: Place) {
    let store = place.store().await;
    let mut dice = dice("s03");
    let mut n_repeats = 0;
    for round in 0..rounds(5) {
        let clean = workspace(&store, &format!("clean {round}")).await;
        let noisy = workspace(&store, &format!("noisy {round}")).await;
        let mut sent: Vec<Request> = Vec::new();
        let mut known: BTreeMap<(u128, Uuid), Revision> = BTreeMap::new();
        let mut numbers = [0_u64; 3];
        for step in 0..30 {
            let device = dice.random_range(0..3_usize);
            let who = DeviceId(id(device as u128 + 1));
            let acknowledged = numbers[device];
            let mut batch = Vec::new();
            for _ in 0..dice.random_range(1..4) {
                numbers[device] += 1;
                let record = dice.random_range(1..8_u128);
                let base = known.get(&(device as u128, id(record))).cloned();
                let mut mutation =
                    write(numbers[device], record, base.as_ref(), &format!("{{\"step\":{step}}}"));
                if base.is_some() && dice.random_bool(0.1) {
                    mutation.body = None;
                }
                batch.push(mutation);
            }
            let answer = push_as(&store, clean, who, acknowledged, &batch).await.unwrap();
            push_as(&store, noisy, who, acknowledged, &batch).await.unwrap();
            for (mutation, answer) in batch.iter().zip(answer.results) {
                let now = answer.applied.map(|applied| applied.revision);
                let now = now.or_else(|| answer.stale?.current.map(|record| record.revision));
                if let Some(now) = now {
                    known.insert((device as u128, mutation.id), now);
                }
            }
            sent.push((who, acknowledged, batch));
            // The network delivers some of what was sent so far once more, in any order.
            for _ in 0..dice.random_range(0..3) {
                let (who, acknowledged, batch) = &sent[dice.random_range(0..sent.len())];
                // What is older than an acknowledgement is refused as a whole, to nobody who still listens.
                drop(push_as(&store, noisy, *who, *acknowledged, batch).await);
                n_repeats += 1;
            }
        }
        let state = async |workspace| {
            let page = store.pull(workspace, None, 0, 1_000).await.unwrap();
            (page.records, page.state, page.head)
        };
        assert_eq!(state(clean).await, state(noisy).await, "round {round}");
    }
    println!("{n_repeats} repeated requests, 0 differences");
}
