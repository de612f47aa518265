//! V3: a server that starts while its disk takes nothing: full, or read-only. It serves what is there, says what is wrong, and takes writes
//! again by itself.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use shared::api::error::ErrorCode;
use shared::api::path;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use shared::bytes::hash_of;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::place::{Kind, Place};
use crate::support::process::{Process, settings};
use crate::support::running::{Device, Refused, client};

/// A file system of 8 MiB in a name space of its own, there as long as the value is.
struct Disk {
    keeper: Child,
    folder: PathBuf,
}

impl Disk {
    /// `None`, and a word about it, where nobody may mount.
    async fn new(place: &Place) -> Option<Self> {
        let folder = place.folder().join("disk");
        std::fs::create_dir(&folder).unwrap();
        let mut keeper = Command::new("unshare");
        let script = "mount -t tmpfs -o size=8m tmpfs \"$1\" && echo ready && exec sleep 600";
        keeper.args(["--mount", "--propagation", "private", "sh", "-c", script, "sh"]).arg(&folder);
        let keeper = keeper.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn();
        if let Ok(mut keeper) = keeper {
            let mut line = String::new();
            let mut out = BufReader::new(keeper.stdout.take().unwrap());
            if out.read_line(&mut line).await.is_ok() && line.trim() == "ready" {
                return Some(Self { keeper, folder });
            }
        }
        println!("skipped: SKIPPED, a small file system can only be mounted by root");
        None
    }

    /// A command that sees it.
    fn enter(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.arg(format!("--mount=/proc/{}/ns/mnt", self.keeper.id().unwrap())).arg(program);
        command
    }

    async fn server(&self, place: &Place) -> Process {
        let mut command = self.enter(env!("CARGO_BIN_EXE_hindcast-server"));
        command.arg("--data-dir").arg(&self.folder);
        settings(&mut command, place);
        command.env_remove("HINDCAST_DATABASE").env_remove("HINDCAST_BLOBS");
        Process::of(command, "debug").await
    }

    async fn sh(&self, script: &str) {
        let output = self.enter("sh").args(["-c", script, "sh"]).arg(&self.folder).output().await.unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

async fn push(device: &Device, number: u64) -> Result<(), Refused> {
    let mutation = json!({"number": number, "kind": "preset", "id": Uuid::from_u128(number.into()), "base": null, "body": {}});
    let push =
        json!({"device": Uuid::from_u128(1), "acknowledged": 0, "server_id": null, "mutations": [mutation]});
    device.post::<Pushed>(path::PUSH, &push).await.map(|pushed| assert!(pushed.results[0].applied.is_some()))
}

async fn health(device: &Device) -> Value {
    let url = format!("http://{}/api/v1/health", device.address);
    client().get(url).send().await.unwrap().json().await.unwrap()
}

/// What is there is served, what is new is refused, and it is said.
async fn reads_and_refuses(device: &Device, kept: &str, number: u64) {
    let page: Page = device.get("/records?since=0&limit=1000").await.unwrap();
    assert_eq!(page.records.len() as u64, number - 1);
    assert_eq!(device.get_bytes(kept).await.unwrap(), b"kept");
    let record = push(device, number).await.unwrap_err();
    assert_eq!((record.status, record.code()), (507, ErrorCode::StorageFull));
    let large = vec![9; 3 << 20];
    let bytes = device.put_bytes(&hash_of(&large).0, large).await.unwrap_err();
    assert_eq!((bytes.status, bytes.code()), (507, ErrorCode::StorageFull));
    let health = health(device).await;
    assert_eq!(health["status"], "read_only", "{health}");
    assert!(health["problem"].as_str().unwrap().contains("full or read-only"));
}

/// It takes writes again before long, and what it has logged until it ended.
async fn recovers(process: Process, device: &Device, number: u64) -> String {
    let mut refused = None;
    for _ in 0..100 {
        refused = push(device, number).await.err();
        if refused.is_none() {
            let bytes = format!("new {number}");
            device.put_bytes(&hash_of(bytes.as_bytes()).0, bytes).await.unwrap();
            sleep(Duration::from_secs(3)).await;
            assert_eq!(health(device).await["status"], "ok");
            return process.terminate().await;
        }
        sleep(Duration::from_millis(100)).await;
    }
    panic!("it still refuses: {refused:?}\n{}", process.terminate().await);
}

/// A server with a record and a blob; how to reach it, after it has ended in this way.
async fn begun(disk: &Disk, place: &Place, kill: bool) -> (Device, String) {
    let mut process = disk.server(place).await;
    let code = process.next_line().await;
    let device = Device::pair(process.address, code.rsplit(' ').next().unwrap()).await;
    let kept = hash_of(b"kept").0;
    device.put_bytes(&kept, "kept").await.unwrap();
    push(&device, 1).await.unwrap();
    if kill {
        drop(process.kill().await)
    } else {
        drop(process.terminate().await)
    }
    (device, kept)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v03_a_server_starts_on_a_full_disk_and_reads() {
    for kill in [false, true] {
        let place = Place::new(Kind::Sqlite).await.unwrap();
        let Some(disk) = Disk::new(&place).await else { return };
        let (mut device, kept) = begun(&disk, &place, kill).await;
        // `dd` ends badly once there is no room, which is what it is for.
        disk.sh("dd if=/dev/zero of=\"$1\"/filler bs=4k 2>/dev/null; true").await;
        let process = disk.server(&place).await;
        device.address = process.address;
        reads_and_refuses(&device, &kept, 2).await;
        disk.sh("rm \"$1\"/filler").await;
        let log = recovers(process, &device, 2).await;
        assert!(
            log.contains("writes are refused and reads go on") && log.contains("writes are possible again"),
            "{log}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v03_a_server_starts_on_a_read_only_disk_and_reads() {
    for kill in [false, true] {
        let place = Place::new(Kind::Sqlite).await.unwrap();
        let Some(disk) = Disk::new(&place).await else { return };
        let (mut device, kept) = begun(&disk, &place, kill).await;
        disk.sh("mount -o remount,ro \"$1\"").await;
        let process = disk.server(&place).await;
        device.address = process.address;
        reads_and_refuses(&device, &kept, 2).await;
        disk.sh("mount -o remount,rw \"$1\"").await;
        recovers(process, &device, 2).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn v03_nobody_else_may_read_what_is_written() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let mut process = Process::first_start(&place, "error").await;
    let device = Device::pair(process.address, process.code.as_ref().unwrap()).await;
    device.put_bytes(&hash_of(b"mine").0, "mine").await.unwrap();
    let backup = place.folder().join("backup");
    crate::support::process::order(&place, &["backup", backup.to_str().unwrap()]).await;
    process.code = None;
    let mut files = Vec::new();
    super::damage::all_files(place.folder(), &mut files);
    // What the test itself put there is not the program's.
    files.retain(|file| !file.starts_with(place.folder().join("app")));
    assert!(files.len() >= 5, "{files:?}");
    for file in files {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", file.display());
    }
    process.terminate().await;
}
