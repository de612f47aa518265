//! The one transition table of a job.
//!
//! ```text
//! queued ──► running ──► completed
//!   │          │  ├────► failed
//!   │          │  └────► interrupted ──► queued (attempt + 1)
//!   └──────────┴───────────────┴───────► cancelled
//! ```

use serde::{Deserialize, Serialize};

use crate::job::JobState;

/// What can happen to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStep {
    /// Another tab takes over a queued job whose tab is gone.
    Adopt,
    /// A tab begins to run it.
    Claim,
    /// Its result is durable.
    Complete,
    /// It ended by an error.
    Fail,
    /// The person does not want it any more.
    Cancel,
    /// Its tab is gone.
    Interrupt,
    /// It is to run again.
    Requeue,
}

impl JobStep {
    /// All steps, for tests that walk the table.
    pub const ALL: [Self; 7] =
        [Self::Adopt, Self::Claim, Self::Complete, Self::Fail, Self::Cancel, Self::Interrupt, Self::Requeue];
}

impl JobState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Running, Self::Completed, Self::Failed, Self::Cancelled, Self::Interrupted];

    /// The state after a step, `None` if the step is not possible in this state.
    pub fn after(self, step: JobStep) -> Option<Self> {
        match (self, step) {
            (Self::Queued, JobStep::Adopt) => Some(Self::Queued),
            (Self::Queued, JobStep::Claim) => Some(Self::Running),
            (Self::Queued, JobStep::Cancel) => Some(Self::Cancelled),
            (Self::Running, JobStep::Complete) => Some(Self::Completed),
            (Self::Running, JobStep::Fail) => Some(Self::Failed),
            (Self::Running, JobStep::Cancel) => Some(Self::Cancelled),
            (Self::Running, JobStep::Interrupt) => Some(Self::Interrupted),
            (Self::Interrupted, JobStep::Requeue) => Some(Self::Queued),
            (Self::Interrupted, JobStep::Cancel) => Some(Self::Cancelled),
            _ => None,
        }
    }

    /// Whether the state never changes again.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }

    /// Whether the job waits for a worker or has one.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    /// The word on the page and on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Interrupted => "interrupted",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table() {
        let mut table = String::new();
        for state in JobState::ALL {
            for step in JobStep::ALL {
                let after = state.after(step).map_or("refused", JobState::word);
                table.push_str(&format!("{:<12}{:<10}{after}\n", state.word(), format!("{step:?}")));
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn final_states_never_change() {
        for state in JobState::ALL.into_iter().filter(|state| state.is_final()) {
            assert!(JobStep::ALL.into_iter().all(|step| state.after(step).is_none()), "{state:?}");
        }
    }
}
