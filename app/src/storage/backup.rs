//! Everything that is recorded, out of the database and back into it: the records of every kind that is synced, and the trials.
//!
//! Settings and what concerns the exchange with a server belong to one browser and stay in it.

use std::collections::BTreeMap;

use idb::{ObjectStore, Query, Transaction};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::api::record::{DATASET, JOB};
use shared::change::{Change, TransitionError};
use shared::dataset::Dataset;
use shared::id::{DeviceId, OwnerId};
use shared::job::{JobRecord, JobState};
use shared::sync::rows::Key;
use shared::trials::Entry;
use wasm_bindgen::JsValue;

use super::exchange::{OTHERS, named, place, range, texts};
use super::records::{Access, Records, committed, json, put, put_text, read};
use super::{StorageError, outbox, v1, v2};

/// How the names of the trials of jobs begin.
const TRIALS: &str = "job/";

/// A line of the backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// A record: kind and id, and its content as it is stored, with every digit and every field.
    Record(String, Box<RawValue>),
    /// What a job tried on a dataset: the name in the store, and the number.
    Trial(String, Entry),
}

/// All that is recorded.
#[derive(Debug, Default)]
pub struct Recorded {
    /// A line of JSON each.
    pub lines: Vec<String>,
    /// Entries that are no JSON, and can be carried nowhere.
    pub n_unreadable: usize,
}

/// What came of putting lines back.
#[derive(Debug, Default, PartialEq)]
pub struct Restored {
    /// Records that were missing and are there now.
    pub added: Vec<Key>,
    /// Records that were there, equal.
    pub n_equal: usize,
    /// Records that were there with another content, which they have kept.
    pub n_kept: usize,
}

/// Who goes on with jobs that had not ended.
#[derive(Debug, Clone, Copy)]
pub struct Heir {
    /// This page load.
    pub owner: OwnerId,
    /// This browser.
    pub device: DeviceId,
    /// UTC milliseconds.
    pub now_ms: i64,
}

/// Why lines were not put back. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A line is none of ours.
    #[error("line {number} cannot be read: {reason}")]
    Line {
        /// From 1.
        number: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The browser refuses.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Records {
    /// Everything, of one moment.
    ///
    /// # Errors
    /// The browser refuses.
    pub async fn recorded(&self) -> Result<Recorded, StorageError> {
        let transaction = self.begin(&[v1::JOBS, v1::DATASETS, v1::SYNC, v2::TRIALS], Access::Read)?;
        let mut all = Recorded::default();
        for (kind, name) in [(JOB, v1::JOBS), (DATASET, v1::DATASETS)] {
            let store = transaction.object_store(name)?;
            let keys = store.get_all_keys(None, None)?.await?;
            let values = store.get_all(None, None)?.await?;
            all.add(keys, values, |id| format!("{kind}/{id}"));
        }
        let sync = transaction.object_store(v1::SYNC)?;
        let keys = sync.get_all_keys(Some(range(OTHERS)?), None)?.await?;
        let values = sync.get_all(Some(range(OTHERS)?), None)?.await?;
        all.add(keys, values, |name| name.trim_start_matches(OTHERS).to_owned());
        let trials = transaction.object_store(v2::TRIALS)?;
        for (name, entry) in named::<Entry>(&trials, TRIALS).await? {
            all.lines.push(line(&Line::Trial(name, entry))?);
        }
        Ok(all)
    }

    /// Puts back what is missing, all or nothing. What is here already stays as it is; trials are joined. A job that had not ended is
    /// interrupted, and this browser may go on with it.
    ///
    /// # Errors
    /// A line cannot be read, or the browser refuses. Nothing is changed then.
    pub async fn restore(&self, text: &str, heir: Heir) -> Result<Restored, RestoreError> {
        // All of them are read before anything is written.
        let lines = lines(text, heir)?;
        let stores = [v1::JOBS, v1::DATASETS, v1::SYNC, v1::OUTBOX, v2::TRIALS];
        let transaction = self.begin(&stores, Access::WriteStrictly)?;
        let mut restored = Restored::default();
        for (key, body) in lines.records {
            put_back(&transaction, key, body, &mut restored).await?;
        }
        let trials = transaction.object_store(v2::TRIALS).map_err(StorageError::from)?;
        for (name, entry) in lines.trials {
            join(&trials, &name, entry).await?;
        }
        committed(transaction).await?;
        Ok(restored)
    }
}

impl Recorded {
    fn add(&mut self, keys: Vec<JsValue>, values: Vec<JsValue>, name: impl Fn(String) -> String) {
        for (key, value) in texts(keys).zip(values) {
            let body = json(&value).and_then(|text| RawValue::from_string(text).ok());
            match body.map(|body| line(&Line::Record(name(key), body))) {
                Some(Ok(line)) => self.lines.push(line),
                _ => self.n_unreadable += 1,
            }
        }
    }
}

fn line(line: &Line) -> Result<String, StorageError> {
    serde_json::to_string(line).map_err(|error| StorageError::Failed(error.to_string()))
}

/// What the lines of a backup say.
#[derive(Debug, Default)]
struct Lines {
    /// Contents by key.
    records: BTreeMap<Key, String>,
    /// Trials by their names.
    trials: BTreeMap<String, Entry>,
}

fn lines(text: &str, heir: Heir) -> Result<Lines, RestoreError> {
    let mut found = Lines::default();
    for (at, text) in text.lines().enumerate() {
        let refused = |reason: String| RestoreError::Line { number: at + 1, reason };
        match serde_json::from_str(text).map_err(|error| refused(error.to_string()))? {
            Line::Record(name, body) => {
                let key = Key::parse(&name).ok_or_else(|| refused(format!("“{name}” names no record")))?;
                let body = checked(&key, body.get(), heir).map_err(refused)?;
                found.records.insert(key, body);
            }
            Line::Trial(name, entry) if name.starts_with(TRIALS) => {
                found.trials.insert(name, entry);
            }
            Line::Trial(name, _) => return Err(refused(format!("“{name}” names no trials"))),
        }
    }
    Ok(found)
}

/// The content as it is to be stored. What this version cannot read stays as it is and is shown as unreadable, as it was where it came from.
fn checked(key: &Key, body: &str, heir: Heir) -> Result<String, String> {
    let is_under = |id: uuid::Uuid| {
        if id == key.id { Ok(()) } else { Err(format!("it holds another record than {key}")) }
    };
    match key.kind.0.as_str() {
        JOB => {
            let Ok(job) = serde_json::from_str::<JobRecord>(body) else { return Ok(body.to_owned()) };
            is_under(job.id.0)?;
            if job.state.is_final() || job.state == JobState::Interrupted {
                return Ok(body.to_owned());
            }
            let job = inherited(&job, heir).map_err(|error| error.to_string())?;
            serde_json::to_string(&job).map_err(|error| error.to_string())
        }
        DATASET => {
            if let Ok(dataset) = serde_json::from_str::<Dataset>(body) {
                is_under(dataset.id.0)?;
            }
            Ok(body.to_owned())
        }
        _ => Ok(body.to_owned()),
    }
}

/// A job whose browser is gone: interrupted, and this browser's to resume.
fn inherited(job: &JobRecord, heir: Heir) -> Result<JobRecord, TransitionError> {
    let mut job = job.clone();
    if job.state == JobState::Queued {
        job = job.changed(&Change::Claim { by: heir.owner }, job.expected(), heir.now_ms)?;
    }
    job = job.changed(&Change::Interrupt, job.expected(), heir.now_ms)?;
    job.device = heir.device;
    Ok(job)
}

async fn put_back(
    transaction: &Transaction,
    key: Key,
    body: String,
    restored: &mut Restored,
) -> Result<(), StorageError> {
    let (store, name) = place(&key);
    let store = transaction.object_store(store)?;
    let before = store.get(Query::Key(name.as_str().into()))?.await?;
    match before.as_ref().and_then(json) {
        Some(before) if before == body => restored.n_equal += 1,
        Some(_) => restored.n_kept += 1,
        None => {
            put_text(&store, &name, body).await?;
            outbox::note(transaction, &key).await?;
            restored.added.push(key);
        }
    }
    Ok(())
}

async fn join(trials: &ObjectStore, name: &str, entry: Entry) -> Result<(), StorageError> {
    let before: Option<Entry> = read(trials, name).await?;
    let joined = before.map_or(entry, |before| before.joined(entry));
    if before != Some(joined) {
        put(trials, name, &joined).await?;
        if let Some(hash) = name.trim_start_matches(TRIALS).split('/').next() {
            put(trials, &format!("untold/{hash}"), &true).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use shared::fixture::{job, owner};
    use shared::id::JobId;
    use uuid::Uuid;

    use super::*;

    fn heir() -> Heir {
        Heir { owner: owner(7), device: DeviceId(Uuid::from_u128(7)), now_ms: 5_000 }
    }

    fn line_of(job: &JobRecord, id: JobId) -> String {
        let body = RawValue::from_string(serde_json::to_string(job).unwrap()).unwrap();
        line(&Line::Record(format!("{JOB}/{id}"), body)).unwrap()
    }

    #[test]
    fn a_job_that_had_not_ended_is_interrupted_and_this_browsers_to_resume() {
        let queued = job(1);
        let read = lines(&line_of(&queued, queued.id), heir()).unwrap();
        let body = read.records.values().next().unwrap();
        let restored: JobRecord = serde_json::from_str(body).unwrap();
        assert_eq!((restored.state, restored.device), (JobState::Interrupted, heir().device));
        let cancelled =
            queued.changed(&Change::Cancel { progress: queued.progress }, queued.expected(), 2_000).unwrap();
        let text = line_of(&cancelled, cancelled.id);
        let read = lines(&text, heir()).unwrap();
        assert_eq!(*read.records.values().next().unwrap(), serde_json::to_string(&cancelled).unwrap());
    }

    #[test]
    fn what_this_version_cannot_read_is_carried_as_it_is_with_every_digit() {
        let text = r#"{"record":["job/00000000-0000-0000-0000-000000000001",{"of":"the future","n":18446744073709551615.000}]}"#;
        let read = lines(text, heir()).unwrap();
        assert_eq!(
            read.records.values().next().unwrap(),
            r#"{"of":"the future","n":18446744073709551615.000}"#
        );
    }

    #[test]
    fn a_line_that_is_none_of_ours_is_named_and_nothing_is_taken() {
        let other = line_of(&job(1), job(2).id);
        let good = line_of(&job(1), job(1).id);
        for (text, number, reason) in [
            (format!("{good}\nnonsense"), 2, "expected"),
            (format!("{good}\n{other}"), 2, "another record"),
            (r#"{"record":["job/x",{}]}"#.to_owned(), 1, "names no record"),
            (r#"{"trial":["untold/ab",{"n_cells":1,"attempt":1,"device":"00000000-0000-0000-0000-000000000001"}]}"#.to_owned(), 1, "names no trials"),
        ] {
            match lines(&text, heir()) {
                Err(RestoreError::Line { number: found, reason: said }) => {
                    assert_eq!(found, number);
                    assert!(said.contains(reason), "{said}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
