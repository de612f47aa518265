//! The pool: what each worker is doing.

use shared::id::JobId;

use super::queue::ErrandId;
use crate::worker::protocol::TaskId;

/// For whom a worker works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    /// A job.
    Job(JobId),
    /// Something that is no job.
    Errand(ErrandId),
    /// The look-ahead check of a job that is over.
    Check(JobId),
}

/// A worker at work.
#[derive(Debug, Clone, PartialEq)]
pub struct Busy {
    /// Its task.
    pub task: TaskId,
    /// For whom.
    pub assignment: Assignment,
    /// Whether it was asked to stop.
    pub is_stopping: bool,
    /// Units of the task done.
    pub done: u64,
    /// Units of the task in all, 0 while unknown.
    pub total: u64,
    /// Units per second.
    pub per_second: f64,
}

impl Busy {
    pub(super) fn new(task: TaskId, assignment: Assignment) -> Self {
        Self { task, assignment, is_stopping: false, done: 0, total: 0, per_second: 0.0 }
    }
}

/// What a worker is doing.
#[derive(Debug, Clone, PartialEq)]
pub enum Slot {
    /// It loads the engine, after so many failures to.
    Starting {
        /// Failures in a row.
        failures: u32,
    },
    /// It waits.
    Idle,
    /// It works.
    Busy(Busy),
    /// It failed to start too often.
    Broken,
}

impl Slot {
    /// A worker that failed so often in a row is not started again.
    pub const MAX_FAILURES: u32 = 3;
}
