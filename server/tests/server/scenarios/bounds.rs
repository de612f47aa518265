//! What somebody may cost who means harm: bytes of the disk, of the memory, and time. With a token, and without.

use std::time::Duration;

use hindcast_server::housekeeping::{LEFTOVER_GRACE_MS, sweep};
use hindcast_server::secret::Code;
use hindcast_server::store::{MAX_PROFILES, PROFILE, Store};
use serde_json::{Value, json};
use shared::api::device::PairingCode;
use shared::api::error::ErrorCode;
use shared::api::path;
use shared::api::push::{Pushed, Refusal};
use shared::api::workspace::Workspace;
use shared::bytes::hash_of;
use shared::id::DeviceId;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use crate::support::dice::rounds;
use crate::support::make::{applied, delete, id, is_stale, push_as, refusal, write};
use crate::support::place::{Kind, Place, on_each_database, workspace};
use crate::support::running::{Device, Running};

on_each_database!(
    a_letter_that_no_database_takes_is_refused_wherever_it_stands,
    kinds_of_a_megabyte_under_fresh_device_ids_fill_nothing,
    answers_and_profiles_are_charged_and_there_is_an_end_to_them,
    a_short_manifest_does_not_make_the_server_read_gigabytes,
    what_killed_uploads_leave_behind_is_charged_until_it_is_removed,
    an_address_that_has_had_its_tries_cannot_use_up_those_of_a_code,
    of_many_codes_the_newest_are_good,
);

fn pushed(device: Uuid, mutations: Value) -> Value {
    json!({"device": device, "acknowledged": 0, "server_id": null, "mutations": mutations})
}

async fn a_letter_that_no_database_takes_is_refused_wherever_it_stands(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let good = json!({"number": 1, "kind": "preset", "id": id(1), "base": null, "blobs": [], "body": {}});
    for (field, value) in [
        ("kind", json!("pre\0set")),
        ("kind", json!("\0")),
        ("kind", json!("k".repeat(33))),
        ("base", json!("\0")),
        ("base", json!("f".repeat(33))),
        ("blobs", json!(["\0"])),
        ("id", json!("\0")),
        ("number", json!(u64::MAX)),
    ] {
        let mut mutation = good.clone();
        mutation[field] = value;
        let answer: Pushed = device.post(path::PUSH, &pushed(id(1), json!([mutation]))).await.unwrap();
        assert_eq!(refusal(&answer.results[0]), Refusal::Malformed, "{field}");
    }
    for name in ["\0", "a\0b"] {
        let refused =
            device.post::<Value>(path::PAIRINGS, &json!({"code": name, "name": "x"})).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::PairingRefused, "{name:?}");
        let body = json!({"name": name});
        let own = format!("/devices/{}", device.paired.device.id);
        let answer = device.request(reqwest::Method::PATCH, &own).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), 422, "{name:?}");
    }
    // A letter in a body is the body's own business.
    let body = json!({"number": 1, "kind": "preset", "id": id(1), "base": null, "body": {"n": "\0"}});
    let answer: Pushed = device.post(path::PUSH, &pushed(id(1), json!([body]))).await.unwrap();
    assert!(answer.results[0].applied.is_some());
}

async fn kinds_of_a_megabyte_under_fresh_device_ids_fill_nothing(place: Place) {
    const QUOTA: u64 = 8 << 20;
    let server = Running::over(&place, place.store_with(QUOTA).await, |_| {}).await;
    let device = server.device("home").await;
    let (kind, n) = ("k".repeat(900_000), rounds(40));
    for round in 0..n {
        let mutation = json!({"number": 1, "kind": kind, "id": id(1), "base": null, "body": {}});
        let answer: Pushed =
            device.post(path::PUSH, &pushed(Uuid::now_v7(), json!([mutation]))).await.unwrap();
        let told = answer.results[0].rejected.clone().unwrap();
        assert_eq!(told.reason, Refusal::Malformed, "round {round}");
        assert!(told.message.len() < 1_000);
    }
    let used = device.get::<Workspace>(path::WORKSPACE).await.unwrap().used_bytes;
    let on_disk = size(&place).await;
    // Each of the devices that were made up is a profile, up to the end of those.
    let profiles = n.min(MAX_PROFILES) * PROFILE;
    assert!(used < profiles + 10_000 && on_disk < 14 << 20, "{used} charged, {on_disk} on the disk");
    println!("{n} kinds of {} bytes: {used} bytes charged, {on_disk} on the disk", kind.len());
}

/// What the database takes on the disk.
async fn size(place: &Place) -> u64 {
    match place.kind {
        Kind::Sqlite => ["", "-wal"]
            .iter()
            .filter_map(|end| std::fs::metadata(place.folder().join(format!("hindcast.db{end}"))).ok())
            .map(|meta| meta.len())
            .sum(),
        Kind::Postgres => {
            use sqlx::{Connection, Executor, Row};
            let mut connection = sqlx::PgConnection::connect(&place.database).await.unwrap();
            let row = connection.fetch_one("SELECT pg_database_size(current_database())").await.unwrap();
            u64::try_from(row.get::<i64, _>(0)).unwrap()
        }
    }
}

async fn answers_and_profiles_are_charged_and_there_is_an_end_to_them(place: Place) {
    const QUOTA: u64 = 400_000;
    let store = place.store_with(QUOTA).await;
    let home = workspace(&store, "home").await;
    let first = applied(&store, home, write(1, 1, None, "{}")).await;
    // Changes on a base that nobody has, each answered and remembered, never acknowledged, until nothing more is remembered.
    let stale = |number| crate::support::make::delete(number, 7, &first);
    let mut before = 0;
    for round in 0..4_u64 {
        let batch: Vec<_> = (0..400).map(|n| stale(2 + round * 400 + n)).collect();
        let answers = push_as(&store, home, DeviceId(id(5)), 0, &batch).await.unwrap();
        assert!(answers.results.iter().all(is_stale));
        before = used(&store, home).await;
    }
    assert!(before <= QUOTA && before > QUOTA - 1_000, "{before}");
    let full = push_as(&store, home, DeviceId(id(6)), 0, &[write(1, 2, None, "{}")]).await.unwrap();
    assert_eq!(refusal(&full.results[0]), Refusal::QuotaExceeded, "a new profile in a full workspace");
    // Deleting is possible in a full workspace, also for a profile that there is no room for, and twice is as good as once.
    for _ in 0..2 {
        let deleted = push_as(&store, home, DeviceId(id(6)), 0, &[delete(2, 1, &first)]).await.unwrap();
        assert!(deleted.results[0].applied.is_some(), "{deleted:?}");
    }
    assert!(used(&store, home).await <= QUOTA);
    // What is acknowledged is free again.
    push_as(&store, home, DeviceId(id(5)), 10_000, &[]).await.unwrap();
    let freed = before - used(&store, home).await;
    assert!(freed > 350_000, "{freed}");
    let n = MAX_PROFILES + 50;
    for profile in 0..n {
        push_as(&store, home, DeviceId(id(1_000 + u128::from(profile))), 0, &[]).await.unwrap();
    }
    let used = used(&store, home).await;
    assert!(used <= QUOTA.min(MAX_PROFILES * 256 + 2_000), "{used}");
    println!("1600 answers and {n} profiles: at most {before} of {QUOTA} bytes, {used} at the end");
}

async fn used(store: &Store, home: Uuid) -> u64 {
    store.workspace(home).await.unwrap().unwrap().used_bytes
}

async fn a_short_manifest_does_not_make_the_server_read_gigabytes(place: Place) {
    let server =
        Running::over(&place, place.store_with(1 << 30).await, |settings| settings.limits.work = (1.0, 40.0))
            .await;
    let device = server.device("home").await;
    let chunk = vec![7_u8; 4 << 20];
    let name = hash_of(&chunk).0;
    device.put_bytes(&name, chunk).await.unwrap();
    let lie = "0".repeat(64);
    let began = Instant::now();
    let manifest = |n: usize| json!({"n_bytes": n * (4 << 20), "chunks": vec![name.clone(); n]});
    // 2 GiB are more than the workspace may hold; 256 MiB are more than a device may have read at once.
    let beyond = device.put_manifest(&lie, &manifest(512)).await.unwrap_err();
    assert_eq!(beyond.code(), ErrorCode::QuotaExceeded);
    let much = device.put_manifest(&lie, &manifest(64)).await.unwrap_err();
    assert_eq!(much.code(), ErrorCode::RateLimited);
    assert!(much.error.detail.unwrap().retry_after_s.unwrap() > 100);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let wrong = device.put_manifest(&lie, &manifest(2)).await.unwrap_err();
    assert_eq!(wrong.code(), ErrorCode::HashMismatch, "what it may have read is read");
    println!("2 GiB by one list: refused in {:?}", began.elapsed());
}

async fn what_killed_uploads_leave_behind_is_charged_until_it_is_removed(place: Place) {
    const QUOTA: u64 = 1 << 20;
    let server = Running::over(&place, place.store_with(QUOTA).await, |_| {}).await;
    let device = server.device("home").await;
    let home = workspace(&server.store, "home").await;
    let used = async || device.get::<Workspace>(path::WORKSPACE).await.unwrap().used_bytes;
    let before = used().await;
    let folder = place.blob_folder().join(home.to_string()).join("ab");
    std::fs::create_dir_all(&folder).unwrap();
    let left = folder.join(format!("{}-{}#1", "ab".repeat(32), Uuid::now_v7()));
    std::fs::write(&left, vec![0; QUOTA as usize]).unwrap();
    let now = hindcast_server::clock::now_ms();
    sweep(&server.store, &place.blobs(), now).await.unwrap();
    assert_eq!(used().await, before + QUOTA);
    let name = hash_of(b"more").0;
    let full = device.put_bytes(&name, "more").await.unwrap_err();
    assert_eq!(full.code(), ErrorCode::QuotaExceeded);
    let new = json!({"number": 1, "kind": "preset", "id": id(1), "base": null, "body": {}});
    let answer: Pushed = device.post(path::PUSH, &pushed(id(1), json!([new]))).await.unwrap();
    assert_eq!(refusal(&answer.results[0]), Refusal::QuotaExceeded);
    // Another workspace does not pay for it.
    let other = server.device("other").await;
    other.put_bytes(&name, "more").await.unwrap();
    let swept = sweep(&server.store, &place.blobs(), now + LEFTOVER_GRACE_MS + 60_000).await.unwrap();
    assert_eq!((swept.n_leftovers, used().await), (1, before));
    device.put_bytes(&name, "more").await.unwrap();
}

async fn an_address_that_has_had_its_tries_cannot_use_up_those_of_a_code(place: Place) {
    let server = Running::with(&place, |settings| settings.limits.failures = (0.01, 3.0)).await;
    let device = server.device("home").await;
    let code: PairingCode = device.post(path::PAIRING_CODES, &json!({})).await.unwrap();
    let wrong = format!("{}-0000-0000-0000", &code.code[..4]);
    let mut statuses = Vec::new();
    for _ in 0..20 {
        let refused = device.post::<Value>(path::PAIRINGS, &json!({"code": wrong, "name": "x"})).await;
        statuses.push(refused.unwrap_err().status);
    }
    assert_eq!((statuses[0], statuses[2], statuses[3], statuses[19]), (403, 403, 429, 429), "{statuses:?}");
    // Somebody else, from another address, comes in with the code.
    let code: Code = code.code.parse().unwrap();
    let token = hindcast_server::secret::Token::new().unwrap();
    server.store.pair(&code, "Phone", &token, hindcast_server::clock::now_ms()).await.unwrap();
}

async fn of_many_codes_the_newest_are_good(place: Place) {
    let store = place.store().await;
    let home = workspace(&store, "home").await;
    let mut codes = Vec::new();
    for n in 0..60 {
        let code = Code::new().unwrap();
        store.add_code(home, &code, n).await.unwrap();
        codes.push(code);
    }
    let token = || hindcast_server::secret::Token::new().unwrap();
    assert!(store.pair(&codes[0], "x", &token(), 60).await.is_err());
    assert!(store.pair(&codes[39], "x", &token(), 60).await.is_err());
    for code in &codes[40..] {
        store.pair(code, "x", &token(), 60).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_for_a_client_that_has_gone_is_cut() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    // Two in turn, so that each has to be read.
    let mut names = Vec::new();
    for n in 0..2_u8 {
        let chunk = vec![n; 4 << 20];
        names.push(hash_of(&chunk).0);
        device.put_bytes(&names[usize::from(n)], chunk).await.unwrap();
    }
    let list: Vec<&String> = (0..200).map(|n| &names[n % 2]).collect();
    let body = json!({"n_bytes": 200 * (4 << 20), "chunks": list}).to_string();
    let head = format!(
        "PUT /api/v1/blobs/{} HTTP/1.1\r\nhost: localhost\r\nhindcast-protocol: 1\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        "0".repeat(64),
        device.paired.token,
        body.len()
    );
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    sleep(Duration::from_millis(300)).await;
    drop(stream);
    // One manifest is checked at a time: this one waits for the one that nobody waits for.
    let began = Instant::now();
    let small = json!({"n_bytes": 4 << 20, "chunks": [names[0]]});
    let lie = device.put_manifest(&"1".repeat(64), &small).await.unwrap_err();
    assert_eq!(lie.code(), ErrorCode::HashMismatch);
    let waited = began.elapsed();
    assert!(waited < Duration::from_secs(4), "it took {waited:?}");
    println!("800 MiB to be hashed for nobody: cut within {waited:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_device_cannot_hold_the_bodies_of_all() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::with(&place, |settings| settings.limits.device_bodies = (3 << 20, 1 << 20)).await;
    let (greedy, other) = (server.device("home").await, server.device("home").await);
    let head = |device: &Device| {
        format!(
            "POST /api/v1/records/push HTTP/1.1\r\nhost: localhost\r\nhindcast-protocol: 1\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: 1000000\r\n\r\n",
            device.paired.token
        )
    };
    let mut held = Vec::new();
    for _ in 0..4 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head(&greedy).as_bytes()).await.unwrap();
        drop(stream.write_all(&vec![b' '; 400_000]).await);
        held.push(stream);
    }
    sleep(Duration::from_millis(200)).await;
    let big = "x".repeat(300_000);
    let push = json!({"device": id(1), "acknowledged": 0, "server_id": null, "mutations": [], "more": big});
    let refused = greedy.post::<Pushed>(path::PUSH, &push).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Unavailable);
    other.post::<Pushed>(path::PUSH, &push).await.unwrap();
    drop(held);
    sleep(Duration::from_millis(200)).await;
    greedy.post::<Pushed>(path::PUSH, &push).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_of_one_address_have_a_limit() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let server = Running::with(&place, |settings| settings.limits.max_connections_each = 5).await;
    let mut open = Vec::new();
    for _ in 0..5 {
        open.push(TcpStream::connect(server.address).await.unwrap());
    }
    sleep(Duration::from_millis(100)).await;
    let (answer, _) = crate::support::raw::get(server.address, "/api/v1/health", "").await;
    assert_eq!(answer, "", "the sixth is closed without an answer");
    open.clear();
    sleep(Duration::from_millis(200)).await;
    let (answer, _) = crate::support::raw::get(server.address, "/api/v1/health", "").await;
    assert!(answer.starts_with("http/1.1 200"), "{answer}");
}
