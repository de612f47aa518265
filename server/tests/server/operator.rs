//! The operator's commands, given to the program itself.

use serde_json::json;
use shared::api::path;
use shared::api::push::Pushed;
use shared::api::workspace::Workspace;
use uuid::Uuid;

use crate::support::place::{Kind, Place, on_each_database};
use crate::support::process::{Process, order, refuse};
use crate::support::running::Device;

on_each_database!(
    a_pairing_code_is_printed_while_the_server_runs_and_lets_one_device_in,
    a_restored_server_starts_without_a_new_code_and_knows_its_devices,
    what_would_overwrite_something_is_refused_in_words,
);

/// A code for a workspace.
async fn code(place: &Place, args: &[&str]) -> String {
    let said = order(place, &[&["pairing-code"], args].concat()).await;
    said.trim().rsplit(' ').next().unwrap().to_owned()
}

async fn a_pairing_code_is_printed_while_the_server_runs_and_lets_one_device_in(place: Place) {
    let process = Process::first_start(&place, "warn").await;
    let first = Device::pair(process.address, process.code.as_ref().unwrap()).await;
    let second = Device::pair(process.address, &code(&place, &[]).await).await;
    let (one, two) = (stands(&first).await, stands(&second).await);
    assert_eq!((one.name.as_str(), one.id), ("default", two.id));
    let other = code(&place, &["--workspace", "Team"]).await;
    let third = Device::pair(process.address, &other).await;
    let three = stands(&third).await;
    assert_eq!(three.name, "Team");
    assert_ne!(three.id, one.id);
    let body = json!({"code": other, "name": "Again"});
    let used = third.request(reqwest::Method::POST, path::PAIRINGS).json(&body).send().await.unwrap();
    assert_eq!(used.status(), 403, "a code is good for one device");
    process.terminate().await;
}

async fn stands(device: &Device) -> Workspace {
    device.get(path::WORKSPACE).await.unwrap()
}

async fn a_restored_server_starts_without_a_new_code_and_knows_its_devices(place: Place) {
    let process = Process::first_start(&place, "warn").await;
    let mut device = Device::pair(process.address, process.code.as_ref().unwrap()).await;
    let mutation = json!({"number": 1, "kind": "preset", "id": Uuid::from_u128(1), "base": null, "body": {}});
    let push =
        json!({"device": Uuid::from_u128(1), "acknowledged": 0, "server_id": null, "mutations": [mutation]});
    device.post::<Pushed>(path::PUSH, &push).await.unwrap();
    let before = stands(&device).await;
    let folder = place.folder().join("backup");
    let folder = folder.to_str().unwrap();
    let said = order(&place, &["backup", folder]).await;
    assert!(said.contains(" rows and 0 blobs"), "{said}");
    process.terminate().await;
    let other = Place::new(place.kind).await.unwrap();
    let said = order(&other, &["restore", folder]).await;
    assert!(said.starts_with("restored "), "{said}");
    let wal = format!("{}-wal", other.database.trim_start_matches("sqlite:"));
    assert!(!std::path::Path::new(&wal).exists(), "what was restored is in the file itself");
    let process = Process::start(&other).await;
    device.address = process.address;
    let after = stands(&device).await;
    assert_eq!((after.id, after.head, after.state), (before.id, before.head, before.state));
    assert_ne!(after.server_id, before.server_id, "devices must notice");
    process.terminate().await;
}

async fn what_would_overwrite_something_is_refused_in_words(place: Place) {
    let process = Process::first_start(&place, "warn").await;
    let folder = place.folder().join("backup");
    let folder = folder.to_str().unwrap();
    order(&place, &["backup", folder]).await;
    let said = refuse(&place, &["backup", folder]).await;
    assert!(said.contains("exists: name a new folder"), "{said}");
    let said = refuse(&place, &["restore", folder]).await;
    assert!(said.contains("empty"), "{said}");
    let said = refuse(&place, &["restore", "nothing-here"]).await;
    assert!(said.contains("nothing-here"), "{said}");
    process.terminate().await;
    if place.kind == Kind::Postgres {
        assert!(!said.contains("postgres://"), "the address may hold a password: {said}");
    }
}
