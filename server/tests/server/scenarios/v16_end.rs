//! V16: the server is told to end while it works. Requests under way finish, or are cleanly absent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use shared::api::path;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use shared::bytes::hash_of;
use tokio::time::Instant;
use uuid::Uuid;

use crate::support::dice::rounds;
use crate::support::place::{Place, on_each_database};
use crate::support::process::Process;
use crate::support::running::Device;

on_each_database!(v16_a_server_that_is_told_to_end_truncates_no_answer);

async fn v16_a_server_that_is_told_to_end_truncates_no_answer(place: Place) {
    let first = Process::first_start(&place, "warn").await;
    let mut device = Device::pair(first.address, first.code.as_ref().unwrap()).await;
    let large = vec![9_u8; 4 << 20];
    let hash = hash_of(&large).0;
    device.put_bytes(&hash, large.clone()).await.unwrap();
    let mut process = first;
    let (mut n_acknowledged, mut longest) = (0, Duration::ZERO);
    let n_rounds = rounds(50);
    for _ in 0..n_rounds {
        let done = Arc::new(AtomicU64::new(0));
        let clients: Vec<_> = (0..16)
            .map(|n| tokio::spawn(work(device.clone(), hash.clone(), large.len(), n % 4 == 0, done.clone())))
            .collect();
        while done.load(Ordering::SeqCst) < 20 {
            tokio::task::yield_now().await;
        }
        let told = Instant::now();
        let log = process.terminate().await;
        longest = longest.max(told.elapsed());
        assert!(!log.contains("did not finish in time"), "{log}");
        for client in clients {
            n_acknowledged += client.await.unwrap();
        }
        process = Process::start(&place).await;
        device.address = process.address;
        let page: Page = device.get("/records?since=0&limit=1").await.unwrap();
        assert_eq!(page.head, n_acknowledged, "what was acknowledged is there, what was not is absent");
    }
    assert!(longest < Duration::from_secs(11), "it took {longest:?} to end");
    println!(
        "told to end {n_rounds} times; {n_acknowledged} acknowledged, 0 truncated answers, at most {longest:?} to end"
    );
}

/// Works until the server does not take connections any more; how many writes were acknowledged.
async fn work(device: Device, hash: String, size: usize, reads: bool, done: Arc<AtomicU64>) -> u64 {
    let profile = Uuid::now_v7();
    let mut n_acknowledged = 0;
    for number in 1.. {
        let answer = if reads {
            device.request(reqwest::Method::GET, &format!("/blobs/{hash}")).send().await
        } else {
            let mutation =
                json!({"number": number, "kind": "preset", "id": Uuid::now_v7(), "base": null, "body": {}});
            let push =
                json!({"device": profile, "acknowledged": 0, "server_id": null, "mutations": [mutation]});
            device.request(reqwest::Method::POST, path::PUSH).json(&push).send().await
        };
        let Ok(answer) = answer else { return n_acknowledged };
        assert!(answer.status().is_success());
        // From here on the answer has begun, so it must come to its end.
        if reads {
            assert_eq!(answer.bytes().await.expect("a truncated answer").len(), size);
        } else {
            let pushed: Pushed = answer.json().await.expect("a truncated answer");
            n_acknowledged += pushed.results.len() as u64;
        }
        done.fetch_add(1, Ordering::SeqCst);
    }
    n_acknowledged
}
