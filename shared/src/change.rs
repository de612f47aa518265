//! Changes of a job record, each a compare-and-set: it applies to the state, attempt and owner it was meant for, or not at all.

use std::collections::BTreeMap;

use engine::lookahead::LookAheadVerdict;

use crate::id::{DeviceId, JobId, OwnerId};
use crate::job::{JOB_SCHEMA, JobError, JobEvent, JobRecord, JobSpec, JobState, Progress, ResultRef};
use crate::job_state::JobStep;

/// What the history says of a job that was paused.
pub(crate) const PAUSED: &str = "paused";

/// A change of state with what it brings along.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A tab takes over a queued job.
    Adopt {
        /// The tab.
        by: OwnerId,
    },
    /// A tab begins to run it.
    Claim {
        /// The tab.
        by: OwnerId,
    },
    /// The result is durable.
    Complete {
        /// Where it lies.
        result: ResultRef,
        /// Headline numbers by key; undefined ones are left out, and infinite ones are not stored.
        summary: BTreeMap<String, f64>,
        /// Progress at the end.
        progress: Progress,
    },
    /// It ended by an error.
    Fail(JobError),
    /// The person does not want it any more.
    Cancel {
        /// How far it was.
        progress: Progress,
    },
    /// The person wants it to wait; it goes on only when they say so.
    Pause {
        /// How far it was.
        progress: Progress,
    },
    /// Its tab is gone.
    Interrupt,
    /// It is to run again.
    Requeue {
        /// The tab that will run it.
        by: OwnerId,
        /// Its device, which may be another than before.
        on: DeviceId,
    },
    /// It was checked for look-ahead. The job stays completed.
    Judge(LookAheadVerdict),
}

impl Change {
    /// The row of the transition table; `None` for what is no change of state.
    pub fn step(&self) -> Option<JobStep> {
        Some(match self {
            Self::Adopt { .. } => JobStep::Adopt,
            Self::Claim { .. } => JobStep::Claim,
            Self::Complete { .. } => JobStep::Complete,
            Self::Fail(_) => JobStep::Fail,
            Self::Cancel { .. } => JobStep::Cancel,
            Self::Interrupt | Self::Pause { .. } => JobStep::Interrupt,
            Self::Requeue { .. } => JobStep::Requeue,
            Self::Judge(_) => return None,
        })
    }
}

/// What the record must still say for a change to apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The run it is about.
    pub attempt: u32,
    /// The tab that has the job.
    pub owner: OwnerId,
}

/// Why a change did not apply. None of them is a fault: somebody else was first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    /// The table does not know it.
    #[error("a job that is {} cannot {step:?}", .state.word())]
    Refused {
        /// The state found.
        state: JobState,
        /// The step asked for.
        step: JobStep,
    },
    /// It is about an earlier run of the job.
    #[error("the job is at attempt {found}, the change is about attempt {expected}")]
    OldAttempt {
        /// Attempt of the record.
        found: u32,
        /// Attempt of the change.
        expected: u32,
    },
    /// Another tab has the job.
    #[error("another tab has the job")]
    OtherOwner,
    /// There is no result to judge.
    #[error("a job that is {} has no result to judge", .state.word())]
    NothingToJudge {
        /// The state found.
        state: JobState,
    },
}

impl JobRecord {
    /// A job that has just been submitted.
    pub fn new(
        id: JobId,
        spec: JobSpec,
        title: String,
        parent: Option<(JobId, u64)>,
        owner: OwnerId,
        device: DeviceId,
        now_ms: i64,
    ) -> Self {
        let first = JobEvent { at_ms: now_ms, state: JobState::Queued, attempt: 1, note: None };
        Self {
            id,
            schema: JOB_SCHEMA,
            spec,
            title,
            tags: Vec::new(),
            note: String::new(),
            starred: false,
            state: JobState::Queued,
            attempt: 1,
            owner,
            seq: 1,
            progress: Progress::default(),
            error: None,
            summary: BTreeMap::new(),
            result: None,
            look_ahead: None,
            is_paused: false,
            parent,
            device,
            created_ms: now_ms,
            started_ms: None,
            finished_ms: None,
            history: vec![first],
            deleted_ms: None,
            unknown: BTreeMap::new(),
        }
    }

    /// What a change that is decided on the sight of this record must find unchanged.
    pub fn expected(&self) -> Expected {
        Expected { attempt: self.attempt, owner: self.owner }
    }

    /// The record after the person wrote on it.
    #[must_use]
    pub fn edited(&self, edit: impl FnOnce(&mut Self)) -> Self {
        let mut next = self.clone();
        edit(&mut next);
        next.seq = self.seq + 1;
        next
    }

    /// The record after a change.
    ///
    /// # Errors
    /// The record is no longer what the change was decided on; see [`TransitionError`].
    pub fn changed(&self, change: &Change, expected: Expected, now_ms: i64) -> Result<Self, TransitionError> {
        if self.attempt != expected.attempt {
            return Err(TransitionError::OldAttempt { found: self.attempt, expected: expected.attempt });
        }
        let state = match change.step() {
            Some(step) => {
                self.state.after(step).ok_or(TransitionError::Refused { state: self.state, step })?
            }
            None if self.state == JobState::Completed => self.state,
            None => return Err(TransitionError::NothingToJudge { state: self.state }),
        };
        if self.owner != expected.owner {
            return Err(TransitionError::OtherOwner);
        }
        let mut next = Self { state, seq: self.seq + 1, ..self.clone() };
        let mut note = None;
        match change {
            Change::Adopt { by } => {
                next.owner = *by;
                note = Some("taken over from a closed tab".to_owned());
            }
            Change::Claim { by } => {
                next.owner = *by;
                next.started_ms = Some(now_ms);
            }
            Change::Complete { result, summary, progress } => {
                next.result = Some(result.clone());
                let finite = summary.iter().filter(|(_, number)| number.is_finite());
                next.summary = finite.map(|(key, number)| (key.clone(), *number)).collect();
                next.progress = progress.storable();
                let Progress { done, total, .. } = progress;
                note = (done < total).then(|| format!("stopped with {done} of {total} combinations"));
            }
            Change::Fail(error) => next.error = Some(error.clone()),
            Change::Cancel { progress } => next.progress = progress.storable(),
            Change::Pause { progress } => {
                next.schema = next.schema.max(JOB_SCHEMA);
                next.is_paused = true;
                next.progress = progress.storable();
                note = Some(PAUSED.to_owned());
            }
            Change::Interrupt => note = Some("the tab that ran it was closed or crashed".to_owned()),
            Change::Requeue { by, on } => {
                next.owner = *by;
                next.device = *on;
                next.attempt += 1;
                next.started_ms = None;
                next.finished_ms = None;
            }
            Change::Judge(verdict) => {
                next.schema = next.schema.max(JOB_SCHEMA);
                next.look_ahead = Some(verdict.clone());
                return Ok(next);
            }
        }
        // A paused job that is cancelled, say, no longer waits for anybody.
        next.is_paused &= state == JobState::Interrupted;
        if state.is_final() || state == JobState::Interrupted {
            next.finished_ms = Some(now_ms);
        }
        next.history.push(JobEvent { at_ms: now_ms, state, attempt: next.attempt, note });
        Ok(next)
    }
}

#[cfg(test)]
#[path = "change_tests.rs"]
mod tests;
