//! Whatever a record carries comes back from IndexedDB bit for bit: every field of every record, in a browser.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "clippy does not recognise these functions as tests")]

use std::fmt::Debug;

use app::state::{Pairing, SettingValues};
use app::storage::exchange::InTrash;
use app::storage::place;
use app::storage::records::Records;
use idb::{Database, Factory, TransactionMode};
use js_sys::JSON;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::push::{Mutation, Refusal, Rejected};
use shared::api::record::{Body, JOB, RecordKind, Revision};
use shared::api::seen::Seen;
use shared::fixture::{datasets, job, jobs, uuid};
use shared::id::{BlobHash, DeviceId};
use shared::job::{JobRecord, JobSpec};
use shared::store::{Found, JobStore};
use shared::sync::rows::{Compare, Held, Key, Lost, Reason, Sent, Standing, Trashed, Waiting};
use shared::trials::{DeviceTrials, Entry};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "support/other_values.rs"]
mod other_values;

use other_values::{changed, runner};

wasm_bindgen_test_configure!(run_in_browser);

/// Records with other values, made of each.
const ROUNDS: usize = 8;

async fn empty() -> Records {
    let name = place::database(&format!("/test-{}/", uuid::Uuid::now_v7()));
    Records::open(&name, || {}).await.expect("the database opens")
}

/// Equal as values may still differ in the sign of a zero; as text they do not.
fn assert_same<T: Serialize + PartialEq + Debug>(found: &T, stored: &T) {
    assert_eq!(serde_json::to_string(found).unwrap(), serde_json::to_string(stored).unwrap());
    assert_eq!(found, stored);
}

#[wasm_bindgen_test]
async fn every_field_of_every_job_comes_back_bit_for_bit() {
    let (records, mut runner) = (empty().await, runner());
    let mut n = 0;
    for (i, fixture) in (0..ROUNDS).flat_map(|_| jobs()).enumerate() {
        let (mut stored, n_changed) = changed(&fixture, &mut runner);
        stored.id = shared::id::JobId(uuid(i as u128));
        // A record that has changed so often can be stored, but not be changed once more.
        stored.seq = stored.seq.min(u64::MAX - 1);
        records.insert(&stored).await.unwrap();
        assert_same(&records.get(stored.id).await.unwrap().unwrap(), &stored);
        // A change of one field must leave the digits of all others.
        let edited = records.edit(stored.id, |job| job.starred = !job.starred).await.unwrap();
        let found = records.get(stored.id).await.unwrap().unwrap();
        assert_same(&found, &edited);
        assert_same(&JobRecord { starred: stored.starred, seq: stored.seq, ..found }, &stored);
        n += n_changed;
    }
    assert!(n > ROUNDS * 5 * 20, "only {n} values were changed");
    assert_eq!(records.all().await.unwrap().len(), ROUNDS * jobs().len());
}

#[wasm_bindgen_test]
async fn every_field_of_every_dataset_comes_back_bit_for_bit() {
    let (records, mut runner) = (empty().await, runner());
    for fixture in (0..ROUNDS).flat_map(|_| datasets()) {
        let (stored, n) = changed(&fixture, &mut runner);
        assert!(n > 20, "only {n} values were changed");
        records.put_dataset(&stored).await.unwrap();
        let all = records.datasets().await.unwrap();
        let of_id = |found: &Found<_>| matches!(found, Found::Record(d) if d == &stored);
        let Some(Found::Record(found)) = all.into_iter().find(of_id) else {
            panic!("{stored:?} is not there")
        };
        assert_same(&found, &stored);
    }
}

async fn every_field_of<T>(fixture: T, n_least: usize)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let (records, mut runner) = (empty().await, runner());
    for _ in 0..ROUNDS {
        let (stored, n) = changed(&fixture, &mut runner);
        assert!(n >= n_least, "only {n} values of {stored:?} were changed");
        records.put_setting("it", &stored).await.unwrap();
        assert_same(&records.setting::<T>("it").await.unwrap().unwrap(), &stored);
    }
}

#[wasm_bindgen_test]
async fn every_field_of_what_sync_and_the_settings_keep_comes_back_bit_for_bit() {
    let body = || Body::of(&job(1)).unwrap();
    let key = Key::new(JOB, uuid(1));
    let revision = Revision("00".repeat(16));
    let blobs = vec![BlobHash("ab".into())];
    let mutation = Mutation {
        number: 7,
        kind: RecordKind(JOB.into()),
        id: uuid(1),
        base: Some(revision.clone()),
        blobs: blobs.clone(),
        body: Some(body()),
    };
    let refused = Rejected { reason: Refusal::Ended, message: "m".into(), missing: blobs.clone() };
    let sent = Some(Sent { mark: 3, mutation });
    let standing = Standing {
        server_id: Some(uuid(4)),
        seen: Some(Seen { epoch: uuid(5), seq: 6 }),
        floor: Some(7),
        compare: Some(Compare { reason: Reason::Ahead, expected: Some(Default::default()) }),
        compared: Some(Reason::Digest),
        ..Standing::new(DeviceId(uuid(9)))
    };
    let pairing = r#"{"address":"a","token":"t","device":"d","name":"n","datasets":"all","results":"none"}"#;
    let settings = SettingValues { pool_size: Some(3), ..SettingValues::default() };

    every_field_of(Held { revision, seq: 1, blobs, base: Some(body()), round: 2 }, 10).await;
    every_field_of(Waiting { mark: 1, sent, refused: Some(refused) }, 10).await;
    every_field_of(Trashed { key, body: body(), why: Lost::Changed }, 10).await;
    every_field_of(standing, 8).await;
    every_field_of(Entry { n_cells: 1, attempt: 2, device: DeviceId(uuid(9)) }, 2).await;
    every_field_of(DeviceTrials { dataset: BlobHash("ab".into()), device: DeviceId(uuid(9)), n_cells: 1 }, 2)
        .await;
    every_field_of(serde_json::from_str::<Pairing>(pairing).unwrap(), 4).await;
    every_field_of(settings, 1).await;
}

#[wasm_bindgen_test]
async fn a_body_in_the_trash_keeps_its_text() {
    // Its name there is the hash of the text: as 1 instead of 1.0, it could not be taken out again.
    let body = Body::from_text(r#"{"a":1.0,"b":-0.0,"c":18446744073709551615,"d" : 1e2}"#.into()).unwrap();
    let lost = Trashed { key: Key::new(JOB, uuid(1)), body, why: Lost::Deleted };
    let records = empty().await;
    records.put_setting("it", &InTrash { lost: lost.clone(), at_ms: 1 }).await.unwrap();
    assert_eq!(records.setting::<InTrash>("it").await.unwrap().unwrap().lost, lost);
}

/// A record as versions 1 and 2 of the database kept it.
async fn put_object(name: &str, key: &str, text: &str) {
    let database: Database = Factory::new().unwrap().open(name, None).unwrap().await.unwrap();
    let transaction = database.transaction(&["jobs"], TransactionMode::ReadWrite).unwrap();
    let value = JSON::parse(text).unwrap();
    transaction.object_store("jobs").unwrap().put(&value, Some(&key.into())).unwrap().await.unwrap();
    transaction.await.unwrap();
    database.close();
}

#[wasm_bindgen_test]
async fn records_that_earlier_versions_stored_as_objects_are_read_and_become_text_when_they_change() {
    let name = place::database(&format!("/test-{}/", uuid::Uuid::now_v7()));
    let records = Records::open(&name, || {}).await.unwrap();
    for fixture in jobs() {
        // Seeds were plain numbers then.
        let text = serde_json::to_string(&fixture).unwrap().replace(r#""seed":"1""#, r#""seed":1"#);
        put_object(&name, &fixture.id.to_string(), &text).await;
        let found = records.get(fixture.id).await.unwrap().unwrap();
        assert_eq!(found.spec.run(), fixture.spec.run());
        records.edit(fixture.id, |job| job.note = "written on".into()).await.unwrap();
        let edited = records.get(fixture.id).await.unwrap().unwrap();
        assert_eq!(edited, JobRecord { note: "written on".into(), seq: edited.seq, ..found });
    }
}

#[wasm_bindgen_test]
async fn the_largest_seed_leaves_its_job_readable_though_an_earlier_version_rounded_it() {
    let name = place::database(&format!("/test-{}/", uuid::Uuid::now_v7()));
    let records = Records::open(&name, || {}).await.unwrap();
    let searched = jobs().into_iter().find(|job| job.spec == shared::fixture::search()).unwrap();
    let text = serde_json::to_string(&searched).unwrap();
    let quoted = format!(r#""{}""#, u64::MAX);
    assert!(text.contains(&quoted));
    put_object(&name, &searched.id.to_string(), &text.replace(&quoted, &u64::MAX.to_string())).await;
    let found = records.get(searched.id).await.unwrap().unwrap();
    assert!(matches!(found.spec, JobSpec::Sweep { .. }));
    assert_eq!(found.spec, searched.spec);
}
