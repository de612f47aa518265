//! S8: the server is wiped, restored from yesterday, or replaced. No device takes that for deletions, and what was lost can be sent again.

use hindcast_server::backup::{restore, save};
use hindcast_server::store::Store;
use serde_json::json;
use shared::api::error::ErrorCode;
use shared::api::path;
use shared::api::pull::Page;
use shared::api::push::Pushed;
use sqlx::Connection;
use uuid::Uuid;

use crate::support::place::{Kind, Place, QUOTA, on_each_database};
use crate::support::running::{Device, Running};

on_each_database!(
    s08_a_server_restored_from_a_backup_is_another_server_and_takes_what_it_lost,
    s08_a_replaced_server_knows_no_token_of_before,
);

async fn push(device: &Device, number: u64, server_id: Uuid) -> Result<Pushed, ErrorCode> {
    let mutation = json!({"number": number, "kind": "preset", "id": Uuid::from_u128(number.into()), "base": null, "body": {}});
    let push = json!({"device": Uuid::from_u128(1), "acknowledged": 0, "server_id": server_id, "mutations": [mutation]});
    device.post(path::PUSH, &push).await.map_err(|refused| refused.code())
}

async fn s08_a_server_restored_from_a_backup_is_another_server_and_takes_what_it_lost(place: Place) {
    let server = Running::start(&place).await;
    let mut device = server.device("home").await;
    let old_id = device.paired.server_id;
    push(&device, 1, old_id).await.unwrap();
    let backup = place.folder().join("yesterday");
    save(&server.store, &place.blobs(), &backup).await.unwrap();
    push(&device, 2, old_id).await.unwrap();
    let before: Page = device.get("/records?since=0").await.unwrap();
    server.stop().await;
    let other = Place::new(place.kind).await.unwrap();
    restore(&other.store().await, &other.blobs(), &backup).await.unwrap();
    let server = Running::start(&other).await;
    device.address = server.address;
    // Its token is good, its cursor is not; and whatever it sends for the old server is refused as a whole.
    let ahead = device.get::<Page>(&format!("/records?since={}", before.to)).await.unwrap_err();
    assert_eq!(ahead.code(), ErrorCode::CursorAhead);
    let moved = device.get::<Page>(&format!("/records?since=0&server_id={old_id}")).await.unwrap_err();
    assert_eq!(moved.code(), ErrorCode::OtherServer);
    assert_eq!(push(&device, 3, old_id).await.unwrap_err(), ErrorCode::OtherServer);
    // It compares: one record is missing there, so it sends it again.
    let page: Page = device.get("/records?since=0").await.unwrap();
    assert_eq!(page.records.len(), 1);
    let again = push(&device, 2, page.server_id).await.unwrap();
    let (now, was) = (again.results[0].applied.clone().unwrap(), &before.records[1]);
    assert_eq!(now.revision, was.revision, "the same content on the same base is the same version");
    let repaired: Page = device.get("/records?since=0").await.unwrap();
    assert_eq!(repaired.state, before.state, "both agree again");
}

async fn s08_a_replaced_server_knows_no_token_of_before(place: Place) {
    let server = Running::start(&place).await;
    let mut device = server.device("home").await;
    push(&device, 1, device.paired.server_id).await.unwrap();
    server.stop().await;
    let other = Place::new(place.kind).await.unwrap();
    let server = Running::start(&other).await;
    device.address = server.address;
    let stranger = device.get::<Page>("/records?since=0").await.unwrap_err();
    assert_eq!(
        stranger.code(),
        ErrorCode::Unauthorized,
        "an empty server says who are you, not: you have nothing"
    );
    let known = server.device("home").await;
    assert_ne!(known.paired.server_id, device.paired.server_id);
}

/// A database file of yesterday put in the place of today's has the same identity: then it is the cursor that tells.
#[tokio::test]
async fn s08_yesterdays_file_in_the_place_of_todays_is_noticed_by_the_cursor() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let file = place.folder().join("hindcast.db");
    let server = Running::start(&place).await;
    let mut device = server.device("home").await;
    let server_id = device.paired.server_id;
    push(&device, 1, server_id).await.unwrap();
    // Closing the store folds the log into the file, so that it may be copied.
    let store = server.store.clone();
    server.stop().await;
    store.close().await;
    let yesterday = std::fs::read(&file).unwrap();
    let server = Running::start(&place).await;
    device.address = server.address;
    push(&device, 2, server_id).await.unwrap();
    let cursor = device.get::<Page>("/records?since=0").await.unwrap().to;
    let store = server.store.clone();
    server.stop().await;
    store.close().await;
    for ending in ["db-wal", "db-shm"] {
        drop(std::fs::remove_file(file.with_extension(ending)));
    }
    std::fs::write(&file, yesterday).unwrap();
    let store = Store::open(&place.database, QUOTA).await.unwrap();
    let server = Running::over(&place, store, |_| {}).await;
    device.address = server.address;
    let ahead = device.get::<Page>(&format!("/records?since={cursor}")).await.unwrap_err();
    assert_eq!((ahead.status, ahead.code()), (409, ErrorCode::CursorAhead));
}

/// Once others have made more changes than were lost, the cursor says nothing any more, but the epoch does.
#[tokio::test]
async fn s08_yesterdays_file_is_noticed_by_the_epoch_when_more_was_changed_since_than_was_lost() {
    let place = Place::new(Kind::Sqlite).await.unwrap();
    let (file, copy) = (place.folder().join("hindcast.db"), place.folder().join("yesterday.db"));
    let server = Running::start(&place).await;
    let mut device = server.device("home").await;
    let server_id = device.paired.server_id;
    let before_copy = push(&device, 1, server_id).await.unwrap();
    // The copy is taken while the server runs: it knows the epoch.
    let mut connection = sqlx::SqliteConnection::connect(&place.database).await.unwrap();
    sqlx::query("VACUUM INTO ?").bind(copy.to_str()).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let same_epoch = push(&device, 2, server_id).await.unwrap();
    assert_eq!(before_copy.epoch, same_epoch.epoch);
    ended(server).await;
    let server = Running::start(&place).await;
    device.address = server.address;
    let later_epoch = push(&device, 3, server_id).await.unwrap();
    assert_ne!(same_epoch.epoch, later_epoch.epoch);
    ended(server).await;
    for ending in ["db-wal", "db-shm"] {
        drop(std::fs::remove_file(file.with_extension(ending)));
    }
    std::fs::rename(&copy, &file).unwrap();
    let server = Running::start(&place).await;
    device.address = server.address;
    for number in 4..8 {
        push(&device, number, server_id).await.unwrap();
    }
    let pull = async |known: String| {
        let page = device.get::<Page>(&format!("/records?since=1&server_id={server_id}{known}")).await;
        page.map(|page| page.head).map_err(|refused| (refused.status, refused.code()))
    };
    let ahead = (409, ErrorCode::CursorAhead);
    for lost in [same_epoch, later_epoch] {
        let (epoch, seq) = (lost.epoch.unwrap(), lost.head);
        assert_eq!(pull(format!("&epoch={epoch}&seen={seq}")).await, Err(ahead));
        let late = json!({"device": Uuid::from_u128(1), "acknowledged": 0, "server_id": server_id, "mutations": [],
            "seen": {"epoch": epoch, "seq": seq}});
        let refused = device.post::<Pushed>(path::PUSH, &late).await.unwrap_err();
        assert_eq!((refused.status, refused.code()), ahead);
    }
    // Who had heard only of what is still there goes on, and so does a client that knows nothing of epochs.
    let known = format!("&epoch={}&seen={}", before_copy.epoch.unwrap(), before_copy.head);
    assert_eq!(pull(known).await, Ok(5));
    assert_eq!(pull(String::new()).await, Ok(5));
    println!("S8: a file of yesterday, 2 of 2 devices that had heard more were told, 0 others");
}

/// Stops the server and closes the database, so that its file may be replaced.
async fn ended(server: Running) {
    let store = server.store.clone();
    server.stop().await;
    store.close().await;
}
