//! Jobs: the list, and everything a person can do with one.

use std::collections::BTreeMap;

use engine::strategy::declaration::StrategyRef;
use leptos::prelude::*;
use shared::api::record::JOB;
use shared::change::Change;
use shared::id::{DeviceId, JobId};
use shared::job::{JobRecord, JobState, Progress};
use shared::job_state::JobStep;
use shared::store::JobStore;
use shared::sync::rows::Key;

use super::link::Link;
use super::version::other_version;
use super::{AppError, JobHandle, JobLabels, JobRow, LoadState, NewJob};
use crate::jobs::driver::{Driver, wall_ms};
use crate::jobs::plan::Wish;
use crate::storage::opfs::BARS;
use crate::storage::records::ChangeError;

/// A record that changes hands between every look and change is given up on.
const CANCEL_TRIES: usize = 5;

/// All jobs.
#[derive(Debug, Clone, Copy)]
pub struct Jobs {
    pub(super) load_state: RwSignal<LoadState>,
    pub(super) rows: RwSignal<Vec<JobRow>>,
    /// Every job, deleted ones too.
    pub(super) handles: StoredValue<BTreeMap<JobId, JobHandle>>,
    pub(super) unreadable: StoredValue<Vec<JobRow>>,
    /// Signals made while the page runs belong to the page, not to the component that happened to ask.
    pub(super) owner: StoredValue<Option<Owner>>,
    pub(super) link: Link,
    /// This browser profile, once storage is open.
    device: RwSignal<Option<DeviceId>>,
    /// The job of this device that ended last, while the page was open.
    pub(super) ended: RwSignal<Option<JobId>>,
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
            device: RwSignal::new(None),
            ended: RwSignal::new(None),
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

    /// Whether a job belongs to this browser, as opposed to another device that is paired with the same server.
    pub fn is_own(&self, record: &JobRecord) -> bool {
        self.device.get().is_none_or(|device| device == record.device)
    }

    /// The job of this device that completed or failed last, while the page was open.
    pub fn ended(&self) -> Signal<Option<JobId>> {
        self.ended.into()
    }

    pub(super) fn set_device(&self, device: DeviceId) {
        self.device.set(Some(device));
    }

    /// Cells tried outside a job on each of its datasets, by every job that was ever known here, deleted ones too, and by those that
    /// other devices tell of.
    ///
    /// # Errors
    /// The trials could not be read.
    pub async fn tried_before(&self, job: JobHandle) -> Result<Vec<u64>, AppError> {
        let driver = self.link.driver().await?;
        let mut n_before = Vec::new();
        for of in job.record.with_untracked(|record| record.spec.datasets()) {
            let mut trials = driver.records.trials(&of.hash).await?;
            self.handles.with_value(|handles| {
                handles
                    .values()
                    .for_each(|job| job.record.with_untracked(|record| trials.note_record(record)));
            });
            n_before.push(trials.without(job.id));
        }
        Ok(n_before)
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
        let driver = self.link.driver().await?;
        let id = JobId(uuid::Uuid::now_v7());
        let NewJob { spec, title, parent } = job;
        for of in spec.datasets() {
            // A job that lacks its bars says so itself.
            driver.fetch(BARS, &of.hash).await;
        }
        let record = JobRecord::new(id, spec, title, parent, driver.owner, driver.device, wall_ms());
        driver.records.insert(&record).await?;
        driver.publish(record.clone());
        driver.enqueue(record);
        Ok(id)
    }

    /// Cancels a job, also another device's; one that is over stays as it is.
    ///
    /// # Errors
    /// The record could not be changed.
    pub async fn cancel(&self, id: JobId) -> Result<(), AppError> {
        self.end(id, JobStep::Cancel, |progress| Change::Cancel { progress }).await?;
        self.link.driver().await?.revoke(id);
        Ok(())
    }

    /// Writes the end of a run into its record, whoever runs it; where the step leads nowhere, the job stays as it is.
    async fn end(&self, id: JobId, step: JobStep, change: fn(Progress) -> Change) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        // The record may change hands between looking and changing: look again.
        for _ in 0..CANCEL_TRIES {
            let record = self.stored(&driver, id).await?;
            if record.state.after(step).is_none() {
                break;
            }
            let progress = self.shown_progress(id).unwrap_or(record.progress);
            match driver.records.change(id, record.expected(), &change(progress), wall_ms()).await {
                Ok(record) => {
                    driver.publish(record);
                    break;
                }
                Err(ChangeError::Transition(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// How far a job is, as far as this tab has heard.
    fn shown_progress(&self, id: JobId) -> Option<Progress> {
        self.handles.with_value(|handles| handles.get(&id).map(|job| job.progress.get_untracked()))
    }

    /// Has a running sweep wait until [`Jobs::resume`]; its cells so far are stored. One of another device is marked as paused, and
    /// that device stores what it has when it hears of it.
    ///
    /// # Errors
    /// The record could not be read or changed.
    pub async fn pause(&self, id: JobId) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        let record = self.stored(&driver, id).await?;
        if record.device != driver.device {
            return self.end(id, JobStep::Interrupt, |progress| Change::Pause { progress }).await;
        }
        driver.wish(id, record.owner, Wish::Pause);
        Ok(())
    }

    /// Has a sweep of this device complete with the cells it has, also one that was paused or interrupted. The cells of another
    /// device's sweep lie there.
    ///
    /// # Errors
    /// The record could not be changed.
    pub async fn stop(&self, id: JobId) -> Result<(), AppError> {
        if self.stored(&*self.link.driver().await?, id).await?.state == JobState::Interrupted {
            self.resume(id).await?;
        }
        let driver = self.link.driver().await?;
        let record = self.stored(&driver, id).await?;
        driver.wish(id, record.owner, Wish::Stop);
        Ok(())
    }

    /// Has a completed backtest checked for look-ahead; where that stands shows in the job's handle.
    ///
    /// # Errors
    /// The record could not be read.
    pub async fn check(&self, id: JobId) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        let record = self.stored(&driver, id).await?;
        driver.check(record);
        Ok(())
    }

    /// Submits a new job with the same settings.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn rerun(&self, id: JobId) -> Result<JobId, AppError> {
        let driver = self.link.driver().await?;
        let JobRecord { mut spec, title, parent, .. } = self.stored(&driver, id).await?;
        let run = spec.run_mut();
        run.engine_version = engine::ENGINE_VERSION.to_owned();
        // A built-in strategy runs as it is here; its page says where that is another version.
        if let (Some(here), StrategyRef::BuiltIn { version, .. }) = (other_version(run), &mut run.strategy) {
            *version = here;
        }
        self.submit(NewJob { spec, title, parent }).await
    }

    /// Puts an interrupted job back into the queue; a sweep goes on from its stored cells.
    ///
    /// # Errors
    /// The bars are not here and the server does not have them, or the record could not be changed. The job stays interrupted.
    pub async fn resume(&self, id: JobId) -> Result<(), AppError> {
        let driver = self.link.driver().await?;
        let record = self.stored(&driver, id).await?;
        for of in record.spec.datasets() {
            if !driver.fetch(BARS, &of.hash).await {
                return Err(bars_not_here(&of.name));
            }
        }
        let change = Change::Requeue { by: driver.owner, on: driver.device };
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
            self.link.driver().await?.uncheck(id);
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
            let driver = self.link.driver().await?;
            if driver.records.may_come_back(&Key::new(JOB, id.0)).await? {
                self.edit(id, |record| record.deleted_ms = None).await?;
                continue;
            }
            // Other devices have heard of the deletion, and nothing comes back under a name that was deleted.
            let record = self.stored(&driver, id).await?;
            let copy = JobRecord { id: JobId(uuid::Uuid::now_v7()), deleted_ms: None, ..record };
            driver.records.insert(&copy).await?;
            driver.publish(copy);
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
        let driver = self.link.driver().await?;
        let record = driver.records.edit(id, edit).await?;
        driver.publish(record);
        Ok(())
    }

    pub(super) async fn stored(&self, driver: &Driver, id: JobId) -> Result<JobRecord, AppError> {
        Ok(driver.records.get(id).await?.ok_or(ChangeError::Missing)?)
    }
}

/// A large dataset reaches the server after the jobs that name it.
fn bars_not_here(dataset: &str) -> AppError {
    AppError::new(
        "bars_not_here",
        format!(
            "The bars of “{dataset}” are not in this browser, and the server does not have them yet. Open Hindcast on the device that has \
             them and wait until it has sent them, or import the file here; then try again."
        ),
    )
}
