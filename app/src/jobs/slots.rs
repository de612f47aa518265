//! The pool: what each worker is doing.

use shared::id::JobId;

use shared::job::Progress;

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
    /// How far it is with the task.
    pub progress: Progress,
}

impl Busy {
    pub(super) fn new(task: TaskId, assignment: Assignment) -> Self {
        Self { task, assignment, is_stopping: false, progress: Progress::default() }
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
