//! How much a server carries: pushes of 50 records and pulls of 500, at fixed rates that double until it does not keep up, on SQLite
//! and on Postgres, with everything as durable as it is for people. Client and server share the machine. `cargo xtask load` runs it;
//! `HINDCAST_LOAD_SECONDS` is how long each rate is held.

#[path = "../../tests/server/support/mod.rs"]
#[expect(dead_code, reason = "the tests need more of it")]
mod support;

mod rate;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use reqwest::Method;
use serde_json::json;
use shared::api::path;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use tokio::sync::Mutex;
use uuid::Uuid;

use rate::{Outcome, hold};
use support::place::{Kind, Place};
use support::process::{Process, order};
use support::running::Device;

const N_WORKSPACES: usize = 8;
/// Each may ask fifty times a second: enough that this limit is never the one that is met.
const N_DEVICES: usize = 8 * N_WORKSPACES;
const N_PUSHED: u64 = 50;
const N_PULLED: usize = 500;
const FIRST_RATE: u32 = 10;

/// A device and the number of its next change. Changes of one device go one after the other.
struct Client {
    device: Device,
    profile: Uuid,
    next: Mutex<u64>,
}

impl Client {
    /// Pushes new job records of about a kilobyte; whether all were applied.
    async fn push(&self) -> bool {
        let mut next = self.next.lock().await;
        let mutations: Vec<_> = (*next..*next + N_PUSHED)
            .map(|number| {
                let body = json!({"attempt": 1, "state": "completed", "note": "x".repeat(900)});
                json!({"number": number, "kind": "job", "id": Uuid::now_v7(), "base": null, "blobs": [], "body": body})
            })
            .collect();
        let push = json!({"device": self.profile, "acknowledged": *next - 1, "server_id": null, "mutations": mutations});
        let Ok(answer) = self.device.request(Method::POST, path::PUSH).json(&push).send().await else {
            return false;
        };
        let Ok(pushed) = answer.json::<Pushed>().await else { return false };
        *next += N_PUSHED;
        pushed.results.iter().all(|result| result.applied.is_some())
    }

    /// Pulls a full page, as a device does that was away.
    async fn pull(&self, since: u64) -> bool {
        let path = format!("/records?since={since}&limit={N_PULLED}");
        let Ok(answer) = self.device.request(Method::GET, &path).send().await else { return false };
        answer.json::<Page>().await.is_ok_and(|page| page.records.len() == N_PULLED)
    }
}

fn main() {
    let seconds = std::env::var("HINDCAST_LOAD_SECONDS").map_or(10, |seconds| seconds.parse().unwrap());
    support::postgres::IS_DURABLE.store(true, Ordering::Relaxed);
    for kind in [Kind::Sqlite, Kind::Postgres] {
        support::place::run(kind, async |place| measure(place, seconds).await);
    }
}

async fn measure(place: Place, seconds: u32) {
    let process = Process::first_start(&place, "warn").await;
    let clients: Arc<[Client]> = clients(&place, &process).await.into();
    // Two full pages for everybody.
    for client in &clients[..N_WORKSPACES] {
        for _ in 0..2 * N_PULLED as u64 / N_PUSHED {
            assert!(client.push().await);
        }
    }
    println!("{:?}, {} devices in {N_WORKSPACES} workspaces, {seconds} s each", place.kind, clients.len());
    let of = |number: u64| (clients.clone(), usize::try_from(number).unwrap() % N_DEVICES);
    println!("pushes of {N_PUSHED} records");
    let pushes = ladder(async |rate| {
        hold(rate, seconds, |number| {
            let (clients, at) = of(number);
            async move { clients[at].push().await }
        })
        .await
    });
    let pushes = pushes.await;
    println!("pulls of {N_PULLED} records");
    let pulls = ladder(async |rate| {
        hold(rate, seconds, |number| {
            let (clients, at) = of(number);
            async move { clients[at].pull(number % N_PULLED as u64).await }
        })
        .await
    });
    let pulls = pulls.await;
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: unknown");
    println!(
        "sustained: {pushes} pushes/s, {pulls} pulls/s; peak memory of the server {}\n",
        &peak[6..].trim()
    );
    process.terminate().await;
}

/// Doubles the rate until it is not sustained, then tries half-way; the highest that was.
async fn ladder(step: impl AsyncFn(u32) -> Outcome) -> u32 {
    let mut highest = 0;
    let mut rate = FIRST_RATE;
    loop {
        let outcome = step(rate).await;
        println!("{outcome}");
        if !outcome.is_sustained() {
            break;
        }
        highest = rate;
        rate *= 2;
    }
    let half_way = step(highest + highest / 2).await;
    println!("{half_way}");
    if half_way.is_sustained() { half_way.rate } else { highest }
}

async fn clients(place: &Place, process: &Process) -> Vec<Client> {
    let mut all = Vec::new();
    for n in 0..N_DEVICES {
        let workspace = format!("load {}", n % N_WORKSPACES);
        let said = order(place, &["pairing-code", "--workspace", &workspace]).await;
        let device = Device::pair(process.address, said.trim().rsplit(' ').next().unwrap()).await;
        all.push(Client { device, profile: Uuid::now_v7(), next: Mutex::new(1) });
    }
    all
}
