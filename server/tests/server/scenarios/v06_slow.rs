//! V6: clients that dribble their headers or bodies, and clients that never read. Others do not notice, and the sockets end.

use std::time::Duration;

use hindcast_server::http::state::Limits;
use shared::api::pull::Page;
use shared::bytes::hash_of;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, timeout};

use crate::support::dice::rounds;
use crate::support::place::{Kind, Place};
use crate::support::running::{Device, Running};

/// The sockets of each kind from which on the limits are the server's own; with fewer, everything takes a tenth of the time.
const IN_FULL: u64 = 500;
/// Requests of others that are timed, before and meanwhile.
const N_TIMED: usize = 1_000;

fn limits(n: u64) -> Limits {
    let many = (1e6, 1e6);
    let own = Limits { requests: many, failures: many, ..Limits::default() };
    // All of them come from one address, and so do the others, who would be refused with them.
    let own = Limits { max_connections_each: own.max_connections, ..own };
    if n >= IN_FULL {
        return own;
    }
    Limits {
        header_time: own.header_time / 10,
        idle_time: own.idle_time / 10,
        body_time: own.body_time / 10,
        ..own
    }
}

/// Requests of somebody who does nothing wrong: the 99th percentile of their times. Every one is answered.
async fn p99(device: &Device) -> Duration {
    let mut times = Vec::new();
    for _ in 0..N_TIMED {
        let start = Instant::now();
        device.get::<Page>("/records?since=0").await.expect("every request of others is answered");
        times.push(start.elapsed());
    }
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

/// Sends a letter now and then until the other side ends it; how long that took.
async fn dribble(mut stream: TcpStream, start: &str) -> Duration {
    let began = Instant::now();
    stream.write_all(start.as_bytes()).await.unwrap();
    let (mut from, mut to) = stream.split();
    let mut ticks = interval(Duration::from_millis(100));
    let forth = async {
        loop {
            ticks.tick().await;
            if to.write_all(b"x").await.is_err() {
                return;
            }
        }
    };
    let mut nothing = [0; 256];
    let back = async { while matches!(from.read(&mut nothing).await, Ok(1..)) {} };
    tokio::select! { () = forth => {}, () = back => {} }
    began.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v06_slow_clients_are_ended_and_others_do_not_notice() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let n = rounds(100);
    let limits = limits(n);
    let server = Running::with(&place, |settings| settings.limits = limits.clone()).await;
    let device = server.device("home").await;
    let large = vec![1_u8; 4 << 20];
    let hash = hash_of(&large).0;
    device.put_bytes(&hash, large).await.unwrap();
    let before = p99(&device).await;
    let (mut heads, mut bodies, mut deaf) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
    let line = format!(
        "host: {}\r\nhindcast-protocol: 1\r\nauthorization: Bearer {}\r\n",
        server.address, device.paired.token
    );
    for _ in 0..n {
        let connect = async || TcpStream::connect(server.address).await.unwrap();
        let stream = connect().await;
        heads.spawn(async move { dribble(stream, "GET / HTTP/1.1\r\nhost: localhost\r\nslow: ").await });
        let stream = connect().await;
        let start = format!(
            "POST /api/v1/records/push HTTP/1.1\r\n{line}content-type: application/json\r\ncontent-length: 100000\r\n\r\n"
        );
        bodies.spawn(async move { dribble(stream, &start).await });
        let mut stream = connect().await;
        let ask = format!("GET /api/v1/blobs/{hash} HTTP/1.1\r\n{line}\r\n");
        deaf.spawn(async move {
            // Asks again and again and reads nothing, until the server gives up writing and ends it.
            while stream.write_all(ask.as_bytes()).await.is_ok() && stream.readable().await.is_ok() {
                if timeout(Duration::from_millis(200), stream.writable()).await.is_ok()
                    && stream.take_error().unwrap().is_some()
                {
                    break;
                }
            }
        });
    }
    // Meanwhile others work as ever.
    let meanwhile = p99(&device).await;
    let longest = async |mut all: JoinSet<Duration>| {
        let mut longest = Duration::ZERO;
        while let Some(time) = all.join_next().await {
            longest = longest.max(time.unwrap());
        }
        longest
    };
    // A body that comes letter by letter is never idle, so that its whole time counts.
    let patience = limits.body_time + Duration::from_secs(20);
    let heads = timeout(patience, longest(heads)).await.expect("sockets with slow headers are left");
    let bodies = timeout(patience, longest(bodies)).await.expect("sockets with slow bodies are left");
    timeout(patience, async { while deaf.join_next().await.is_some() {} })
        .await
        .expect("deaf sockets are left");
    // The ratio is printed and not held against anybody: the slow clients share the machine with the server.
    assert!(meanwhile < Duration::from_secs(1), "p99 {meanwhile:?}, before {before:?}");
    println!(
        "{n} slow heads ended within {heads:?}, {n} slow bodies within {bodies:?}, {n} that never read, 0 sockets left; of others \
         {N_TIMED} of {N_TIMED} answered, p99 {meanwhile:?}, {:.2} times that of before",
        meanwhile.as_secs_f64() / before.as_secs_f64()
    );
}
