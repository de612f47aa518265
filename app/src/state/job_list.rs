//! The list of jobs kept in step with storage.

use leptos::prelude::*;
use shared::id::JobId;
use shared::job::{JobRecord, JobState, Progress};
use shared::store::{Found, JobStore};

use super::{AppError, JobHandle, JobRow, Jobs, LoadState, set_if_new};
use crate::jobs::checks::CheckStage;
use crate::storage::records::Records;

impl Jobs {
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
        set_if_new(self.load_state, LoadState::Ready);
        Ok(readable)
    }

    pub(super) fn fail(&self, error: &AppError) {
        set_if_new(self.load_state, LoadState::Failed(error.clone()));
    }

    /// Shows a record as it is stored now.
    pub(super) fn show(&self, record: JobRecord) {
        let known = self.handles.with_value(|handles| handles.get(&record.id).copied());
        let Some(handle) = known else {
            self.insert(record);
            return self.list();
        };
        let (is_stale, was_deleted, is_new_attempt, was_active) = handle.record.with_untracked(|shown| {
            let is_new_attempt = shown.attempt != record.attempt;
            (shown.seq > record.seq, shown.deleted_ms.is_some(), is_new_attempt, shown.state.is_active())
        });
        if is_stale {
            return;
        }
        let is_deleted = record.deleted_ms.is_some();
        // What the record says of other states is older than what was heard.
        let is_told = matches!(record.state, JobState::Completed | JobState::Cancelled) || record.is_paused;
        if is_told || is_new_attempt {
            handle.progress.set(record.progress);
        }
        let has_ended = was_active && matches!(record.state, JobState::Completed | JobState::Failed);
        let (id, is_own) = (record.id, untrack(|| self.is_own(&record)));
        handle.record.set(record);
        if has_ended && is_own {
            self.ended.set(Some(id));
        }
        if is_deleted != was_deleted {
            self.list();
        }
    }

    /// Takes a job out that is not stored any more.
    pub(super) fn remove(&self, id: JobId) {
        self.handles.update_value(|handles| {
            handles.remove(&id);
        });
        self.list();
    }

    /// The attempt at which a job of this device runs; `None` if it does not.
    pub(super) fn running_here(&self, id: JobId) -> Option<u32> {
        let handle = self.handles.with_value(|handles| handles.get(&id).copied())?;
        handle.record.with_untracked(|record| {
            (record.state == JobState::Running && self.is_own(record)).then_some(record.attempt)
        })
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

    /// Shows where the look-ahead check of a job stands.
    pub(super) fn show_check(&self, id: JobId, stage: CheckStage) {
        if let Some(handle) = self.handles.with_value(|handles| handles.get(&id).copied()) {
            handle.check.set(stage);
        }
    }

    fn insert(&self, record: JobRecord) {
        let (id, progress) = (record.id, record.progress);
        let make = || JobHandle {
            id,
            record: RwSignal::new(record),
            progress: RwSignal::new(progress),
            check: RwSignal::default(),
        };
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
        set_if_new(self.rows, rows);
    }
}
