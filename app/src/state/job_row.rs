//! What the list of jobs holds, and what goes into it.

use leptos::prelude::*;
use shared::id::JobId;
use shared::job::{JobRecord, JobSpec, Progress};

use crate::jobs::checks::CheckStage;

/// A job on the page. Its signals are its own, so that one job's progress does not redraw the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JobHandle {
    /// Identity.
    pub id: JobId,
    /// The record as stored.
    pub record: RwSignal<JobRecord>,
    /// Progress, live.
    pub progress: RwSignal<Progress>,
    /// Where its look-ahead check stands, in this tab.
    pub check: RwSignal<CheckStage>,
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
