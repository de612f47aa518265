//! Jobs: the list, and everything a person can do with one.

use leptos::prelude::*;
use shared::id::JobId;
use shared::job::{JobRecord, JobSpec, Progress};
use shared::result::StoredReport;
use shared::table::CellTable;

use super::{AppError, LoadState};

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
}

impl Jobs {
    pub(super) fn new() -> Self {
        Self { load_state: RwSignal::new(LoadState::Loading), rows: RwSignal::new(Vec::new()) }
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
        let _ = job;
        Err(AppError::not_ready())
    }

    /// Cancels a job; one that is over stays as it is.
    ///
    /// # Errors
    /// The record could not be changed.
    pub async fn cancel(&self, id: JobId) -> Result<(), AppError> {
        let _ = id;
        Err(AppError::not_ready())
    }

    /// Submits a new job with the same settings.
    ///
    /// # Errors
    /// It could not be stored.
    pub async fn rerun(&self, id: JobId) -> Result<JobId, AppError> {
        let _ = id;
        Err(AppError::not_ready())
    }

    /// Puts an interrupted job back into the queue; a sweep goes on from its stored cells.
    ///
    /// # Errors
    /// The record could not be changed.
    pub async fn resume(&self, id: JobId) -> Result<(), AppError> {
        let _ = id;
        Err(AppError::not_ready())
    }

    /// Deletes jobs so that [`Jobs::restore`] can bring them back. Active ones are cancelled first.
    ///
    /// # Errors
    /// A record could not be changed.
    pub async fn delete(&self, ids: Vec<JobId>) -> Result<(), AppError> {
        let _ = ids;
        Err(AppError::not_ready())
    }

    /// Brings deleted jobs back.
    ///
    /// # Errors
    /// A record could not be changed.
    pub async fn restore(&self, ids: Vec<JobId>) -> Result<(), AppError> {
        let _ = ids;
        Err(AppError::not_ready())
    }

    /// Changes what the person writes on a job.
    ///
    /// # Errors
    /// The record could not be changed.
    pub async fn label(&self, id: JobId, change: impl FnOnce(&mut JobLabels)) -> Result<(), AppError> {
        let _ = (id, change);
        Err(AppError::not_ready())
    }

    /// The report of a completed backtest.
    ///
    /// # Errors
    /// There is none, or its bytes are missing or damaged.
    pub async fn report(&self, id: JobId) -> Result<StoredReport, AppError> {
        let _ = id;
        Err(AppError::not_ready())
    }

    /// The table of a completed sweep.
    ///
    /// # Errors
    /// There is none, or its bytes are missing or damaged.
    pub async fn cells(&self, id: JobId) -> Result<CellTable, AppError> {
        let _ = id;
        Err(AppError::not_ready())
    }

    /// All records, unreadable ones as they are, as one JSON text.
    ///
    /// # Errors
    /// They could not be read.
    pub async fn export_records(&self) -> Result<String, AppError> {
        Err(AppError::not_ready())
    }
}
