//! Jobs: the list, and everything a person can do with one.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::bytes::DecodeError;
use shared::change::Change;
use shared::id::JobId;
use shared::job::{JobRecord, JobSpec, JobState, Progress};
use shared::job_state::JobStep;
use shared::result::{self, StoredReport};
use shared::store::{Found, JobStore};
use shared::table::CellTable;

use super::link::Link;
use super::{AppError, LoadState};
use crate::jobs::driver::{Driver, wall_ms};
use crate::storage::opfs::RESULTS;
use crate::storage::records::{ChangeError, Records};

/// A record that changes hands between every look and change is given up on.
const CANCEL_TRIES: usize = 5;

/// A job on the page. Its signals are its own, so that one job's progress does not redraw the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JobHandle {
    /// Identity.
    pub id: JobId,
    /// The record as stored.
    pub record: RwSignal<JobRecord>,
    /// Progress, live.
    pub progress: RwSignal<Progress>,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq)]
pub enum JobRow {
    /// A job.
    Job(JobHandle),
    /// A record that cannot be read.
    Unreadable {
        /// Its key in storage.
        key: String,
        /// Why.
        reason: String,
        /// The record as JSON, for export.
        raw: String,
    },
}

/// A job to submit.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// What it does, with nothing left to a default.
    pub spec: JobSpec,
    /// Name in the list.
    pub title: String,
    /// The sweep and the cell it was opened from.
    pub parent: Option<(JobId, u64)>,
}

/// What the person writes on a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLabels {
    /// Name in the list.
    pub title: String,
    /// Labels.
    pub tags: Vec<String>,
    /// Text.
    pub note: String,
    /// Marked.
    pub starred: bool,
}

/// All jobs.
#[derive(Debug, Clone, Copy)]
pub struct Jobs {
    load_state: RwSignal<LoadState>,
    rows: RwSignal<Vec<JobRow>>,
    /// Every job, deleted ones too.
    handles: StoredValue<BTreeMap<JobId, JobHandle>>,
    unreadable: StoredValue<Vec<JobRow>>,
    /// Signals made while the page runs belong to the page, not to the component that happened to ask.
    owner: StoredValue<Option<Owner>>,
    link: Link,
}

impl Jobs {
    pub(super) fn new(link: Link) -> Self {
        Self {
            load_state: RwSignal::new(LoadState::Loading),
            rows: RwSignal::new(Vec::new()),
            handles: StoredValue::new(BTreeMap::new()),
            unreadable: StoredValue::new(Vec::new()),
            owner: StoredValue::new(Owner::current()),
            link,
        }
    }

    /// The jobs from the context.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Whether they could be read.
    pub fn load_state(&self) -> Signal<LoadState> {
        self.load_state.into()
    }

    /// All rows, newest first, without deleted ones. The list changes when jobs come or go, not when one progresses.
    pub fn rows(&self) -> Signal<Vec<JobRow>> {
        self.rows.into()
    }

    /// One job, reactively.
    pub fn get(&self, id: JobId) -> Option<JobHandle> {
        self.rows.with(|rows| {
            rows.iter().find_map(|row| match row {
                JobRow::Job(handle) if handle.id == id => Some(*handle),
                _ => None,
            })
        })
    }

    /// Number of jobs that are queued or running.
    pub fn active_count(&self) -> Signal<usize> {
        let rows = self.rows;
        Memo::new(move |_| {
            rows.with(|rows| {
                let active = |row: &&JobRow| match row {
                    JobRow::Job(handle) => handle.record.with(|record| record.state.is_active()),
                    JobRow::Unreadable { .. } => false,
                };
                rows.iter().filter(active).count()
            })
        })
        .into()
    }

    /// Stores a job and queues it.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn submit(&self, job: NewJob) -> Result<JobId, AppError> {
        let driver = self.link.driver()?;
        let id = JobId(uuid::Uuid::now_v7());
        let NewJob { spec, title, parent } = job;
        let record = JobRecord::new(id, spec, title, parent, driver.owner, driver.device, wall_ms());
        driver.records.insert(&record).await?;
        driver.publish(record.clone());
        driver.enqueue(record);
        Ok(id)
    }

    /// Cancels a job; one that is over stays as it is.
    ///
    /// # Errors
    /// The record could not be changed.
    pub async fn cancel(&self, id: JobId) -> Result<(), AppError> {
        let driver = self.link.driver()?;
        // The record may change hands between looking and changing: look again.
        for _ in 0..CANCEL_TRIES {
            let record = self.stored(&driver, id).await?;
            if record.state.after(JobStep::Cancel).is_none() {
                break;
            }
            match driver.records.change(id, record.expected(), &Change::Cancel, wall_ms()).await {
                Ok(record) => {
                    driver.publish(record);
                    break;
                }
                Err(ChangeError::Transition(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        driver.revoke(id);
        Ok(())
    }

    /// Submits a new job with the same settings.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn rerun(&self, id: JobId) -> Result<JobId, AppError> {
        let driver = self.link.driver()?;
        let JobRecord { mut spec, title, parent, .. } = self.stored(&driver, id).await?;
        let (JobSpec::Backtest { run } | JobSpec::Sweep { run, .. }) = &mut spec;
        run.engine_version = engine::ENGINE_VERSION.to_owned();
        self.submit(NewJob { spec, title, parent }).await
    }

    /// Puts an interrupted job back into the queue; a sweep goes on from its stored cells.
    ///
    /// # Errors
    /// The record could not be changed.
    pub async fn resume(&self, id: JobId) -> Result<(), AppError> {
        let driver = self.link.driver()?;
        let record = self.stored(&driver, id).await?;
        let change = Change::Requeue { by: driver.owner };
        let record = driver.records.change(id, record.expected(), &change, wall_ms()).await?;
        driver.publish(record.clone());
        driver.enqueue(record);
        Ok(())
    }

    /// Deletes jobs so that [`Jobs::restore`] can bring them back. Active ones are cancelled first.
    ///
    /// # Errors
    /// A record could not be changed.
    pub async fn delete(&self, ids: Vec<JobId>) -> Result<(), AppError> {
        for id in ids {
            self.cancel(id).await?;
            self.edit(id, |record| record.deleted_ms = Some(wall_ms())).await?;
        }
        Ok(())
    }

    /// Brings deleted jobs back.
    ///
    /// # Errors
    /// A record could not be changed.
    pub async fn restore(&self, ids: Vec<JobId>) -> Result<(), AppError> {
        for id in ids {
            self.edit(id, |record| record.deleted_ms = None).await?;
        }
        Ok(())
    }

    /// Changes what the person writes on a job.
    ///
    /// # Errors
    /// The record could not be changed.
    pub async fn label(&self, id: JobId, change: impl FnOnce(&mut JobLabels)) -> Result<(), AppError> {
        self.edit(id, |record| {
            let mut labels = JobLabels {
                title: std::mem::take(&mut record.title),
                tags: std::mem::take(&mut record.tags),
                note: std::mem::take(&mut record.note),
                starred: record.starred,
            };
            change(&mut labels);
            JobLabels {
                title: record.title,
                tags: record.tags,
                note: record.note,
                starred: record.starred,
            } = labels;
        })
        .await
    }

    async fn edit(&self, id: JobId, edit: impl FnOnce(&mut JobRecord)) -> Result<(), AppError> {
        let driver = self.link.driver()?;
        let record = driver.records.edit(id, edit).await?;
        driver.publish(record);
        Ok(())
    }

    /// The report of a completed backtest.
    ///
    /// # Errors
    /// There is none, or its bytes are missing or damaged.
    pub async fn report(&self, id: JobId) -> Result<StoredReport, AppError> {
        result::decode(&self.result_bytes(id).await?).map_err(|error| unreadable_result(&error))
    }

    /// The table of a completed sweep.
    ///
    /// # Errors
    /// There is none, or its bytes are missing or damaged.
    pub async fn cells(&self, id: JobId) -> Result<CellTable, AppError> {
        CellTable::decode(&self.result_bytes(id).await?).map_err(|error| unreadable_result(&error))
    }

    async fn result_bytes(&self, id: JobId) -> Result<Vec<u8>, AppError> {
        let driver = self.link.driver()?;
        let record = self.stored(&driver, id).await?;
        let result = record.result.ok_or_else(|| AppError::new("no_result", "This job has no result."))?;
        driver.opfs.blob(RESULTS, &result.blob).await?.ok_or_else(|| {
            let message = "The result is missing or damaged in this browser. Re-run the job: equal settings give an \
                           equal result.";
            AppError::new("result_missing", message)
        })
    }

    async fn stored(&self, driver: &Driver, id: JobId) -> Result<JobRecord, AppError> {
        Ok(driver.records.get(id).await?.ok_or(ChangeError::Missing)?)
    }

    /// All records, unreadable ones as they are, as one JSON text.
    ///
    /// # Errors
    /// They could not be read.
    pub async fn export_records(&self) -> Result<String, AppError> {
        let mut jobs = Vec::new();
        for found in self.link.driver()?.records.all().await? {
            let text = match found {
                Found::Record(record) => serde_json::to_string(&record)
                    .map_err(|error| AppError::new("export_failed", error.to_string()))?,
                Found::Unreadable { raw, .. } if raw.is_empty() => "null".to_owned(),
                Found::Unreadable { raw, .. } => raw,
            };
            jobs.push(text);
        }
        Ok(format!("{{\"kind\":\"hindcast-jobs\",\"version\":1,\"jobs\":[\n{}\n]}}\n", jobs.join(",\n")))
    }

    /// Reads all records; gives those that could be read.
    pub(super) async fn load(&self, records: &Records) -> Result<Vec<JobRecord>, AppError> {
        let found = records.all().await?;
        let (mut readable, mut unreadable) = (Vec::new(), Vec::new());
        for found in found {
            match found {
                Found::Record(record) => {
                    self.insert(record.clone());
                    readable.push(record);
                }
                Found::Unreadable { key, reason, raw } => {
                    unreadable.push(JobRow::Unreadable { key, reason, raw });
                }
            }
        }
        self.unreadable.set_value(unreadable);
        self.list();
        self.load_state.set(LoadState::Ready);
        Ok(readable)
    }

    pub(super) fn fail(&self, error: &AppError) {
        self.load_state.set(LoadState::Failed(error.clone()));
    }

    /// Shows a record as it is stored now.
    pub(super) fn show(&self, record: JobRecord) {
        let known = self.handles.with_value(|handles| handles.get(&record.id).copied());
        let Some(handle) = known else {
            self.insert(record);
            return self.list();
        };
        let (is_stale, was_deleted, is_new_attempt) = handle.record.with_untracked(|shown| {
            (shown.seq > record.seq, shown.deleted_ms.is_some(), shown.attempt != record.attempt)
        });
        if is_stale {
            return;
        }
        let is_deleted = record.deleted_ms.is_some();
        if record.state == JobState::Completed || is_new_attempt {
            handle.progress.set(record.progress);
        }
        handle.record.set(record);
        if is_deleted != was_deleted {
            self.list();
        }
    }

    /// Shows how far a job is; what is about another attempt than the shown one, or a job that is over, is late.
    pub(super) fn show_progress(&self, id: JobId, attempt: Option<u32>, progress: Progress) {
        if let Some(handle) = self.handles.with_value(|handles| handles.get(&id).copied()) {
            let is_current = handle.record.with_untracked(|record| {
                record.state == JobState::Running && attempt.is_none_or(|attempt| attempt == record.attempt)
            });
            if is_current {
                handle.progress.set(progress);
            }
        }
    }

    fn insert(&self, record: JobRecord) {
        let (id, progress) = (record.id, record.progress);
        let make = || JobHandle { id, record: RwSignal::new(record), progress: RwSignal::new(progress) };
        let handle = match self.owner.get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        };
        self.handles.update_value(|handles| {
            handles.insert(id, handle);
        });
    }

    /// Makes the list anew: ids sort by creation, so the last comes first.
    fn list(&self) {
        let is_kept =
            |handle: &&JobHandle| handle.record.with_untracked(|record| record.deleted_ms.is_none());
        let mut rows = self.unreadable.get_value();
        self.handles.with_value(|handles| {
            rows.extend(handles.values().rev().filter(is_kept).map(|handle| JobRow::Job(*handle)));
        });
        self.rows.set(rows);
    }
}

fn unreadable_result(error: &DecodeError) -> AppError {
    AppError::new(
        "result_unreadable",
        "The result cannot be read. Re-run the job: equal settings give an equal result.",
    )
    .with_detail(error.to_string())
}
