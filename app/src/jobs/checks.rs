//! Look-ahead checks of completed backtests: work for workers that nobody else needs, given up at once when somebody does.

use shared::change::{Change, Expected};
use shared::id::JobId;
use shared::job::{JobError, JobRecord, JobSpec, JobState, RunSpec};

use super::queue::{Effect, Kind, Live, Queue, error};
use super::slots::{Assignment, Slot};
use crate::worker::protocol::{Outcome, TaskId, Work};

/// Where the check of a job stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CheckStage {
    /// Nobody is checking; the record says what was found, if it was ever checked.
    #[default]
    Idle,
    /// It waits for a worker that has nothing else to do.
    Waiting,
    /// It is under way, and this far.
    Running(f64),
    /// It could not be done.
    Failed(JobError),
}

/// A check that waits or runs.
#[derive(Debug, Clone)]
pub(super) struct Check {
    id: JobId,
    expected: Expected,
    run: RunSpec,
    /// The task it is with.
    task: Option<TaskId>,
}

impl Queue {
    /// Takes a completed backtest to check; one that is being checked already goes on.
    pub(super) fn ask_check(&mut self, job: JobRecord, out: &mut Vec<Effect>) {
        let (id, expected) = (job.id, job.expected());
        let JobSpec::Backtest { run } = job.spec else { return };
        if job.state == JobState::Completed && self.checks.iter().all(|check| check.id != id) {
            self.checks.push_back(Check { id, expected, run, task: None });
            out.push(Effect::ShowCheck(id, CheckStage::Waiting));
        }
    }

    /// Nobody wants to know any more.
    pub(super) fn drop_check(&mut self, id: JobId, out: &mut Vec<Effect>) {
        let Some(at) = self.checks.iter().position(|check| check.id == id) else { return };
        self.checks.remove(at);
        self.stop_checks(usize::MAX, |check| check == id, out);
        out.push(Effect::ShowCheck(id, CheckStage::Idle));
    }

    pub(super) fn next_check(&mut self, task: TaskId) -> Option<(Assignment, Work)> {
        let check = self.checks.iter_mut().find(|check| check.task.is_none())?;
        check.task = Some(task);
        // The same job is cut at the same places, so that what was found can be found again.
        let seed = check.id.0.as_u128() as u32;
        Some((Assignment::Check(check.id), Work::LookAhead { run: check.run.clone(), seed }))
    }

    /// Has as many checks stop as there is work that finds no worker. They begin anew when there is time.
    pub(super) fn make_way(&mut self, out: &mut Vec<Effect>) {
        let waits = |(id, live): &(&JobId, &Live)| match &live.kind {
            _ if !live.is_claimed => !self.claiming.contains(id),
            Kind::Whole { sent } => !sent,
            Kind::Sweep(plan) => plan.has_work(),
        };
        let n_waiting = self.errands.len() + self.jobs.iter().filter(waits).count();
        let is_stopping = |slot: &&Slot| matches!(slot, Slot::Busy(busy) if busy.is_stopping && matches!(busy.assignment, Assignment::Check(_)));
        let n_free = self.slots.iter().filter(is_stopping).count();
        self.stop_checks(n_waiting.saturating_sub(n_free), |_| true, out);
    }

    fn stop_checks(&mut self, n_max: usize, is_wanted: impl Fn(JobId) -> bool, out: &mut Vec<Effect>) {
        let mut n = 0;
        for (worker, slot) in self.slots.iter_mut().enumerate().rev() {
            if let Slot::Busy(busy) = slot
                && let Assignment::Check(id) = busy.assignment
                && !busy.is_stopping
                && n < n_max
                && is_wanted(id)
            {
                (busy.is_stopping, n) = (true, n + 1);
                out.push(Effect::Stop { worker, task: busy.task });
            }
        }
    }

    /// The task ended without an answer because it was asked to: the check waits again.
    pub(super) fn put_back(&mut self, id: JobId, task: TaskId, out: &mut Vec<Effect>) {
        if let Some(check) = self.checks.iter_mut().find(|check| check.id == id && check.task == Some(task)) {
            check.task = None;
            out.push(Effect::ShowCheck(id, CheckStage::Waiting));
        }
    }

    pub(super) fn checked(&mut self, id: JobId, task: TaskId, outcome: Outcome, out: &mut Vec<Effect>) {
        let Outcome::Judged { verdict } = outcome else {
            let message = "Internal error: unexpected reply from a worker. Reload the page.";
            return self.fail_check(id, error("wrong_answer", message, Some(format!("{outcome:?}"))), out);
        };
        let is_it = |check: &Check| check.id == id && check.task == Some(task);
        if let Some(at) = self.checks.iter().position(is_it)
            && let Some(check) = self.checks.remove(at)
        {
            // Shown as over when it is stored.
            out.push(Effect::Save(id, check.expected, Change::Judge(verdict)));
        }
    }

    /// The job itself is as good as before.
    pub(super) fn fail_check(&mut self, id: JobId, error: JobError, out: &mut Vec<Effect>) {
        if let Some(at) = self.checks.iter().position(|check| check.id == id) {
            self.checks.remove(at);
            out.push(Effect::ShowCheck(id, CheckStage::Failed(error)));
        }
    }

    pub(super) fn fail_all_checks(&mut self, error: &JobError, out: &mut Vec<Effect>) {
        for check in self.checks.drain(..) {
            out.push(Effect::ShowCheck(check.id, CheckStage::Failed(error.clone())));
        }
    }
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
