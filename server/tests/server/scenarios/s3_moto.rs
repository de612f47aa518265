//! Blobs in another S3-compatible server, `moto`: as good as in a folder, also when it is gone for a while, and when it comes back empty.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use shared::api::error::ErrorCode;
use shared::bytes::hash_of;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::sleep;

use super::damage::missing;
use crate::support::place::{Kind, Place};
use crate::support::process::{Process, program};
use crate::support::python::install;
use crate::support::running::{Device, client};
use crate::support::s3;

/// A server with an empty bucket.
async fn moto(program: &Path, address: SocketAddr) -> Child {
    let mut command = Command::new(program);
    command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).spawn().unwrap();
    for _ in 0..600 {
        if TcpStream::connect(address).await.is_ok() {
            break;
        }
        sleep(Duration::from_millis(50)).await;
    }
    let made = client().put(format!("http://{address}/{}", s3::BUCKET)).send().await.unwrap();
    assert!(made.status().is_success(), "{made:?}");
    child
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_a_store_that_goes_away_comes_back_and_comes_back_empty() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let moto_server = match install("moto", "moto_server").await {
        Ok(program) => program,
        Err(error) => return println!("skipped: SKIPPED, moto cannot be had: {error:#}"),
    };
    // A port that was free a moment ago.
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mut bucket = moto(&moto_server, address).await;
    let mut command = program(&place);
    s3::use_it(&mut command, address);
    let mut process = Process::of(command, "error").await;
    let code = process.next_line().await;
    let device = Device::pair(process.address, code.rsplit(' ').next().unwrap()).await;
    let chunks: Vec<Vec<u8>> = (0..3_u8).map(|n| vec![n; 3 << 20]).collect();
    let names: Vec<String> = chunks.iter().map(|chunk| hash_of(chunk).0).collect();
    for (chunk, name) in chunks.iter().zip(&names) {
        device.put_bytes(name, chunk.clone()).await.unwrap();
    }
    let (whole, manifest) = (chunks.concat(), json!({"n_bytes": 9 << 20, "chunks": names}));
    let hash = hash_of(&whole).0;
    device.put_manifest(&hash, &manifest).await.unwrap();
    assert!(device.get_bytes(&hash).await.unwrap() == whole);
    // Gone: an error that says to try again, for reading and for writing; nothing is taken for damaged.
    bucket.kill().await.unwrap();
    let (more, name) = (vec![9; 1 << 20], hash_of(&vec![9; 1 << 20]).0);
    assert_eq!(device.get_bytes(&hash).await.unwrap_err().code(), ErrorCode::Unavailable);
    assert_eq!(device.put_bytes(&name, more.clone()).await.unwrap_err().code(), ErrorCode::Unavailable);
    assert_eq!(missing(&device, &[&hash, &name]).await, std::slice::from_ref(&name));
    // Back, and empty: what was there is asked for, sent again, and whole.
    bucket = moto(&moto_server, address).await;
    device.put_bytes(&name, more.clone()).await.unwrap();
    assert!(device.get_bytes(&name).await.unwrap() == more);
    assert_eq!(device.get_bytes(&hash).await.unwrap_err().code(), ErrorCode::NotFound);
    let asked = device.put_manifest(&hash, &manifest).await.unwrap_err();
    assert_eq!(asked.code(), ErrorCode::ChunksMissing);
    let mut lost: Vec<String> = asked.error.detail.unwrap().missing.into_iter().map(|one| one.0).collect();
    let mut expected = names.clone();
    lost.sort();
    expected.sort();
    assert_eq!(lost, expected);
    for (chunk, name) in chunks.iter().zip(&names) {
        device.put_bytes(name, chunk.clone()).await.unwrap();
    }
    device.put_manifest(&hash, &manifest).await.unwrap();
    assert!(device.get_bytes(&hash).await.unwrap() == whole);
    assert_eq!(
        missing(&device, &[&hash, &names[0], &names[1], &names[2], &name]).await,
        Vec::<String>::new()
    );
    process.terminate().await;
    drop(bucket);
}
