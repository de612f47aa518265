//! The devices that ask, and what each was told is kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde_json::json;
use shared::api::device::PairingCode;
use shared::api::path;
use shared::api::pull::{MAX_LIMIT, Page};
use shared::api::push::Pushed;
use tokio::sync::Mutex as Turn;
use tokio::time::Instant;
use uuid::Uuid;

use super::rate::Answered;
use crate::support::place::Place;
use crate::support::process::{Process, order};
use crate::support::running::Device;

const N_WORKSPACES: usize = 8;
/// Each may ask fifty times a second: enough of them that this limit is never the one that is met.
const N_DEVICES: usize = 8 * N_WORKSPACES;
const N_PUSHED: u64 = 50;
const N_PULLED: usize = 500;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 50 new job records of about a kilobyte.
    Push,
    /// A page of 500 of them.
    Pull,
}

impl Kind {
    pub(super) const ALL: [Self; 2] = [Self::Push, Self::Pull];
}

/// All of them.
pub(super) struct Devices(Vec<Arc<Client>>);

/// A device. Its pushes go one after the other, as every device's do; waiting for its turn counts.
struct Client {
    device: Device,
    profile: Uuid,
    workspace: usize,
    /// The number of its next change.
    next: Turn<u64>,
    acknowledged: Mutex<BTreeMap<Uuid, String>>,
}

impl Devices {
    pub(super) async fn pair(place: &Place, process: &Process) -> Self {
        let mut all = Vec::new();
        for workspace in 0..N_WORKSPACES {
            let said = order(place, &["pairing-code", "--workspace", &format!("load {workspace}")]).await;
            let code = said.trim().rsplit(' ').next().unwrap();
            let first = Device::pair(process.address, code).await;
            for _ in 1..N_DEVICES / N_WORKSPACES {
                let code: PairingCode = first.post(path::PAIRING_CODES, &json!({})).await.unwrap();
                all.push(Client::of(Device::pair(process.address, &code.code).await, workspace));
            }
            all.push(Client::of(first, workspace));
        }
        Self(all)
    }

    /// Gives every workspace two full pages.
    pub(super) async fn fill(&self) {
        for client in self.0.iter().step_by(N_DEVICES / N_WORKSPACES) {
            for _ in 0..2 * N_PULLED as u64 / N_PUSHED {
                client.push().await.unwrap();
            }
        }
    }

    /// How the request of a number is made: the devices take turns.
    pub(super) fn ask(
        &self,
        kind: Kind,
    ) -> impl Fn(u32) -> std::pin::Pin<Box<dyn Future<Output = Answered> + Send>> {
        move |number| {
            let client = self.0[number as usize % N_DEVICES].clone();
            Box::pin(async move {
                match kind {
                    Kind::Push => client.push().await,
                    Kind::Pull => client.pull(number as usize % N_PULLED).await,
                }
            })
        }
    }

    /// Records that were acknowledged, and how many of them are not there.
    pub(super) async fn count_lost(&self) -> (usize, usize) {
        let (mut n_acknowledged, mut n_lost) = (0, 0);
        for workspace in 0..N_WORKSPACES {
            let of = || self.0.iter().filter(|client| client.workspace == workspace);
            let found = everything(&of().next().unwrap().device).await;
            for client in of() {
                let known = client.acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
                n_acknowledged += known.len();
                n_lost += known.iter().filter(|(id, revision)| found.get(id) != Some(revision)).count();
            }
        }
        (n_acknowledged, n_lost)
    }
}

impl Client {
    fn of(device: Device, workspace: usize) -> Arc<Self> {
        let (profile, next) = (Uuid::now_v7(), Turn::new(1));
        Arc::new(Self { device, profile, workspace, next, acknowledged: Mutex::default() })
    }

    async fn push(&self) -> Answered {
        let mut next = self.next.lock().await;
        let first = *next;
        // Whatever comes of it: these numbers are used.
        *next += N_PUSHED;
        let ids: Vec<Uuid> = (0..N_PUSHED).map(|_| Uuid::now_v7()).collect();
        let mutation = |(number, id): (u64, &Uuid)| {
            let body = json!({"attempt": 1, "state": "completed", "note": "x".repeat(900)});
            json!({"number": number, "kind": "job", "id": id, "base": null, "blobs": [], "body": body})
        };
        let mutations: Vec<_> = (first..).zip(&ids).map(mutation).collect();
        let push = json!({"device": self.profile, "acknowledged": first - 1, "server_id": null, "mutations": mutations});
        let (at, pushed) =
            answer::<Pushed>(self.device.request(Method::POST, path::PUSH).json(&push)).await?;
        drop(next);
        let mut known = self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
        for (id, result) in ids.iter().zip(&pushed.results) {
            let applied = result.applied.as_ref().ok_or_else(|| format!("not applied: {result:?}"))?;
            known.insert(*id, applied.revision.0.clone());
        }
        if pushed.results.len() == ids.len() { Ok(at) } else { Err("not every change is answered".into()) }
    }

    /// Pulls a full page, as a device does that was away.
    async fn pull(&self, since: usize) -> Answered {
        let path = format!("/records?since={since}&limit={N_PULLED}");
        let (at, page) = answer::<Page>(self.device.request(Method::GET, &path)).await?;
        if page.records.len() == N_PULLED { Ok(at) } else { Err(format!("{} records", page.records.len())) }
    }
}

/// A good answer, and when the last byte of it was there.
async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<(Instant, T), String> {
    let answer = request.send().await.map_err(|error| format!("no answer: {error:?}"))?;
    let status = answer.status();
    let body = answer.bytes().await.map_err(|error| format!("half an answer: {error:?}"))?;
    let at = Instant::now();
    if !status.is_success() {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&body)));
    }
    let read =
        serde_json::from_slice(&body).map_err(|error| format!("an answer that makes no sense: {error}"))?;
    Ok((at, read))
}

async fn everything(device: &Device) -> BTreeMap<Uuid, String> {
    let (mut found, mut since) = (BTreeMap::new(), 0);
    loop {
        let page: Page = device.get(&format!("/records?since={since}&limit={MAX_LIMIT}")).await.unwrap();
        since = page.to;
        let more = page.more();
        found.extend(page.records.into_iter().map(|record| (record.id, record.revision.0)));
        if !more {
            return found;
        }
    }
}
