//! How long a job ran, over all its attempts.

use crate::change::PAUSED;
use crate::job::{JobRecord, JobState};

/// The time that workers spent on a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunTime {
    /// Milliseconds from start to end, summed over the attempts whose end is known.
    pub ms: i64,
    /// Whether an attempt ended with its tab. When that was is not known, so its time is not counted.
    pub is_least: bool,
}

impl RunTime {
    /// The time of a job that does not run; `None` if it never ran, or runs.
    pub fn of(record: &JobRecord) -> Option<Self> {
        let mut time = Self { ms: 0, is_least: false };
        let mut n_attempts = 0;
        for events in record.history.windows(2).filter(|events| events[0].state == JobState::Running) {
            let end = &events[1];
            n_attempts += 1;
            if end.state == JobState::Interrupted && end.note.as_deref() != Some(PAUSED) {
                time.is_least = true;
            } else {
                time.ms += (end.at_ms - events[0].at_ms).max(0);
            }
        }
        let is_running = record.history.last().is_some_and(|event| event.state == JobState::Running);
        (n_attempts > 0 && !is_running).then_some(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::job;
    use crate::job::JobEvent;

    fn after(events: &[(i64, JobState, Option<&str>)]) -> Option<RunTime> {
        let history = events
            .iter()
            .map(|(at_ms, state, note)| JobEvent {
                at_ms: *at_ms,
                state: *state,
                attempt: 1,
                note: note.map(str::to_owned),
            })
            .collect();
        RunTime::of(&JobRecord { history, ..job(1) })
    }

    #[test]
    fn a_pause_neither_counts_nor_makes_what_came_before_it_forgotten() {
        use JobState::{Completed, Interrupted, Queued, Running};
        let before = [(0, Queued, None), (10, Running, None), (8_600, Interrupted, Some(PAUSED))];
        assert_eq!(after(&before), Some(RunTime { ms: 8_590, is_least: false }));
        let resumed = [(60_000, Queued, None), (60_100, Running, None), (62_120, Completed, None)];
        let all = [before, resumed].concat();
        assert_eq!(after(&all), Some(RunTime { ms: 8_590 + 2_020, is_least: false }));
        assert_eq!(after(&all[..5]), None);
        assert_eq!(after(&all[..1]), None);
    }

    #[test]
    fn an_attempt_that_ended_with_its_tab_is_not_counted_as_if_its_end_were_known() {
        use JobState::{Completed, Interrupted, Running};
        let events =
            [(0, Running, None), (90_000, Interrupted, Some("the tab is gone")), (95_000, Running, None)];
        let all = [&events[..], &[(96_000, Completed, None)]].concat();
        assert_eq!(after(&all), Some(RunTime { ms: 1_000, is_least: true }));
        assert_eq!(after(&events[..2]), Some(RunTime { ms: 0, is_least: true }));
    }
}
