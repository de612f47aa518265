//! The trials, which outlive the jobs: `job/<hash of the bars>/<job>` holds an entry for each job, noted in the transaction
//! that changes its record, and `untold/<hash of the bars>` marks a dataset of which the other devices have not heard the newest.
//! What a device tells is a record like any other (`shared::trials::DeviceTrials`), kept where sync keeps kinds that have no store.

use std::collections::BTreeSet;

use idb::{ObjectStore, Query, Transaction};
use shared::api::record::TRIALS;
use shared::id::{BlobHash, DeviceId};
use shared::job::JobRecord;
use shared::trials::{DeviceTrials, Entry, Trials};
use wasm_bindgen::JsValue;

use super::exchange::{named, other, range};
use super::records::{Access, Records, committed, put, read};
use super::{StorageError, outbox, v1, v2};

/// Notes what a job has tried by now.
pub(super) async fn note(transaction: &Transaction, record: &JobRecord) -> Result<(), StorageError> {
    let store = transaction.object_store(v2::TRIALS)?;
    for (hash, now) in record.entries() {
        if now.n_cells == 0 {
            continue;
        }
        let key = format!("job/{hash}/{}", record.id);
        let before: Option<Entry> = read(&store, &key).await?;
        let next = before.map_or(now, |before| before.joined(now));
        if before != Some(next) {
            put(&store, &key, &next).await?;
            put(&store, &format!("untold/{hash}"), &true).await?;
        }
    }
    Ok(())
}

impl Records {
    /// Notes what these jobs have tried: those of a database from before there was a trials.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn note_trials(&self, jobs: &[JobRecord]) -> Result<(), StorageError> {
        let transaction = self.begin(&[v2::TRIALS], Access::Write)?;
        for job in jobs {
            note(&transaction, job).await?;
        }
        committed(transaction).await
    }

    /// Everything that is known to have been tried on a dataset, here and by the devices that have told of it.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn trials(&self, dataset: &BlobHash) -> Result<Trials, StorageError> {
        let transaction = self.begin(&[v2::TRIALS, v1::SYNC], Access::Read)?;
        let mut trials = jobs_of(&transaction.object_store(v2::TRIALS)?, dataset).await?;
        let sync = transaction.object_store(v1::SYNC)?;
        for (_, told) in named::<DeviceTrials>(&sync, &other(TRIALS)).await? {
            trials.tell(&told);
        }
        Ok(trials)
    }

    /// Brings up to date what this device publishes of its trials, where something was tried since.
    ///
    /// # Errors
    /// The browser refuses; nothing is changed then.
    pub async fn publish_trials(&self, device: DeviceId) -> Result<(), StorageError> {
        let transaction = self.begin(&[v2::TRIALS, v1::SYNC, v1::OUTBOX], Access::WriteStrictly)?;
        let store = transaction.object_store(v2::TRIALS)?;
        let sync = transaction.object_store(v1::SYNC)?;
        let marks = store.get_all_keys(Some(range("untold/")?), None)?.await?;
        let datasets: BTreeSet<BlobHash> = marks
            .iter()
            .filter_map(|mark| Some(BlobHash(mark.as_string()?.strip_prefix("untold/")?.to_owned())))
            .collect();
        for dataset in datasets {
            let n_cells = jobs_of(&store, &dataset).await?.of_jobs(device);
            let key = DeviceTrials::key(&dataset, device);
            let place = format!("{}{}", other(TRIALS), key.id);
            let before: Option<DeviceTrials> = read(&sync, &place).await?;
            store.delete(Query::Key(JsValue::from(format!("untold/{dataset}"))))?.await?;
            let next = DeviceTrials { dataset, device, n_cells };
            // Before the first try of this device there is nothing to tell.
            if before.as_ref().map_or(n_cells > 0, |before| *before != next) {
                put(&sync, &place, &next).await?;
                outbox::note(&transaction, &key).await?;
            }
        }
        committed(transaction).await
    }
}

/// The entries of a dataset's jobs.
async fn jobs_of(store: &ObjectStore, dataset: &BlobHash) -> Result<Trials, StorageError> {
    let mut trials = Trials::new(dataset.clone());
    let prefix = format!("job/{dataset}/");
    for (name, entry) in named::<Entry>(store, &prefix).await? {
        if let Some(Ok(job)) = name.strip_prefix(&prefix).map(str::parse) {
            trials.note(job, entry);
        }
    }
    Ok(trials)
}
