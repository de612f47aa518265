//! V2: no answer leaves before what it acknowledges is on the disk, as seen by the system calls. That pragmas are read back at start is
//! tested in `store::sqlite`.

use serde_json::json;
use shared::api::path;
use shared::api::push::Pushed;
use shared::bytes::hash_of;
use tokio::process::Command;
use uuid::Uuid;

use crate::support::dice::rounds;
use crate::support::place::{Kind, Place};
use crate::support::process::{Process, settings};
use crate::support::running::Device;

#[tokio::test]
async fn v02_no_answer_leaves_before_the_disk_has_what_it_says() {
    if std::process::Command::new("strace").arg("-V").output().is_err() {
        return println!("skipped: SKIPPED, there is no strace");
    }
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let trace = place.folder().join("trace");
    let mut command = Command::new("strace");
    // -D: strace stands aside, and the process that was started is the server.
    command.args([
        "-D",
        "-f",
        "-qq",
        "-s",
        "4000",
        "-e",
        "trace=fsync,fdatasync,write,writev,sendto,sendmsg",
    ]);
    command.arg("-o").arg(&trace).arg(env!("CARGO_BIN_EXE_hindcast-server"));
    settings(&mut command, &place);
    let mut process = Process::of(command, "warn").await;
    let code = process.next_line().await;
    let device = Device::pair(process.address, code.rsplit(' ').next().unwrap()).await;
    let n = rounds(40);
    for number in 1..=n {
        let bytes = number.to_string();
        let hash = hash_of(bytes.as_bytes()).0;
        device.put_bytes(&hash, bytes).await.unwrap();
        let mutation = json!({"number": number, "kind": "preset", "id": Uuid::now_v7(), "base": null, "blobs": [hash], "body": {}});
        let push = json!({"device": Uuid::from_u128(1), "acknowledged": 0, "server_id": null, "mutations": [mutation]});
        device.post::<Pushed>(path::PUSH, &push).await.unwrap();
    }
    process.terminate().await;
    let trace = std::fs::read_to_string(trace).unwrap();
    let (mut n_synced, mut n_syncs, mut n_pushes, mut n_puts) = (0, 0, 0, 0);
    let mut early = Vec::new();
    for line in trace.lines() {
        if (line.contains("fsync") || line.contains("fdatasync")) && line.trim_end().ends_with("= 0") {
            (n_synced, n_syncs) = (n_synced + 1, n_syncs + 1);
        } else if line.contains("HTTP/1.1 ") {
            // A push is one commit; bytes are in a file of their own first.
            let (is_push, is_put) = (line.contains("applied"), line.contains("HTTP/1.1 204"));
            n_pushes += u64::from(is_push);
            n_puts += u64::from(is_put);
            let needed = u32::from(is_push) + 2 * u32::from(is_put);
            if n_synced < needed {
                early.push(line);
            }
            n_synced = 0;
        }
    }
    assert_eq!((n_pushes, n_puts), (n, n), "every answer is seen");
    assert!(early.is_empty(), "{} answers left early: {early:#?}", early.len());
    println!("{n_pushes} pushes and {n_puts} uploads, {n_syncs} syncs, 0 answers before theirs");
}
