//! The queue of this tab: which job goes to which worker. Pure: an event in, effects out; no clock, no storage, no browser.
//!
//! It only ever speaks of jobs that this tab owns. Whether a change of state holds is decided in storage, by compare-and-set;
//! the queue asks ([`Effect::Claim`], [`Effect::Save`]) and is told when a job is no longer its own ([`Event::Revoked`]).
//! Order: errands (reading a dataset, for which somebody waits at the screen), then single backtests, then pieces of sweeps and
//! walk-forward runs, then look-ahead checks, which make way for all of these.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use engine::statistics::Better;
use engine::sweep::Objective;
use shared::change::{Change, Expected};
use shared::id::JobId;
use shared::job::{ErrorPlace, JobError, JobRecord, JobSpec, Progress};

use super::checks::{Check, CheckStage};
use super::plan::{Plan, Wish};
use super::slots::{Assignment, Busy, Slot};
use crate::worker::protocol::{Outcome, TaskId, Work};

/// Names one piece of work that is no job.
pub type ErrandId = u32;

/// What happened.
#[expect(missing_docs, reason = "each event names its worker and task")]
#[derive(Debug, Clone)]
pub enum Event {
    /// A queued job of this tab.
    Enqueue(Box<JobRecord>),
    /// The claim held: the job is running and ours.
    Claimed(JobId),
    /// The job was cancelled, or is another tab's.
    Revoked(JobId),
    /// Work that is no job.
    Errand(ErrandId, Box<Work>),
    /// A completed backtest is to be checked for look-ahead.
    Check(Box<JobRecord>),
    /// Nobody wants to know any more whether the job looks ahead.
    Uncheck(JobId),
    /// A sweep is to end early.
    Wish(JobId, Wish),
    /// The pool is to have so many workers.
    Resize(usize),
    /// A worker has loaded the engine.
    Ready(usize),
    /// A worker crashed, did not start, or fell silent.
    Lost(usize, JobError),
    /// How far a task is.
    Progress { worker: usize, task: TaskId, progress: Progress },
    /// A task is done.
    Done { worker: usize, task: TaskId, outcome: Outcome },
    /// A task failed; the worker is well.
    Failed { worker: usize, task: TaskId, error: JobError },
    /// A task was stopped as asked.
    Stopped { worker: usize, task: TaskId },
    /// A task was asked to stop and did not.
    StopOverdue { worker: usize, task: TaskId },
}

/// What is to be done.
#[expect(missing_docs, reason = "each effect names its worker and task")]
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Make the stored record *running*; answer with [`Event::Claimed`] or [`Event::Revoked`].
    Claim(JobId, Expected),
    /// Tell a worker what a sweep does, of which it gets pieces from now on.
    Give { worker: usize, job: JobId, spec: Box<JobSpec> },
    /// Give a worker a task.
    Send { worker: usize, task: TaskId, work: Box<Work>, errand: Option<ErrandId> },
    /// Ask a worker to stop; [`Event::StopOverdue`] after a while if it has not.
    Stop { worker: usize, task: TaskId },
    /// Ask a worker to store what it has and answer with that.
    Halt { worker: usize, task: TaskId },
    /// No worker works any more for a job that was forgotten: what it left may be removed.
    Clear(JobId),
    /// Start the worker at this place, ending the one that was there.
    Start(usize),
    /// End the worker at this place.
    End(usize),
    /// Change the stored record.
    Save(JobId, Expected, Change),
    /// Show progress.
    Show(JobId, Progress),
    /// Show where the look-ahead check of a job stands.
    ShowCheck(JobId, CheckStage),
    /// How far an errand is.
    ErrandProgress(ErrandId, Progress),
    /// An errand is over.
    ErrandDone(ErrandId, Result<Outcome, JobError>),
}

/// How a job is run.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// One piece of work for one worker: a backtest.
    Whole { sent: bool },
    /// Pieces for every worker: a sweep, a walk-forward run.
    Sweep(Plan),
}

/// A job that waits or runs.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) expected: Expected,
    pub(super) spec: JobSpec,
    pub(super) kind: Kind,
    pub(super) is_claimed: bool,
    pub(super) shown: Progress,
}

/// The queue and the pool of one tab.
#[derive(Debug, Default)]
pub struct Queue {
    pub(super) jobs: BTreeMap<JobId, Live>,
    pub(super) claiming: BTreeSet<JobId>,
    pub(super) errands: VecDeque<(ErrandId, Work)>,
    pub(super) checks: VecDeque<Check>,
    pub(super) slots: Vec<Slot>,
    /// The sweep that each worker knows, by its place. A worker that was started anew knows none.
    pub(super) given: BTreeMap<usize, JobId>,
    pub(super) size: usize,
    pub(super) next_task: TaskId,
    /// Why the last worker did not start, once all have given up.
    pub(super) broken: Option<JobError>,
}

impl Queue {
    /// Takes an event and says what is to be done.
    pub fn on(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        let out = &mut effects;
        match event {
            Event::Enqueue(job) => self.enqueue(*job),
            Event::Claimed(job) => self.claimed(job),
            Event::Revoked(job) => self.forget(job, out),
            Event::Errand(id, work) => self.errands.push_back((id, *work)),
            Event::Check(job) => self.ask_check(*job, out),
            Event::Uncheck(job) => self.drop_check(job, out),
            Event::Resize(size) => self.resize(size, out),
            Event::Ready(worker) => {
                if let Some(slot @ Slot::Starting { .. }) = self.slots.get_mut(worker) {
                    *slot = Slot::Idle;
                    self.broken = None;
                }
            }
            Event::Lost(worker, error) => self.lost(worker, error, out),
            Event::Wish(job, wish) => self.wish(job, wish, out),
            Event::Progress { worker, task, progress } => self.progress(worker, task, progress, out),
            Event::Done { worker, task, outcome } => {
                if let Some(busy) = self.release(worker, task) {
                    self.clear(&busy, out);
                    self.done(task, busy, outcome, out);
                }
            }
            Event::Failed { worker, task, error } => {
                if let Some(busy) = self.release(worker, task) {
                    self.clear(&busy, out);
                    self.fail(busy.assignment, error, out);
                }
            }
            Event::Stopped { worker, task } => {
                if let Some(busy) = self.release(worker, task) {
                    self.stopped(&busy, out);
                }
            }
            Event::StopOverdue { worker, task } => {
                if let Some(busy) = self.release(worker, task) {
                    self.stopped(&busy, out);
                    self.slots[worker] = Slot::Starting { failures: 0 };
                    self.start(worker, out);
                }
            }
        }
        self.shrink(out);
        self.dispatch(out);
        effects
    }

    /// The pool, for the page.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The attempt that is queued or running here.
    pub fn attempt(&self, id: JobId) -> Option<u32> {
        self.jobs.get(&id).map(|live| live.expected.attempt)
    }

    fn enqueue(&mut self, job: JobRecord) {
        let kind = match &job.spec {
            JobSpec::Backtest { .. } => Kind::Whole { sent: false },
            // What makes no sense is refused by the worker that surveys it, with the sentence.
            JobSpec::Sweep { sweep, .. } | JobSpec::WalkForward { sweep, .. } => {
                let is_lower = |objective: &Objective| objective.better == Better::Lower;
                Kind::Sweep(Plan::new(sweep.objective().is_some_and(is_lower)))
            }
        };
        let expected = job.expected();
        let known = self.jobs.get(&job.id).map(|live| live.expected);
        if known != Some(expected) {
            let shown = Progress::default();
            // Another attempt may be of another version: no worker goes on with what it knows.
            self.given.retain(|_, known| *known != job.id);
            self.jobs.insert(job.id, Live { expected, spec: job.spec, kind, is_claimed: false, shown });
        }
    }

    fn claimed(&mut self, id: JobId) {
        if self.claiming.remove(&id)
            && let Some(live) = self.jobs.get_mut(&id)
        {
            live.is_claimed = true;
        }
    }

    /// Stops all work for a job and knows it no more.
    pub(super) fn forget(&mut self, id: JobId, out: &mut Vec<Effect>) {
        self.claiming.remove(&id);
        if self.jobs.remove(&id).is_none() {
            return;
        }
        for (worker, slot) in self.slots.iter_mut().enumerate() {
            if let Slot::Busy(busy) = slot
                && busy.assignment == Assignment::Job(id)
                && !busy.is_stopping
            {
                busy.is_stopping = true;
                out.push(Effect::Stop { worker, task: busy.task });
            }
        }
    }

    fn resize(&mut self, size: usize, out: &mut Vec<Effect>) {
        self.size = size.max(1);
        while self.slots.len() < self.size {
            self.start(self.slots.len(), out);
            self.slots.push(Slot::Starting { failures: 0 });
        }
    }

    fn start(&mut self, worker: usize, out: &mut Vec<Effect>) {
        self.given.remove(&worker);
        out.push(Effect::Start(worker));
    }

    /// Ends workers beyond the size as soon as they are free.
    fn shrink(&mut self, out: &mut Vec<Effect>) {
        while self.slots.len() > self.size && !matches!(self.slots.last(), Some(Slot::Busy(_))) {
            self.slots.pop();
            out.push(Effect::End(self.slots.len()));
        }
    }

    fn lost(&mut self, worker: usize, error: JobError, out: &mut Vec<Effect>) {
        let Some(slot) = self.slots.get_mut(worker) else { return };
        let (next, busy) = match slot {
            Slot::Starting { failures } if *failures + 1 >= Slot::MAX_FAILURES => (Slot::Broken, None),
            Slot::Starting { failures } => (Slot::Starting { failures: *failures + 1 }, None),
            Slot::Busy(busy) => (Slot::Starting { failures: 0 }, Some(busy.clone())),
            Slot::Idle => (Slot::Starting { failures: 0 }, None),
            Slot::Broken => return,
        };
        let is_broken = matches!(next, Slot::Broken);
        *slot = next;
        if is_broken {
            out.push(Effect::End(worker));
        } else {
            self.start(worker, out);
        }
        if let Some(busy) = busy {
            if busy.is_stopping { self.stopped(&busy, out) } else { self.fail(busy.assignment, error, out) }
        } else if self.slots.iter().all(|slot| matches!(slot, Slot::Broken)) {
            self.broken = Some(error);
        }
    }

    fn progress(&mut self, worker: usize, task: TaskId, progress: Progress, out: &mut Vec<Effect>) {
        let Some(Slot::Busy(busy)) = self.slots.get_mut(worker) else { return };
        if busy.task != task || busy.is_stopping || progress.done < busy.progress.done {
            return;
        }
        busy.progress = progress;
        match busy.assignment {
            Assignment::Errand(id) => out.push(Effect::ErrandProgress(id, progress)),
            Assignment::Check(id) => {
                out.push(Effect::ShowCheck(id, CheckStage::Running(progress.share())));
            }
            Assignment::Job(id) => {
                let Some(live) = self.jobs.get_mut(&id) else { return };
                let progress = match &mut live.kind {
                    Kind::Whole { .. } => Progress { best: None, ..progress },
                    Kind::Sweep(plan) => {
                        plan.progress(task, progress);
                        of_plan(plan)
                    }
                };
                live.show(id, progress, out);
            }
        }
    }

    /// The task's worker is free; `None` if the answer is about a task that the worker does not have.
    fn release(&mut self, worker: usize, task: TaskId) -> Option<Busy> {
        let slot = self.slots.get_mut(worker)?;
        match slot {
            Slot::Busy(busy) if busy.task == task => {
                let busy = busy.clone();
                *slot = Slot::Idle;
                Some(busy)
            }
            _ => None,
        }
    }

    /// A task ended because it was asked to.
    fn stopped(&mut self, busy: &Busy, out: &mut Vec<Effect>) {
        self.clear(busy, out);
        if let Assignment::Check(id) = busy.assignment {
            self.put_back(id, busy.task, out);
        }
    }

    fn done(&mut self, task: TaskId, busy: Busy, outcome: Outcome, out: &mut Vec<Effect>) {
        let id = match busy.assignment {
            Assignment::Errand(id) => return out.push(Effect::ErrandDone(id, Ok(outcome))),
            Assignment::Check(id) => return self.checked(id, task, outcome, out),
            Assignment::Job(id) => id,
        };
        let Some(live) = self.jobs.get_mut(&id) else { return };
        match (&mut live.kind, outcome) {
            (kind, Outcome::Result { result, summary, units }) => {
                let (total, best) = match kind {
                    Kind::Sweep(plan) => {
                        plan.joined(task);
                        (plan.n_cells(), plan.best())
                    }
                    Kind::Whole { .. } => (units, None),
                };
                let progress = Progress { done: units, total, per_second: 0.0, best };
                let expected = live.expected;
                out.push(Effect::Save(id, expected, Change::Complete { result, summary, progress }));
                self.forget(id, out);
            }
            (Kind::Sweep(plan), Outcome::Stored { n_cells, n_round, ranges, best }) => {
                plan.surveyed(task, (n_cells, n_round), &ranges, best);
                self.advanced(id, out);
            }
            (Kind::Sweep(plan), Outcome::Cells { n_cells, best, seconds }) => {
                plan.stored(task, n_cells, best, seconds);
                self.advanced(id, out);
            }
            (_, other) => {
                let message = "Internal error: unexpected reply from a worker. Reload the page.";
                let error = error("wrong_answer", message, Some(format!("{other:?}")));
                self.fail(busy.assignment, error, out);
            }
        }
    }

    pub(super) fn fail(&mut self, assignment: Assignment, error: JobError, out: &mut Vec<Effect>) {
        match assignment {
            Assignment::Errand(id) => out.push(Effect::ErrandDone(id, Err(error))),
            Assignment::Check(id) => self.fail_check(id, error, out),
            Assignment::Job(id) => {
                if let Some(live) = self.jobs.get(&id) {
                    out.push(Effect::Save(id, live.expected, Change::Fail(error)));
                    self.forget(id, out);
                }
            }
        }
    }
}

impl Live {
    /// Shows progress that never goes down, and is complete only when the job is.
    pub(super) fn show(&mut self, id: JobId, progress: Progress, out: &mut Vec<Effect>) {
        let total = progress.total;
        let done = progress.done.min(total.saturating_sub(1)).max(self.shown.done);
        self.shown = Progress { done, ..progress };
        out.push(Effect::Show(id, self.shown));
    }
}

pub(super) fn of_plan(plan: &Plan) -> Progress {
    Progress { done: plan.done(), total: plan.n_cells(), per_second: plan.per_second(), best: plan.best() }
}

/// An error that is about no place in the data.
pub(crate) fn error(code: &str, message: &str, detail: Option<String>) -> JobError {
    JobError { code: code.to_owned(), message: message.to_owned(), place: ErrorPlace::default(), detail }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
pub(super) mod tests;
