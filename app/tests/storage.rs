//! The browser's storage, in a browser.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "clippy does not recognise these functions as tests")]

use std::cell::Cell;
use std::rc::Rc;

use app::storage::opfs::{BARS, Opfs, digest, names};
use app::storage::records::Records;
use app::storage::{StorageError, place};
use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use js_sys::{JSON, Uint8Array};
use shared::api::record::JOB;
use shared::fixture::job;
use shared::id::DeviceId;
use shared::job::{JobRecord, JobState};
use shared::store::{Found, JobStore};
use shared::sync::rows::Key;
use shared::sync::task::{Blobs, Outcome, Task};
use shared::trials::DeviceTrials;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{FileSystemGetFileOptions, FileSystemWritableFileStream};

wasm_bindgen_test_configure!(run_in_browser);

/// A name that no other test and no earlier run has used.
fn fresh() -> String {
    place::database(&format!("/test-{}/", uuid::Uuid::now_v7()))
}

async fn empty() -> Records {
    Records::open(&fresh(), || {}).await.expect("the database opens")
}

shared::job_store_conformance!(browser, empty());

async fn put_raw(name: &str, key: &str, value: &JsValue) {
    put_into(name, "jobs", key, value).await;
}

async fn put_into(name: &str, store: &str, key: &str, value: &JsValue) {
    let database: Database = Factory::new().unwrap().open(name, None).unwrap().await.unwrap();
    let transaction = database.transaction(&[store], TransactionMode::ReadWrite).unwrap();
    transaction.object_store(store).unwrap().put(value, Some(&key.into())).unwrap().await.unwrap();
    transaction.await.unwrap();
    database.close();
}

#[wasm_bindgen_test]
async fn j10_one_bad_record_is_one_unreadable_row() {
    let name = fresh();
    let records = Records::open(&name, || {}).await.unwrap();
    let good = job(1);
    records.insert(&good).await.unwrap();
    let mut mutants = Vec::new();
    let golden = serde_json::to_value(&good).unwrap();
    for field in ["id", "spec", "state", "attempt", "owner", "history"] {
        let mut mutant = golden.clone();
        mutant.as_object_mut().unwrap().remove(field);
        mutants.push(mutant);
    }
    for (field, value) in
        [("state", "\"paused\""), ("summary", "{\"return\":null}"), ("attempt", "-1"), ("spec", "[]")]
    {
        let mut mutant = golden.clone();
        mutant[field] = serde_json::from_str(value).unwrap();
        mutants.push(mutant);
    }
    mutants.push(serde_json::json!([]));
    mutants.push(serde_json::json!("a job"));
    for (i, mutant) in mutants.iter().enumerate() {
        put_raw(&name, &format!("mutant-{i:02}"), &JSON::parse(&mutant.to_string()).unwrap()).await;
    }
    let all = records.all().await.unwrap();
    assert_eq!(all.len(), mutants.len() + 1);
    let mut n_unreadable = 0;
    for found in &all {
        match found {
            Found::Record(record) => assert_eq!(*record, good),
            Found::Unreadable { key, reason, raw } => {
                assert!(
                    key.starts_with("mutant-") && !reason.is_empty() && !raw.is_empty(),
                    "{key} {reason}"
                );
                n_unreadable += 1;
            }
        }
    }
    assert_eq!(n_unreadable, mutants.len());
}

#[wasm_bindgen_test]
async fn a_field_of_a_newer_version_survives_a_change() {
    let name = fresh();
    let records = Records::open(&name, || {}).await.unwrap();
    let job = job(1);
    let mut newer = serde_json::to_value(&job).unwrap();
    newer["colour"] = "blue".into();
    put_raw(&name, &job.id.to_string(), &JSON::parse(&newer.to_string()).unwrap()).await;
    records.edit(job.id, |job| job.starred = true).await.unwrap();
    let edited = records.get(job.id).await.unwrap().unwrap();
    assert!(edited.starred);
    assert_eq!(edited.unknown["colour"], "blue");
}

#[wasm_bindgen_test]
async fn two_tabs_that_claim_at_once_are_told_apart() {
    use shared::change::Change;
    use shared::fixture::owner;
    let name = fresh();
    let (one, two) = (Records::open(&name, || {}).await.unwrap(), Records::open(&name, || {}).await.unwrap());
    for n in 1..=50 {
        let job = job(n);
        one.insert(&job).await.unwrap();
        let (by_one, by_two) = (Change::Claim { by: owner(1) }, Change::Claim { by: owner(2) });
        let (first, second) = futures::join!(
            one.change(job.id, job.expected(), &by_one, 0),
            two.change(job.id, job.expected(), &by_two, 0)
        );
        assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1, "round {n}");
    }
}

#[wasm_bindgen_test]
async fn an_older_tab_gives_way_to_a_newer_version() {
    let name = fresh();
    let told = Rc::new(Cell::new(false));
    let flag = Rc::clone(&told);
    let records = Records::open(&name, move || flag.set(true)).await.unwrap();
    let newer = Factory::new().unwrap().open(&name, Some(99)).unwrap().await.unwrap();
    assert!(told.get());
    assert_eq!(records.insert(&job(1)).await, Err(StorageError::Superseded));
    newer.close();
}

#[wasm_bindgen_test]
async fn an_older_version_says_that_the_data_are_newer() {
    let name = fresh();
    Factory::new().unwrap().open(&name, Some(99)).unwrap().await.unwrap().close();
    let refused = Records::open(&name, || {}).await.err().unwrap();
    assert!(matches!(refused, StorageError::Newer(_)), "{refused:?}");
    assert!(refused.to_string().contains("newer version of Hindcast"), "{refused}");
}

#[wasm_bindgen_test]
async fn an_unreadable_entry_of_sync_stops_nothing_and_is_set_aside() {
    let name = fresh();
    let records = Records::open(&name, || {}).await.unwrap();
    let (spoilt, sound) = (job(1), tried(2));
    records.insert(&spoilt).await.unwrap();
    records.insert(&sound).await.unwrap();
    let key = Key::new(JOB, spoilt.id.0);
    let hash = &sound.spec.run().dataset.hash;
    put_into(&name, "outbox", &key.to_string(), &"no json".into()).await;
    put_into(&name, "sync", "standing", &"{\"cursor\":".into()).await;
    put_into(&name, "sync", &format!("held/{key}"), &"[1,2]".into()).await;
    put_into(&name, "tries", &format!("job/{hash}/{}", spoilt.id), &"x".into()).await;

    let (device, server_id) = (DeviceId(uuid::Uuid::now_v7()), uuid::Uuid::now_v7());
    assert_eq!(records.standing().await.unwrap(), None);
    assert!(records.waiting().await.unwrap().contains_key(&key), "what waits is not forgotten");
    assert_eq!(records.rows_to_send().await.unwrap().len(), 2);
    assert_eq!(records.trials(hash).await.unwrap().total(), 1);
    records.publish_trials(device).await.unwrap();
    records.exchange(&Task::Enroll { server_id }, device, 5).await.unwrap();
    let frozen = records.exchange(&Task::Freeze { blobs: Blobs::default() }, device, 5).await.unwrap();
    let Outcome::Frozen(push) = frozen.outcome else { panic!("{:?}", frozen.outcome) };
    let sent: Vec<_> = push.mutations.iter().map(|mutation| mutation.id).collect();
    assert!(sent.contains(&spoilt.id.0) && sent.contains(&sound.id.0), "{sent:?}");

    let aside = records.set_aside().await.unwrap();
    let found: Vec<_> = aside.iter().map(|entry| (entry.name.as_str(), entry.raw.as_str())).collect();
    let (held, outbox) = (format!("held/{key}"), format!("outbox/{key}"));
    assert_eq!(found, [(held.as_str(), "[1,2]"), (outbox.as_str(), "no json"), ("standing", "{\"cursor\":")]);
    assert!(records.standing().await.unwrap().is_some());
}

#[wasm_bindgen_test]
async fn a_torn_file_is_as_good_as_none() {
    let root = format!("hindcast-test-{}", uuid::Uuid::now_v7());
    let opfs = Opfs::open(&root).await.unwrap();
    let bytes = b"0123456789abcdef".to_vec();
    let hash = digest(&bytes).await.unwrap();
    assert_eq!(hash, shared::bytes::hash_of(&bytes));
    assert_eq!(opfs.blob(BARS, &hash).await.unwrap(), None);
    for (written, found) in [(&bytes[..], Some(bytes.clone())), (&bytes[..9], None)] {
        write(&opfs, &hash.0, written).await;
        assert_eq!(opfs.blob(BARS, &hash).await.unwrap(), found);
    }
    assert_eq!(names(&opfs.dir(&[BARS]).await.unwrap()).await.unwrap(), std::slice::from_ref(&hash.0));
    opfs.remove(BARS, &hash.0).await.unwrap();
    opfs.remove(BARS, &hash.0).await.expect("what is gone is not missed");
    assert!(names(&opfs.dir(&[BARS]).await.unwrap()).await.unwrap().is_empty());
}

async fn write(opfs: &Opfs, name: &str, bytes: &[u8]) {
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let dir = opfs.dir(&[BARS]).await.unwrap();
    let file = JsFuture::from(dir.get_file_handle_with_options(name, &options)).await.unwrap();
    let file: web_sys::FileSystemFileHandle = file.unchecked_into();
    let stream = JsFuture::from(file.create_writable()).await.unwrap();
    let stream: FileSystemWritableFileStream = stream.unchecked_into();
    JsFuture::from(stream.write_with_buffer_source(&Uint8Array::from(bytes)).unwrap()).await.unwrap();
    JsFuture::from(stream.close()).await.unwrap();
}

/// A job that has completed: one try on its dataset.
fn tried(n: u128) -> JobRecord {
    JobRecord { state: JobState::Completed, ..job(n) }
}

#[wasm_bindgen_test]
async fn a_database_of_the_first_version_opens_and_the_tries_of_its_jobs_count() {
    let name = fresh();
    let mut request = Factory::new().unwrap().open(&name, Some(1)).unwrap();
    request.on_upgrade_needed(|event| {
        let database = event.database().unwrap();
        for store in ["jobs", "datasets", "settings", "outbox", "sync"] {
            database.create_object_store(store, ObjectStoreParams::new()).unwrap();
        }
    });
    request.await.unwrap().close();
    let old = tried(1);
    let text = serde_json::to_string(&old).unwrap();
    put_raw(&name, &old.id.to_string(), &JSON::parse(&text).unwrap()).await;

    let records = Records::open(&name, || {}).await.unwrap();
    assert_eq!(records.all().await.unwrap(), [Found::Record(old.clone())]);
    let hash = &old.spec.run().dataset.hash;
    assert_eq!(records.trials(hash).await.unwrap().total(), 0);
    for _ in 0..2 {
        records.note_trials(std::slice::from_ref(&old)).await.unwrap();
        assert_eq!(records.trials(hash).await.unwrap().total(), 1);
    }
}

#[wasm_bindgen_test]
async fn tries_outlive_their_jobs_and_are_told_when_there_are_more() {
    let name = fresh();
    let records = Records::open(&name, || {}).await.unwrap();
    let first = job(1);
    let hash = &first.spec.run().dataset.hash;
    let key = DeviceTrials::key(hash, first.device);
    let mark = async || records.waiting().await.unwrap().get(&key).map(|waiting| waiting.mark);

    records.insert(&first).await.unwrap();
    records.publish_trials(first.device).await.unwrap();
    assert_eq!(mark().await, None, "nothing was tried yet");
    records.edit(first.id, |job| job.state = JobState::Completed).await.unwrap();
    records.edit(first.id, |job| job.note = "seen".into()).await.unwrap();
    records.publish_trials(first.device).await.unwrap();
    records.publish_trials(first.device).await.unwrap();
    assert_eq!(mark().await, Some(1), "told once");

    let database: Database = Factory::new().unwrap().open(&name, None).unwrap().await.unwrap();
    let transaction = database.transaction(&["jobs"], TransactionMode::ReadWrite).unwrap();
    transaction.object_store("jobs").unwrap().clear().unwrap().await.unwrap();
    transaction.await.unwrap();
    database.close();
    assert_eq!(records.trials(hash).await.unwrap().total(), 1);

    records.insert(&tried(2)).await.unwrap();
    records.publish_trials(first.device).await.unwrap();
    assert_eq!((mark().await, records.trials(hash).await.unwrap().total()), (Some(2), 2));
}
