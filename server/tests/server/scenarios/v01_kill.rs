//! V1: the server is killed in the middle of 64-way writes. What it acknowledged is there afterwards, whole.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rand::RngExt;
use serde_json::json;
use shared::api::path;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use shared::bytes::hash_of;
use sqlx::{Connection, Executor, Row};
use uuid::Uuid;

use crate::support::dice::{dice, rounds};
use crate::support::place::{Kind, Place, on_each_database};
use crate::support::process::Process;
use crate::support::running::Device;

on_each_database!(v01_what_was_acknowledged_before_a_kill_is_there_after_it);

const N_WRITERS: u64 = 64;

/// What the clients know: the revision of each acknowledged record, and the bytes that belong to it.
#[derive(Default)]
struct Ledger {
    revisions: BTreeMap<Uuid, String>,
    blobs: Vec<Vec<u8>>,
    n_unanswered: u64,
}

async fn v01_what_was_acknowledged_before_a_kill_is_there_after_it(place: Place) {
    // Postgres itself is not killed, so there the loop is about what the server has in its hands.
    let n_rounds = rounds(50);
    let mut dice = dice("v01");
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    let first = Process::first_start(&place, "warn").await;
    let mut device = Device::pair(first.address, first.code.as_ref().unwrap()).await;
    let mut process = first;
    let (mut n_hits, mut since) = (0, 0);
    for round in 0..n_rounds {
        let (before, known) = counts(&ledger);
        let enough = known + dice.random_range(10..60);
        let writers: Vec<_> = (0..N_WRITERS)
            .map(|writer| tokio::spawn(write(device.clone(), ledger.clone(), round * N_WRITERS + writer)))
            .collect();
        while counts(&ledger).1 < enough {
            tokio::task::yield_now().await;
        }
        process.kill().await;
        for writer in writers {
            writer.await.unwrap();
        }
        n_hits += u64::from(counts(&ledger).0 > before);
        process = Process::start(&place).await;
        device.address = process.address;
        since = check(&device, &ledger, since).await;
    }
    let (_, n_records) = counts(&ledger);
    check(&device, &ledger, 0).await;
    let blobs = std::mem::take(&mut ledger.lock().unwrap().blobs);
    for bytes in blobs {
        assert_eq!(device.get_bytes(&hash_of(&bytes).0).await.unwrap(), bytes);
    }
    process.terminate().await;
    if place.kind == Kind::Sqlite {
        let mut file = sqlx::SqliteConnection::connect(&place.database).await.unwrap();
        let found: String = file.fetch_one("PRAGMA integrity_check").await.unwrap().get(0);
        assert_eq!(found, "ok");
    }
    assert!(n_hits * 10 >= n_rounds * 8, "only {n_hits} of {n_rounds} kills hit a request");
    println!(
        "{n_rounds} kills, {n_hits} of them while requests were under way; {n_records} acknowledged, 0 lost"
    );
}

/// Requests without an answer, and records acknowledged.
fn counts(ledger: &Mutex<Ledger>) -> (u64, usize) {
    let ledger = ledger.lock().unwrap();
    (ledger.n_unanswered, ledger.revisions.len())
}

/// Writes until the server is gone.
async fn write(device: Device, ledger: Arc<Mutex<Ledger>>, writer: u64) {
    let profile = Uuid::now_v7();
    for number in 1.. {
        let id = Uuid::now_v7();
        let bytes = format!("{writer} {number}").into_bytes();
        let mut blobs = Vec::new();
        if number % 4 == 3 {
            let hash = hash_of(&bytes).0;
            let put = device.request(reqwest::Method::PUT, &format!("/blobs/{hash}"));
            let put = put.header("content-type", "application/octet-stream").body(bytes.clone()).send().await;
            match put {
                Ok(answer) if answer.status().is_success() => blobs.push(hash),
                Ok(answer) => panic!("{}", answer.text().await.unwrap()),
                Err(_) => return ledger.lock().unwrap().n_unanswered += 1,
            }
        }
        let mutation = json!({"number": number, "kind": "preset", "id": id, "base": null, "blobs": blobs, "body": {"n": number}});
        let push = json!({"device": profile, "acknowledged": number - 1, "server_id": null, "mutations": [mutation]});
        let answer = device.request(reqwest::Method::POST, path::PUSH).json(&push).send().await;
        let Ok(answer) = answer else { return ledger.lock().unwrap().n_unanswered += 1 };
        assert!(answer.status().is_success());
        // The head of the answer may arrive and its body not: then nothing was acknowledged.
        let Ok(pushed) = answer.json::<Pushed>().await else {
            return ledger.lock().unwrap().n_unanswered += 1;
        };
        let applied = pushed.results[0].applied.clone().unwrap();
        let mut ledger = ledger.lock().unwrap();
        ledger.revisions.insert(id, applied.revision.0);
        if !blobs.is_empty() {
            ledger.blobs.push(bytes);
        }
    }
}

/// Everything acknowledged is there, and what is there agrees with the server's digest; the new cursor.
async fn check(device: &Device, ledger: &Mutex<Ledger>, from: u64) -> u64 {
    let mut since = from;
    let mut found = BTreeMap::new();
    loop {
        let page: Page = device.get(&format!("/records?since={since}&limit=1000")).await.unwrap();
        since = page.to;
        let more = page.more();
        found.extend(page.records.into_iter().map(|record| (record.id, record.revision.0)));
        if !more {
            break;
        }
    }
    let ledger = ledger.lock().unwrap();
    if from == 0 {
        let lost: Vec<_> =
            ledger.revisions.iter().filter(|(id, revision)| found.get(id) != Some(revision)).collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
    } else {
        assert!(found.len() <= ledger.revisions.len() + usize::try_from(ledger.n_unanswered).unwrap());
    }
    since
}
