//! What others feel while somebody keeps the server busy: the times of their requests, and its memory.

use std::time::Duration;

use serde_json::json;
use shared::api::error::ErrorCode;
use shared::api::pull::Page;
use shared::bytes::hash_of;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::support::place::{Kind, Place};
use crate::support::process::Process;
use crate::support::running::Device;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_of_strangers_have_a_budget() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Process::first_start(&place, "error").await;
    let device = Device::pair(server.address, server.code.as_ref().unwrap()).await;
    let quiet = times(&device).await;
    server.forget_peak();
    let before = server.peak_mib().unwrap_or_default();
    let n = 400;
    let mut held = Vec::new();
    for stranger in 0..n {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let head = "POST /api/v1/pairings HTTP/1.1\r\nhost: localhost\r\nhindcast-protocol: 1\r\n\
             content-type: application/json\r\ncontent-length: 1048576\r\n\r\n";
        // Whoever is refused is cut off while sending.
        let size = if stranger % 2 == 0 { 4_000 } else { 1_048_000 };
        let send = async {
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(&vec![b' '; size]).await
        };
        drop(tokio::time::timeout(Duration::from_millis(200), send).await);
        held.push(stream);
    }
    let busy = times(&device).await;
    let grown = server.peak_mib().unwrap_or_default() - before;
    assert!(grown < 64.0, "{n} strangers cost {grown:.1} MiB");
    assert!(busy.1 < Duration::from_secs(1), "{busy:?}");
    println!(
        "{n} strangers hold bodies open: {grown:.1} MiB more; others' requests p50 {:?}, p99 {:?} (before {:?}, {:?})",
        busy.0, busy.1, quiet.0, quiet.1
    );
    drop(held);
    server.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_are_answered_while_lists_of_chunks_are_checked() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Process::first_start(&place, "error").await;
    let device = Device::pair(server.address, server.code.as_ref().unwrap()).await;
    // Two in turn, so that each has to be read.
    let mut names = Vec::new();
    for n in 0..2_u8 {
        let chunk = vec![n; 4 << 20];
        names.push(hash_of(&chunk).0);
        device.put_bytes(&names[usize::from(n)], chunk).await.unwrap();
    }
    let quiet = times(&device).await;
    server.forget_peak();
    let before = server.peak_mib().unwrap_or_default();
    let list: Vec<&String> = (0..16).map(|n| &names[n % 2]).collect();
    let manifest = json!({"n_bytes": 16 * (4 << 20), "chunks": list});
    let busy = tokio::spawn({
        let device = device.clone();
        async move {
            loop {
                let lie = device.put_manifest(&"0".repeat(64), &manifest).await.unwrap_err();
                assert_eq!(
                    lie.code(),
                    ErrorCode::HashMismatch,
                    "a list that is not checked costs nobody anything"
                );
            }
        }
    });
    let meanwhile = times(&device).await;
    assert!(!busy.is_finished(), "lists were being checked all the time");
    let grown = server.peak_mib().unwrap_or_default() - before;
    assert!(grown < 64.0, "the lists cost {grown:.1} MiB");
    assert!(meanwhile.1 < Duration::from_secs(1), "{meanwhile:?}");
    println!(
        "lists of 64 MiB are checked one after the other: {grown:.1} MiB more; others' requests p50 {:?}, p99 {:?} (before {:?}, {:?})",
        meanwhile.0, meanwhile.1, quiet.0, quiet.1
    );
    busy.abort();
    server.terminate().await;
}

/// Median and 99th percentile of somebody's requests.
async fn times(device: &Device) -> (Duration, Duration) {
    let mut times = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        device.get::<Page>("/records?since=0").await.unwrap();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    (times[100], times[197])
}
