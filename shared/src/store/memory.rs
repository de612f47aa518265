//! Records in memory: for tests, and for a browser that lets the page store nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{ChangeError, Found, JobStore};
use crate::change::{Change, Expected};
use crate::id::JobId;
use crate::job::JobRecord;

/// Why the memory store refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MemoryError {
    /// The id is taken.
    #[error("there is a job with this id already")]
    Taken,
}

/// Job records that are gone with the process.
#[derive(Debug, Default)]
pub struct MemoryStore(RefCell<BTreeMap<JobId, JobRecord>>);

impl MemoryStore {
    fn rewrite(
        &self,
        id: JobId,
        next: impl FnOnce(&JobRecord) -> Result<JobRecord, ChangeError<MemoryError>>,
    ) -> Result<JobRecord, ChangeError<MemoryError>> {
        let mut jobs = self.0.borrow_mut();
        let job = jobs.get_mut(&id).ok_or(ChangeError::Missing)?;
        *job = next(job)?;
        Ok(job.clone())
    }
}

impl JobStore for MemoryStore {
    type Error = MemoryError;

    async fn insert(&self, job: &JobRecord) -> Result<(), MemoryError> {
        let mut jobs = self.0.borrow_mut();
        if jobs.contains_key(&job.id) {
            return Err(MemoryError::Taken);
        }
        jobs.insert(job.id, job.clone());
        Ok(())
    }

    async fn get(&self, id: JobId) -> Result<Option<JobRecord>, MemoryError> {
        Ok(self.0.borrow().get(&id).cloned())
    }

    async fn all(&self) -> Result<Vec<Found<JobRecord>>, MemoryError> {
        Ok(self.0.borrow().values().cloned().map(Found::Record).collect())
    }

    async fn change(
        &self,
        id: JobId,
        expected: Expected,
        change: &Change,
        now_ms: i64,
    ) -> Result<JobRecord, ChangeError<MemoryError>> {
        self.rewrite(id, |job| Ok(job.changed(change, expected, now_ms)?))
    }

    async fn edit(
        &self,
        id: JobId,
        edit: impl FnOnce(&mut JobRecord),
    ) -> Result<JobRecord, ChangeError<MemoryError>> {
        self.rewrite(id, |job| Ok(job.edited(edit)))
    }
}

#[cfg(test)]
mod tests {
    crate::job_store_conformance!(native, super::MemoryStore::default());
}
