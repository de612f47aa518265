//! S5: the network is cut at a random byte again and again while a large dataset is sent. It arrives whole, and little is sent twice.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use reqwest::Method;
use serde_json::json;
use shared::api::blob::{MAX_HASHES, ToSend};
use shared::api::path;
use shared::bytes::hash_of;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::dice::{dice, rounds};
use crate::support::place::{Kind, Place};
use crate::support::running::{Device, Running};

const CHUNK: usize = 96 << 10;

/// A network that carries a limited number of bytes per connection towards the server, for some connections.
struct Network {
    address: SocketAddr,
    n_bytes: Arc<AtomicU64>,
    n_cuts: Arc<AtomicU64>,
}

impl Network {
    async fn to(server: SocketAddr, n_cuts: u64, mut dice: ChaCha8Rng) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (n_bytes, n_done) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (counted, done) = (n_bytes.clone(), n_done.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let cut = done.load(Ordering::SeqCst) < n_cuts;
                let limit = if cut { dice.random_range(0..3 * CHUNK as u64) } else { u64::MAX };
                tokio::spawn(carry(client, server, limit, counted.clone(), done.clone()));
            }
        });
        Self { address, n_bytes, n_cuts: n_done }
    }
}

async fn carry(
    mut client: TcpStream,
    server: SocketAddr,
    limit: u64,
    counted: Arc<AtomicU64>,
    cuts: Arc<AtomicU64>,
) {
    let mut server = TcpStream::connect(server).await.unwrap();
    let (mut from_client, mut to_client) = client.split();
    let (from_server, mut to_server) = server.split();
    let forth = async {
        let mut left = limit;
        let mut piece = vec![0; 16 << 10];
        loop {
            let Ok(n @ 1..) = from_client.read(&mut piece).await else { return };
            let n = n.min(usize::try_from(left).unwrap_or(usize::MAX));
            counted.fetch_add(n as u64, Ordering::SeqCst);
            if to_server.write_all(&piece[..n]).await.is_err() {
                return;
            }
            left -= n as u64;
            if left == 0 {
                cuts.fetch_add(1, Ordering::SeqCst);
                return;
            }
        }
    };
    let mut from_server = from_server;
    let back = async { drop(tokio::io::copy(&mut from_server, &mut to_client).await) };
    tokio::select! { () = forth => {}, () = back => {} }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s05_an_upload_that_is_cut_fifty_times_arrives_whole_and_little_is_sent_twice() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::start(&place).await;
    let mut dice = dice("s05");
    let n_cuts = 50;
    let mut whole = vec![0_u8; usize::try_from(rounds(8)).unwrap() << 20];
    dice.fill(whole.as_mut_slice());
    let network = Network::to(server.address, n_cuts, dice).await;
    let mut device = server.device("home").await;
    device.address = network.address;
    let upload = Upload::of(&whole);
    while !upload.send(&device).await {}
    let hash = upload.hash.clone();
    let far = server.device("home").await;
    assert!(far.get_bytes(&hash).await.unwrap() == whole);
    let (sent, size) = (network.n_bytes.load(Ordering::SeqCst) as f64, whole.len() as f64);
    let cuts = network.n_cuts.load(Ordering::SeqCst);
    // A connection may be accepted while the last cut falls, and be cut as well.
    assert!(cuts >= n_cuts, "{cuts} cuts of {n_cuts} have happened");
    let allowed = 1.1 * size + (CHUNK as u64 * cuts) as f64;
    assert!(sent <= allowed, "{sent} bytes sent, {allowed} allowed");
    println!(
        "{size} bytes, {cuts} cuts, {:.3} times the size sent (allowed {:.3})",
        sent / size,
        allowed / size
    );
}

/// What a client has to send.
struct Upload<'a> {
    whole: &'a [u8],
    hash: String,
    names: Vec<String>,
}

impl<'a> Upload<'a> {
    fn of(whole: &'a [u8]) -> Self {
        Self {
            whole,
            hash: hash_of(whole).0,
            names: whole.chunks(CHUNK).map(|chunk| hash_of(chunk).0).collect(),
        }
    }

    /// One attempt: ask what is missing, send it, put it together. Whether it came to the end; a refusal is not a cut.
    async fn send(&self, device: &Device) -> bool {
        let mut missing = BTreeSet::new();
        for names in self.names.chunks(MAX_HASHES) {
            let asked = device.request(Method::POST, path::MISSING).json(&json!({"hashes": names})).send();
            let Some(answer) = answered(asked.await) else { return false };
            let Ok(to_send) = answer.json::<ToSend>().await else { return false };
            missing.extend(to_send.missing.into_iter().map(|hash| hash.0));
        }
        let chunks = self.whole.chunks(CHUNK).zip(&self.names);
        for (chunk, name) in chunks.filter(|(_, name)| missing.contains(*name)) {
            let put = device.request(Method::PUT, &format!("/blobs/{name}"));
            let put = put.header("content-type", "application/octet-stream").body(chunk.to_vec()).send();
            if answered(put.await).is_none() {
                return false;
            }
        }
        let manifest = json!({"n_bytes": self.whole.len(), "chunks": self.names});
        let put = device.request(Method::PUT, &format!("/blobs/{}", self.hash)).json(&manifest).send();
        answered(put.await).is_some()
    }
}

/// An answer that is a good one, `None` if the network was cut.
fn answered(sent: reqwest::Result<reqwest::Response>) -> Option<reqwest::Response> {
    let answer = sent.ok()?;
    assert!(answer.status().is_success(), "refused: {answer:?}");
    Some(answer)
}
