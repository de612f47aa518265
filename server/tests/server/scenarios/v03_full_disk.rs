//! V3: the disk is full. Writing says so, reading goes on, nothing is half visible, and it recovers by itself.

use std::path::Path;

use serde_json::json;
use shared::api::error::ErrorCode;
use shared::api::path;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use shared::bytes::hash_of;
use tokio::process::Command;
use uuid::Uuid;

use crate::support::place::{Kind, Place};
use crate::support::process::{Process, settings};
use crate::support::running::{Device, Refused};

/// The server with its data on a file system of 8 MiB, which is gone with the process. Only root may mount.
fn on_a_small_disk(place: &Place, disk: &Path) -> Command {
    let mut command = Command::new("unshare");
    let script = "mount -t tmpfs -o size=8m tmpfs \"$1\" && exec \"$2\" --data-dir \"$1\"";
    command.args(["--mount", "--propagation", "private", "sh", "-c", script, "sh"]);
    command.arg(disk).arg(env!("CARGO_BIN_EXE_hindcast-server"));
    settings(&mut command, place);
    command.env_remove("HINDCAST_DATABASE").env_remove("HINDCAST_BLOBS");
    command
}

async fn can_mount(disk: &Path) -> bool {
    let mut try_it = Command::new("unshare");
    try_it
        .args(["--mount", "--propagation", "private", "mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs"])
        .arg(disk);
    try_it.output().await.is_ok_and(|output| output.status.success())
}

#[tokio::test]
async fn v03_a_full_disk_is_said_and_survived() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let disk = place.folder().join("disk");
    std::fs::create_dir(&disk).unwrap();
    if !can_mount(&disk).await {
        println!("skipped: SKIPPED, a small file system can only be mounted by root");
        return;
    }
    let mut process = Process::of(on_a_small_disk(&place, &disk), "error").await;
    let code = process.next_line().await;
    let device = Device::pair(process.address, code.rsplit(' ').next().unwrap()).await;
    let bytes = |n: u32| [n.to_le_bytes().as_slice(), &vec![0_u8; 700_000]].concat();
    let mut kept = Vec::new();
    // Blobs fill it.
    let refused = loop {
        let content = bytes(u32::try_from(kept.len()).unwrap());
        let hash = hash_of(&content).0;
        match device.put_bytes(&hash, content).await {
            Ok(()) => kept.push(hash),
            Err(refused) => break refused,
        }
    };
    assert_full(&refused);
    // Then records, until the database has no room either.
    let mut n_records = 0;
    let refused = loop {
        match push(&device, n_records + 1).await {
            Ok(()) => n_records += 1,
            Err(refused) => break refused,
        }
    };
    assert_full(&refused);
    let page: Page = device.get("/records?since=0&limit=1000").await.unwrap();
    assert_eq!(page.state.unwrap().count, n_records, "what was acknowledged, and nothing of what was not");
    for (n, hash) in kept.iter().enumerate() {
        assert!(device.get_bytes(hash).await.unwrap() == bytes(u32::try_from(n).unwrap()), "reading goes on");
    }
    // Room appears, as when somebody tidies up; nobody starts the server again.
    let inside = format!("/proc/{}/root{}", process.id(), disk.display());
    std::fs::remove_dir_all(Path::new(&inside).join("blobs")).unwrap();
    std::fs::create_dir(Path::new(&inside).join("blobs")).unwrap();
    push(&device, n_records + 1).await.unwrap();
    let content = bytes(99);
    device.put_bytes(&hash_of(&content).0, content).await.unwrap();
    println!("full after {} blobs and {n_records} records; 0 half visible", kept.len());
    process.terminate().await;
}

fn assert_full(refused: &Refused) {
    assert_eq!((refused.status, refused.code()), (507, ErrorCode::StorageFull), "{refused:?}");
}

async fn push(device: &Device, number: u64) -> Result<(), Refused> {
    let body = json!({"text": "x".repeat(50_000)});
    let mutation = json!({"number": number, "kind": "preset", "id": Uuid::from_u128(number.into()), "base": null, "body": body});
    let push = json!({"device": Uuid::from_u128(1), "acknowledged": number - 1, "server_id": null, "mutations": [mutation]});
    device.post::<Pushed>(path::PUSH, &push).await.map(|pushed| assert!(pushed.results[0].applied.is_some()))
}
