//! Two servers, each a process of its own, on one Postgres and one blob store, and a device on each: what one writes, the other hears
//! of at once and then has.

use std::time::Duration;

use serde_json::json;
use shared::api::device::PairingCode;
use shared::api::digest::StateDigest;
use shared::api::event::Event;
use shared::api::path;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use shared::bytes::hash_of;
use tokio::time::Instant;
use uuid::Uuid;

use crate::events::Ear;
use crate::support::dice::rounds;
use crate::support::place::{Kind, Place, run};
use crate::support::process::Process;
use crate::support::running::Device;

/// A device and what it holds.
struct Client {
    device: Device,
    ear: Ear,
    profile: Uuid,
    held: StateDigest,
    since: u64,
}

impl Client {
    async fn of(device: Device) -> Self {
        let ear = Ear::of(&device).await;
        Self { device, ear, profile: Uuid::now_v7(), held: StateDigest::default(), since: 0 }
    }

    /// Writes a record with bytes of its own; the number of the change.
    async fn write(&self, number: u64) -> u64 {
        let bytes = format!("{} {number}", self.profile);
        let hash = hash_of(bytes.as_bytes()).0;
        self.device.put_bytes(&hash, bytes).await.unwrap();
        let mutation = json!({"number": number, "kind": "preset", "id": Uuid::now_v7(), "base": null, "blobs": [hash], "body": {}});
        let push = json!({"device": self.profile, "acknowledged": number - 1, "server_id": null, "mutations": [mutation]});
        let pushed: Pushed = self.device.post(path::PUSH, &push).await.unwrap();
        pushed.results[0].applied.clone().unwrap().seq
    }

    /// Waits until it is told of a change, then fetches what is new, with its bytes.
    async fn follow(&mut self, seq: u64) {
        loop {
            match self.ear.next().await.unwrap() {
                Event::Head { seq: told } if told >= seq => break,
                _ => {}
            }
        }
        let page: Page = self.device.get(&format!("/records?since={}", self.since)).await.unwrap();
        for record in &page.records {
            self.held.add(&record.kind, record.id, &record.revision);
            for hash in &record.blobs {
                assert_eq!(hash_of(&self.device.get_bytes(&hash.0).await.unwrap()), *hash);
            }
        }
        self.since = page.to;
        assert_eq!(page.state, Some(self.held), "what it holds is what the server says it should");
    }
}

#[test]
fn two_servers_on_one_postgres_converge_while_both_are_written_to() {
    run(Kind::Postgres, converge);
}

async fn converge(place: Place) {
    let here = Process::first_start(&place, "warn").await;
    let there = Process::start(&place).await;
    let laptop = Device::pair(here.address, here.code.as_ref().unwrap()).await;
    let code: PairingCode = laptop.post(path::PAIRING_CODES, &json!({})).await.unwrap();
    let desktop = Device::pair(there.address, &code.code).await;
    assert_eq!(laptop.paired.server_id, desktop.paired.server_id, "for a device it is one server");
    let (mut laptop, mut desktop) = (Client::of(laptop).await, Client::of(desktop).await);
    let mut longest = Duration::ZERO;
    let n = rounds(20);
    for number in 1..=n {
        for from_here in [true, false] {
            let (writer, reader) = if from_here { (&laptop, &mut desktop) } else { (&desktop, &mut laptop) };
            let seq = writer.write(number).await;
            let written = Instant::now();
            reader.follow(seq).await;
            longest = longest.max(written.elapsed());
        }
    }
    desktop.follow(2 * n).await;
    assert_eq!(laptop.held, desktop.held);
    assert!(longest < Duration::from_secs(2), "{longest:?}");
    println!("{} changes, each there on the other server, with its bytes, within {longest:?}", 2 * n);
    here.terminate().await;
    there.terminate().await;
}
