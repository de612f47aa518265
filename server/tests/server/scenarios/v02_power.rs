//! V2: the power fails. What was not synced is forgotten, names of files too; what was acknowledged is there.

use hindcast_server::blobs::Blobs;
use hindcast_server::store::Store;
use rand::RngExt;
use serde_json::json;
use shared::api::path;
use shared::api::push::Pushed;
use shared::bytes::hash_of;
use tokio::process::Command;
use uuid::Uuid;

use crate::support::dice::{dice, rounds};
use crate::support::forgetful::{CALLS, Call, Disk, calls};
use crate::support::place::{Kind, Place, workspace};
use crate::support::process::{Process, settings};
use crate::support::running::Device;

const N_WRITES: u64 = 40;

fn bytes(number: u64) -> Vec<u8> {
    format!("bytes {number}").into_bytes()
}

/// The calls of a server that is written to.
async fn trace(place: &Place) -> Vec<Call> {
    let data = place.folder().join("data");
    let trace = place.folder().join("trace");
    let mut command = Command::new("strace");
    // -D: strace stands aside, and the process that was started is the server. -xx: every letter as a number.
    command.args(["-D", "-f", "-qq", "-xx", "-s", "200000", "-e", CALLS, "-o"]).arg(&trace);
    command.arg(env!("CARGO_BIN_EXE_hindcast-server")).arg("--data-dir").arg(&data);
    settings(&mut command, place);
    command.env_remove("HINDCAST_DATABASE").env_remove("HINDCAST_BLOBS");
    let mut process = Process::of(command, "warn").await;
    let code = process.next_line().await;
    let device = Device::pair(process.address, code.rsplit(' ').next().unwrap()).await;
    for number in 1..=N_WRITES {
        let hash = hash_of(&bytes(number)).0;
        device.put_bytes(&hash, bytes(number)).await.unwrap();
        let mutation = json!({"number": number, "kind": "preset", "id": Uuid::now_v7(), "base": null, "blobs": [hash], "body": {"n": number}});
        let push = json!({"device": Uuid::from_u128(1), "acknowledged": number - 1, "server_id": null, "mutations": [mutation]});
        device.post::<Pushed>(path::PUSH, &push).await.unwrap();
    }
    process.kill().await;
    calls(&std::fs::read_to_string(trace).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v02_a_power_loss_forgets_nothing_that_was_acknowledged() {
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        return println!("skipped: SKIPPED, there is no strace");
    }
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let calls = trace(&place).await;
    let root = place.folder().join("data");
    let mut dice = dice("power");
    let n = rounds(20);
    let mut n_acknowledged = 0;
    for round in 0..n {
        let cut = dice.random_range(0..calls.len());
        let mut disk = Disk::new(&root);
        let (mut n_pushed, mut n_put, mut is_paired) = (0, 0, false);
        for call in &calls[..cut] {
            let sent = String::from_utf8_lossy(&call.texts.concat()).into_owned();
            if sent.contains("HTTP/1.1 ") {
                n_pushed += u64::from(sent.contains("\"applied\""));
                n_put += u64::from(sent.contains("HTTP/1.1 204"));
                is_paired |= sent.contains("HTTP/1.1 201");
            }
            disk.call(call);
        }
        let left = place.folder().join(format!("left-{round}"));
        disk.after_power_loss(&left);
        std::fs::create_dir_all(&left).unwrap();
        let database = format!("sqlite:{}", left.join("hindcast.db").display());
        let store = Store::open(&database, 1 << 30).await.unwrap();
        store.begin_serving().await.unwrap();
        assert_eq!(store.problem(), None, "round {round}, after {cut} calls");
        let home = workspace(&store, "default").await;
        assert!(!is_paired || store.devices(home, "").await.unwrap().len() == 1, "the device is lost");
        let page = store.pull(home, None, 0, 1_000).await.unwrap();
        assert!(
            page.head >= n_pushed,
            "round {round}: {n_pushed} were acknowledged, {} are there",
            page.head
        );
        assert_eq!(page.records.len() as u64, page.head);
        let blobs = Blobs::open(left.join("blobs").to_str().unwrap()).unwrap();
        for number in 1..=n_put.max(page.head) {
            let blob = store.blob(home, &hash_of(&bytes(number))).await.unwrap();
            let blob = blob.unwrap_or_else(|| panic!("round {round}: blob {number} of {n_put} is lost"));
            assert_eq!(blobs.bytes(&blob.parts[0]).await.unwrap(), bytes(number), "round {round}");
        }
        n_acknowledged += n_pushed + n_put;
        store.close().await;
        std::fs::remove_dir_all(&left).unwrap();
    }
    println!("{n} power losses among {} calls, {n_acknowledged} acknowledged, 0 lost", calls.len());
}
