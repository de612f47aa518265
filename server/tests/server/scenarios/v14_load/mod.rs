//! V14: how much a server carries: pushes of 50 records and pulls of 500, at fixed rates that double until it does not keep up, on
//! SQLite and on Postgres, with everything as durable as it is for people. Client and server share the machine. `cargo xtask load` runs
//! it, with `HINDCAST_LOAD_SECONDS` for how long each rate is held; without the variable, only the first rate is tried.

mod rate;

use std::sync::Arc;

use reqwest::Method;
use serde_json::json;
use shared::api::device::PairingCode;
use shared::api::path;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use tokio::sync::Mutex;
use uuid::Uuid;

use rate::{Outcome, hold};
use crate::support::dice::load_seconds;
use crate::support::place::{Place, on_each_database};
use crate::support::process::{Process, order};
use crate::support::running::Device;

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

on_each_database!(v14_a_rate_of_pushes_and_pulls_is_sustained);

async fn v14_a_rate_of_pushes_and_pulls_is_sustained(place: Place) {
    let process = Process::first_start(&place, "warn").await;
    let clients: Arc<[Client]> = clients(&place, &process).await.into();
    // Two full pages for everybody.
    for client in clients.iter().step_by(N_DEVICES / N_WORKSPACES) {
        for _ in 0..2 * N_PULLED as u64 / N_PUSHED {
            assert!(client.push().await);
        }
    }
    let seconds = load_seconds().unwrap_or(2);
    let of = |number: u64| (clients.clone(), number as usize % N_DEVICES);
    println!("{:?}: pushes of {N_PUSHED} records", place.kind);
    let pushes = ladder(async |rate| {
        let push = |number| {
            let (clients, at) = of(number);
            async move { clients[at].push().await }
        };
        hold(rate, seconds, push).await
    });
    let pushes = pushes.await;
    println!("{:?}: pulls of {N_PULLED} records", place.kind);
    let pulls = ladder(async |rate| {
        let pull = |number| {
            let (clients, at) = of(number);
            async move { clients[at].pull(number % N_PULLED as u64).await }
        };
        hold(rate, seconds, pull).await
    });
    let pulls = pulls.await;
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown");
    println!("{:?}: sustained {pushes} pushes/s, {pulls} pulls/s; the server's memory at its peak: {}", place.kind, peak.trim());
    assert!(pushes > 0 && pulls > 0, "not even {FIRST_RATE} requests per second");
    process.terminate().await;
}

/// The highest rate that was sustained. The rate doubles while it is, then one half-way is tried; where nothing is measured, the first
/// is all.
async fn ladder(step: impl AsyncFn(u32) -> Outcome) -> u32 {
    let try_out = async |rate| {
        let outcome = step(rate).await;
        println!("{outcome}");
        outcome.is_sustained()
    };
    let mut next = FIRST_RATE;
    while try_out(next).await {
        if load_seconds().is_none() {
            return next;
        }
        next *= 2;
    }
    let (highest, half_way) = (next / 2, next / 4 * 3);
    match highest {
        // Not even the first.
        0..FIRST_RATE => 0,
        _ if try_out(half_way).await => half_way,
        _ => highest,
    }
}

async fn clients(place: &Place, process: &Process) -> Vec<Client> {
    let mut all = Vec::new();
    for n in 0..N_WORKSPACES {
        let said = order(place, &["pairing-code", "--workspace", &format!("load {n}")]).await;
        let first = Device::pair(process.address, said.trim().rsplit(' ').next().unwrap()).await;
        for _ in 1..N_DEVICES / N_WORKSPACES {
            let code: PairingCode = first.post(path::PAIRING_CODES, &json!({})).await.unwrap();
            all.push(Device::pair(process.address, &code.code).await);
        }
        all.push(first);
    }
    all.into_iter().map(|device| Client { device, profile: Uuid::now_v7(), next: Mutex::new(1) }).collect()
}
