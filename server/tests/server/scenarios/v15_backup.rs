//! V15: a backup taken while 16 devices write. It restores, everything that was acknowledged before it began is in it, and it passes
//! the database's own check.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use shared::api::device::PairingCode;
use shared::api::digest::StateDigest;
use shared::api::path;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use shared::api::record::Record;
use shared::bytes::hash_of;
use sqlx::{Connection, Executor, Row};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

use crate::support::dice::rounds;
use crate::support::place::{Kind, Place, on_each_database};
use crate::support::process::{Process, order};
use crate::support::running::Device;

on_each_database!(v15_a_backup_under_load_restores_whole);

const N_WRITERS: usize = 16;

/// The records that were acknowledged.
type Ledger = Arc<watch::Sender<BTreeMap<Uuid, String>>>;

async fn v15_a_backup_under_load_restores_whole(place: Place) {
    let process = Process::first_start(&place, "warn").await;
    let device = Device::pair(process.address, process.code.as_ref().unwrap()).await;
    let (ledger, mut seen) = watch::channel(BTreeMap::new());
    let ledger = Arc::new(ledger);
    let (stop, stopping) = watch::channel(false);
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..N_WRITERS {
        // Each its own device: the program limits how much one may ask.
        let code: PairingCode = device.post(path::PAIRING_CODES, &json!({})).await.unwrap();
        let own = Device::pair(process.address, &code.code).await;
        writers.spawn(write(own, writer, ledger.clone(), stopping.clone()));
    }
    let (mut n_backups, mut n_during, mut longest) = (0, 0, 0.0_f64);
    for round in 0..rounds(3) {
        let enough = count(&ledger) + 150;
        tokio::select! {
            ended = writers.join_next() => panic!("a writer has given up: {ended:?}"),
            known = seen.wait_for(|ledger| ledger.len() >= enough) => drop(known.unwrap()),
        }
        let before = ledger.borrow().clone();
        let folder = place.folder().join(format!("backup {round}"));
        order(&place, &["backup", folder.to_str().unwrap()]).await;
        n_during += count(&ledger) - before.len();
        let began = Instant::now();
        check(place.kind, &device, &before, folder.to_str().unwrap()).await;
        longest = longest.max(began.elapsed().as_secs_f64());
        n_backups += 1;
    }
    stop.send_replace(true);
    writers.join_all().await;
    process.terminate().await;
    assert!(n_during > 0, "nobody wrote while a backup was taken");
    println!(
        "{n_backups} backups while {n_during} records were written; all restored, 0 acknowledged before lost; \
         {longest:.2} s from backup to checked server at most"
    );
}

/// Restores and starts a server there.
async fn check(kind: Kind, device: &Device, before: &BTreeMap<Uuid, String>, folder: &str) {
    let other = Place::new(kind).await.unwrap();
    order(&other, &["restore", folder]).await;
    if kind == Kind::Sqlite {
        let mut file = sqlx::SqliteConnection::connect(&other.database).await.unwrap();
        let found: String = file.fetch_one("PRAGMA integrity_check").await.unwrap().get(0);
        assert_eq!(found, "ok");
        let orphans = file.fetch_all("PRAGMA foreign_key_check").await.unwrap();
        assert!(orphans.is_empty(), "{} rows refer to nothing", orphans.len());
    }
    let process = Process::start(&other).await;
    let mut device = device.clone();
    device.address = process.address;
    let (mut records, mut since) = (Vec::<Record>::new(), 0);
    let state = loop {
        let page: Page = device.get(&format!("/records?since={since}&limit=1000")).await.unwrap();
        since = page.to;
        records.extend(page.records);
        if let Some(state) = page.state {
            break state;
        }
    };
    let mut own = StateDigest::default();
    // Nobody deletes here: each record counts.
    records.iter().for_each(|record| own.add(&record.kind, record.id, &record.revision));
    assert_eq!(own, state, "the digest is that of the records");
    for (id, revision) in before {
        let found = records.iter().find(|record| record.id == *id);
        assert_eq!(found.map(|record| &record.revision.0), Some(revision), "{id} is lost");
    }
    for hash in records.iter().flat_map(|record| &record.blobs) {
        assert_eq!(hash_of(&device.get_bytes(&hash.0).await.unwrap()), *hash);
    }
    process.terminate().await;
}

fn count(ledger: &Ledger) -> usize {
    ledger.borrow().len()
}

async fn write(device: Device, writer: usize, ledger: Ledger, stopping: watch::Receiver<bool>) {
    let profile = Uuid::now_v7();
    for number in 1.. {
        if *stopping.borrow() {
            return;
        }
        let bytes = format!("{writer} {number}").into_bytes();
        let mut blobs = Vec::new();
        if number % 8 == 0 {
            blobs.push(hash_of(&bytes).0);
            device.put_bytes(&blobs[0], bytes).await.unwrap();
        }
        let id = Uuid::now_v7();
        let mutation = json!({"number": number, "kind": "preset", "id": id, "base": null, "blobs": blobs, "body": {"n": number}});
        let push = json!({"device": profile, "acknowledged": number - 1, "server_id": null, "mutations": [mutation]});
        let pushed: Pushed = device.post(path::PUSH, &push).await.unwrap();
        let applied = pushed.results[0].applied.clone().unwrap();
        ledger.send_modify(|ledger| drop(ledger.insert(id, applied.revision.0)));
    }
}
