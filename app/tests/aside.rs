//! Entries of sync and of the trials that cannot be read, in a browser: each is set aside, kept as it was, and stops nothing.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "clippy does not recognise these functions as tests")]

use app::storage::aside::Aside;
use app::storage::place;
use app::storage::records::Records;
use idb::{Database, Factory, TransactionMode};
use shared::api::record::JOB;
use shared::fixture::job;
use shared::id::DeviceId;
use shared::job::{JobRecord, JobState};
use shared::store::JobStore;
use shared::sync::rows::Key;
use shared::sync::task::{Blobs, Outcome, Task};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A new database with two completed jobs, and the key of the first.
async fn two_jobs() -> (String, Records, [JobRecord; 2], Key) {
    let name = place::database(&format!("/test-{}/", uuid::Uuid::now_v7()));
    let records = Records::open(&name, || {}).await.unwrap();
    let jobs = [1, 2].map(|n| JobRecord { state: JobState::Completed, ..job(n) });
    for job in &jobs {
        records.insert(job).await.unwrap();
    }
    let key = Key::new(JOB, jobs[0].id.0);
    (name, records, jobs, key)
}

async fn put(name: &str, store: &str, key: &str, value: &str) {
    let database: Database = Factory::new().unwrap().open(name, None).unwrap().await.unwrap();
    let transaction = database.transaction(&[store], TransactionMode::ReadWrite).unwrap();
    let written = transaction.object_store(store).unwrap().put(&JsValue::from(value), Some(&key.into()));
    written.unwrap().await.unwrap();
    transaction.await.unwrap();
    database.close();
}

/// Names and texts of what was set aside.
async fn aside(records: &Records) -> Vec<(String, String)> {
    let found = records.set_aside().await.unwrap();
    assert!(found.iter().all(|entry| !entry.reason.is_empty()), "{found:?}");
    found.into_iter().map(|Aside { name, raw, .. }| (name, raw)).collect()
}

/// The records of which the first push is made.
async fn sent(records: &Records) -> Vec<uuid::Uuid> {
    let device = DeviceId(uuid::Uuid::now_v7());
    let frozen = records.exchange(&Task::Freeze { blobs: Blobs::default() }, device, 5).await.unwrap();
    let Outcome::Frozen(push) = frozen.outcome else { panic!("{:?}", frozen.outcome) };
    push.mutations.iter().map(|mutation| mutation.id).collect()
}

#[wasm_bindgen_test]
async fn an_unreadable_row_of_the_outbox_is_set_aside_and_its_record_is_sent_all_the_same() {
    let (name, records, jobs, key) = two_jobs().await;
    put(&name, "outbox", &key.to_string(), "{\"mark\":").await;
    put(&name, "outbox", "no record", "{\"mark\":1}").await;
    records.set_unreadable_aside().await.unwrap();
    // Also when the record changes before anything is sent.
    records.edit(jobs[0].id, |job| job.note = "changed".into()).await.unwrap();
    let (spoilt, stray) = (format!("outbox/{key}"), "outbox/no record".to_owned());
    assert_eq!(aside(&records).await, [(spoilt, "{\"mark\":".into()), (stray, "{\"mark\":1}".into())]);
    assert_eq!(records.waiting().await.unwrap().len(), 2);
    let sent = sent(&records).await;
    assert!(jobs.iter().all(|job| sent.contains(&job.id.0)), "{sent:?}");
}

#[wasm_bindgen_test]
async fn an_unreadable_row_of_the_tries_is_set_aside_and_counted_again_from_its_job() {
    let (name, records, jobs, _) = two_jobs().await;
    let hash = &jobs[0].spec.run().dataset.hash;
    assert_eq!(records.trials(hash).await.unwrap().total(), 2);
    let (known, gone) = (format!("job/{hash}/{}", jobs[0].id), format!("job/{hash}/{}", job(9).id));
    put(&name, "tries", &known, "[").await;
    put(&name, "tries", &gone, "{}").await;
    assert_eq!(records.trials(hash).await.unwrap().total(), 1);
    records.set_unreadable_aside().await.unwrap();
    assert_eq!(
        records.trials(hash).await.unwrap().total(),
        2,
        "a number that is too low is a kinder verdict"
    );
    let expected = [(format!("tries/{known}"), "[".to_owned()), (format!("tries/{gone}"), "{}".to_owned())];
    assert_eq!(aside(&records).await, expected);
    records.set_unreadable_aside().await.unwrap();
    assert_eq!(aside(&records).await, expected, "once");
}

#[wasm_bindgen_test]
async fn an_unreadable_standing_is_set_aside_and_everything_is_exchanged_from_the_beginning() {
    let (name, records, jobs, _) = two_jobs().await;
    let (device, server_id) = (DeviceId(uuid::Uuid::now_v7()), uuid::Uuid::now_v7());
    records.exchange(&Task::Enroll { server_id }, device, 5).await.unwrap();
    put(&name, "sync", "standing", "{\"cursor\": 7").await;
    records.set_unreadable_aside().await.unwrap();
    assert_eq!(records.standing().await.unwrap(), None);
    let sent = sent(&records).await;
    assert!(jobs.iter().all(|job| sent.contains(&job.id.0)), "{sent:?}");
    assert!(records.standing().await.unwrap().is_some());
    assert_eq!(aside(&records).await, [("standing".to_owned(), "{\"cursor\": 7".to_owned())]);
}

#[wasm_bindgen_test]
async fn what_was_set_aside_is_forgotten_when_somebody_says_so_and_only_that() {
    let (name, records, _, key) = two_jobs().await;
    put(&name, "sync", "standing", "1").await;
    put(&name, "outbox", &key.to_string(), "2").await;
    records.set_unreadable_aside().await.unwrap();
    let shown = records.set_aside().await.unwrap();
    assert_eq!(shown.len(), 2);
    // Damaged again in another way, after it was shown.
    put(&name, "outbox", &key.to_string(), "3").await;
    records.set_unreadable_aside().await.unwrap();
    records.forget_aside(&shown).await.unwrap();
    assert_eq!(aside(&records).await, [(format!("outbox/{key}"), "3".to_owned())]);
}
