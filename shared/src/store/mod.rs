//! A place where job records are kept: the trait, one implementation in memory, and the suite that every implementation passes.

mod memory;
#[cfg(any(test, feature = "conformance"))]
pub mod suite;

use std::fmt::{Debug, Display};

use crate::change::{Change, Expected, TransitionError};
use crate::id::JobId;
use crate::job::JobRecord;

pub use memory::{MemoryError, MemoryStore};

/// A record as found. One that cannot be read hides no other.
#[derive(Debug, Clone, PartialEq)]
pub enum Found<T> {
    /// It could be read.
    Record(T),
    /// It could not.
    Unreadable {
        /// Its key.
        key: String,
        /// Why.
        reason: String,
        /// The record as JSON.
        raw: String,
    },
}

/// Why a job record was not changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChangeError<E: Debug + Display> {
    /// Somebody else was first.
    #[error(transparent)]
    Transition(#[from] TransitionError),
    /// There is no such record, or it cannot be read.
    #[error("there is no readable record of this job")]
    Missing,
    /// The store failed.
    #[error("{0}")]
    Store(E),
}

/// A place where job records are kept.
pub trait JobStore {
    /// How the store itself can fail.
    type Error: Debug + Display;

    /// Stores a new job.
    ///
    /// # Errors
    /// The id is taken, or the store fails.
    fn insert(&self, job: &JobRecord) -> impl Future<Output = Result<(), Self::Error>>;

    /// One job, `None` if it is missing or unreadable.
    ///
    /// # Errors
    /// The store fails.
    fn get(&self, id: JobId) -> impl Future<Output = Result<Option<JobRecord>, Self::Error>>;

    /// Every job, in the order of their ids, which is that of their creation.
    ///
    /// # Errors
    /// The store fails.
    fn all(&self) -> impl Future<Output = Result<Vec<Found<JobRecord>>, Self::Error>>;

    /// Changes the state of a job, atomically: read, check, write. The answer is what is stored then.
    ///
    /// # Errors
    /// Somebody else was first, there is no such job, or the store fails; nothing is changed then.
    fn change(
        &self,
        id: JobId,
        expected: Expected,
        change: &Change,
        now_ms: i64,
    ) -> impl Future<Output = Result<JobRecord, ChangeError<Self::Error>>>;

    /// Changes what is not part of the state machine: title, tags, note, star, deletion.
    ///
    /// # Errors
    /// There is no such job, or the store fails.
    fn edit(
        &self,
        id: JobId,
        edit: impl FnOnce(&mut JobRecord),
    ) -> impl Future<Output = Result<JobRecord, ChangeError<Self::Error>>>;
}
