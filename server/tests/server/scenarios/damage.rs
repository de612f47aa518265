//! Bytes that the disk has altered or lost: found when they are read, never served, asked for, and replaced by the next upload.
//! And backups of such a store, and two backups at once.

use hindcast_server::backup::{restore, save};
use hindcast_server::blobs::BlobError;
use rand::RngExt;
use reqwest::Method;
use serde_json::json;
use shared::api::blob::{Missing, ToSend};
use shared::api::error::ErrorCode;
use shared::api::path;
use shared::bytes::hash_of;
use shared::id::BlobHash;
use tokio::join;

use crate::contract::dump::furnish;
use crate::support::dice::{dice, rounds};
use crate::support::place::{Place, on_each_database, workspace};
use crate::support::process::{order, refuse};
use crate::support::running::{Device, Running};

on_each_database!(
    altered_bytes_are_never_served_and_the_next_upload_replaces_them,
    a_damaged_chunk_is_asked_for_by_its_manifest,
    two_backups_whose_names_differ_after_the_last_dot_are_both_whole,
    one_damaged_blob_does_not_prevent_a_backup_of_the_rest,
    a_backup_of_a_damaged_store_ends_with_an_error_status,
);

pub(super) async fn missing(device: &Device, hashes: &[&str]) -> Vec<String> {
    let asked = Missing { hashes: hashes.iter().map(|hash| BlobHash((*hash).to_owned())).collect() };
    let asked = serde_json::to_value(&asked).unwrap();
    let answer: ToSend = device.post(path::MISSING, &asked).await.unwrap();
    answer.missing.into_iter().map(|hash| hash.0).collect()
}

/// The file of a blob that is bytes.
async fn file_of(place: &Place, server: &Running, hash: &str) -> std::path::PathBuf {
    let home = workspace(&server.store, "home").await;
    let blob = server.store.blob(home, &BlobHash(hash.to_owned())).await.unwrap().unwrap();
    place.blob_folder().join(&blob.parts[0].location)
}

async fn altered_bytes_are_never_served_and_the_next_upload_replaces_them(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let mut dice = dice("damage");
    let bytes: Vec<u8> = (0..4_096).map(|_| dice.random()).collect();
    let hash = hash_of(&bytes).0;
    device.put_bytes(&hash, bytes.clone()).await.unwrap();
    let n_rounds = rounds(30);
    for round in 0..n_rounds {
        assert_eq!(missing(&device, &[&hash]).await, Vec::<String>::new(), "round {round}");
        let file = file_of(&place, &server, &hash).await;
        match round % 3 {
            0 => std::fs::remove_file(&file).unwrap(),
            1 => std::fs::write(&file, &bytes[..dice.random_range(0..bytes.len())]).unwrap(),
            _ => {
                let mut altered = bytes.clone();
                altered[dice.random_range(0..bytes.len())] ^= 1 << dice.random_range(0..8);
                std::fs::write(&file, altered).unwrap();
            }
        }
        assert_eq!(device.get_bytes(&hash).await.unwrap_err().code(), ErrorCode::NotFound, "round {round}");
        assert_eq!(missing(&device, &[&hash]).await, vec![hash.clone()], "round {round}: it is asked for");
        device.put_bytes(&hash, bytes.clone()).await.unwrap();
        assert_eq!(device.get_bytes(&hash).await.unwrap(), bytes, "round {round}");
    }
    // Also without a reader in between, who would have noticed.
    std::fs::write(file_of(&place, &server, &hash).await, "other").unwrap();
    device.put_bytes(&hash, bytes.clone()).await.unwrap();
    assert_eq!(device.get_bytes(&hash).await.unwrap(), bytes);
    println!("{n_rounds} places altered, 0 altered bytes served, {n_rounds} replaced");
}

async fn a_damaged_chunk_is_asked_for_by_its_manifest(place: Place) {
    let server = Running::start(&place).await;
    let device = server.device("home").await;
    let (first, second) = (hash_of(b"first ").0, hash_of(b"second").0);
    let whole = hash_of(b"first second").0;
    device.put_bytes(&first, "first ").await.unwrap();
    device.put_bytes(&second, "second").await.unwrap();
    let manifest = json!({"n_bytes": 12, "chunks": [first, second]});
    device.put_manifest(&whole, &manifest).await.unwrap();
    std::fs::write(file_of(&place, &server, &second).await, "sEcond").unwrap();
    // The first chunk is on its way when the second is found: the answer is cut off, and never holds a wrong byte.
    // Whether its head still goes out is up to the connection.
    let request = device.request(Method::GET, &format!("/blobs/{whole}"));
    let answer = async { request.send().await?.bytes().await };
    assert!(answer.await.is_err());
    let asked = missing(&device, &[&first, &second, &whole]).await;
    assert_eq!(asked, [second.clone(), whole.clone()]);
    let refused = device.put_manifest(&whole, &manifest).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ChunksMissing);
    device.put_bytes(&second, "second").await.unwrap();
    device.put_manifest(&whole, &manifest).await.unwrap();
    assert_eq!(device.get_bytes(&whole).await.unwrap(), b"first second");
    assert_eq!(missing(&device, &[&first, &second, &whole]).await, Vec::<String>::new());
}

async fn two_backups_whose_names_differ_after_the_last_dot_are_both_whole(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    furnish(&store, &blobs, hindcast_server::secret::Token::new().unwrap()).await;
    let n_pairs = rounds(4);
    for pair in 0..n_pairs {
        let names = ["monday", "tuesday"].map(|day| place.folder().join(format!("backup-{pair}.{day}")));
        let (monday, tuesday) = join!(save(&store, &blobs, &names[0]), save(&store, &blobs, &names[1]));
        assert_eq!(monday.unwrap(), tuesday.unwrap());
        for folder in &names {
            let other = Place::new(place.kind).await.unwrap();
            restore(&other.store().await, &other.blobs(), folder).await.unwrap();
        }
    }
    // Of two of one name, one wins, and the other says so.
    let same = place.folder().join("backup");
    let (a, b) = join!(save(&store, &blobs, &same), save(&store, &blobs, &same));
    assert_eq!([a.is_ok(), b.is_ok()].into_iter().filter(|ok| *ok).count(), 1);
    let left = std::fs::read_dir(place.folder()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(
        !left.into_iter().any(|name| name.to_string_lossy().ends_with(".unfinished")),
        "nothing is left over"
    );
    println!("{n_pairs} pairs at once, 0 that cannot be restored");
}

async fn one_damaged_blob_does_not_prevent_a_backup_of_the_rest(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    let home = furnish(&store, &blobs, hindcast_server::secret::Token::new().unwrap()).await;
    let (good, chunk) = (hash_of(b"good"), hash_of(b"chunk"));
    let location = hindcast_server::blobs::Blobs::new_location(home, &good);
    blobs.write(&location, "good".into()).await.unwrap();
    store.add_blob(home, &good, 4, &location, 9).await.unwrap();
    let damaged = store.blob(home, &chunk).await.unwrap().unwrap().parts.remove(0).location;
    std::fs::write(place.blob_folder().join(damaged), "chunK").unwrap();
    let folder = place.folder().join("backup");
    let saved = save(&store, &blobs, &folder).await.unwrap();
    assert_eq!(
        (saved.counted.n_blobs, saved.damaged.into_iter().collect::<Vec<_>>()),
        (1, vec![(home, chunk.clone())])
    );
    let other = Place::new(place.kind).await.unwrap();
    let (target, bytes) = (other.store().await, other.blobs());
    restore(&target, &bytes, &folder).await.unwrap();
    let part = async |hash: BlobHash| target.blob(home, &hash).await.unwrap().unwrap().parts.remove(0);
    assert_eq!(&bytes.bytes(&part(good).await).await.unwrap()[..], b"good");
    assert!(matches!(bytes.bytes(&part(chunk).await).await, Err(BlobError::Damaged { .. })));
}

async fn a_backup_of_a_damaged_store_ends_with_an_error_status(place: Place) {
    let (store, blobs) = (place.store().await, place.blobs());
    furnish(&store, &blobs, hindcast_server::secret::Token::new().unwrap()).await;
    let folder = |name: &str| place.folder().join(name).to_str().unwrap().to_owned();
    order(&place, &["backup", &folder("before")]).await;
    let mut files = Vec::new();
    all_files(&place.blob_folder(), &mut files);
    std::fs::write(&files[0], "chunK").unwrap();
    let said = refuse(&place, &["backup", &folder("after")]).await;
    assert!(said.contains("damaged"), "{said}");
    let other = Place::new(place.kind).await.unwrap();
    restore(&other.store().await, &other.blobs(), folder("after").as_ref()).await.unwrap();
}

pub(super) fn all_files(folder: &std::path::Path, into: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all_files(&path, into) } else { into.push(path) }
    }
}
