//! Who gets the next free worker.

use std::collections::VecDeque;

use shared::id::JobId;
use shared::job::JobError;

use super::plan::Piece;
use super::queue::{Effect, Kind, Live, Queue};
use super::slots::{Assignment, Busy, Slot};
use crate::worker::protocol::{TaskId, Work};

impl Queue {
    /// Gives every free worker the next piece of work, and asks for as many further jobs as there are workers left.
    pub(super) fn dispatch(&mut self, out: &mut Vec<Effect>) {
        if let Some(error) = self.broken.clone() {
            return self.give_up(&error, out);
        }
        let is_idle = |worker: &usize| matches!(self.slots[*worker], Slot::Idle);
        let mut free: VecDeque<usize> = (0..self.slots.len().min(self.size)).filter(is_idle).collect();
        self.hand_out(&mut free, Self::next_errand, out);
        self.hand_out(&mut free, Self::next_whole, out);
        // A worker is kept for each job of one piece about to begin; sweeps would otherwise take every one.
        let n_kept = self.claim(free.len(), |kind| matches!(kind, Kind::Whole { .. }), out);
        free.truncate(free.len() - n_kept);
        self.hand_out(&mut free, Self::next_piece, out);
        let n_kept = self.claim(free.len(), |kind| matches!(kind, Kind::Sweep(_)), out);
        free.truncate(free.len() - n_kept);
        self.hand_out(&mut free, Self::next_check, out);
        self.make_way(out);
    }

    fn hand_out(
        &mut self,
        free: &mut VecDeque<usize>,
        next: fn(&mut Self, TaskId) -> Option<(Assignment, Work)>,
        out: &mut Vec<Effect>,
    ) {
        while let Some(&worker) = free.front() {
            let task = self.next_task;
            let Some((assignment, work)) = next(self, task) else { return };
            free.pop_front();
            self.next_task += 1;
            let errand = match assignment {
                Assignment::Errand(id) => Some(id),
                Assignment::Job(_) | Assignment::Check(_) => None,
            };
            self.slots[worker] = Slot::Busy(Busy::new(task, assignment));
            self.give(worker, &work, out);
            out.push(Effect::Send { worker, task, work: Box::new(work), errand });
        }
    }

    /// Tells a worker what the sweep does that its next piece is of, unless it knows.
    fn give(&mut self, worker: usize, work: &Work, out: &mut Vec<Effect>) {
        if let Some(job) = work.sweep()
            && let Some(live) = self.jobs.get(&job)
            && self.given.insert(worker, job) != Some(job)
        {
            out.push(Effect::Give { worker, job, spec: Box::new(live.spec.clone()) });
        }
    }

    /// Claims waiting jobs of a kind, so that at most `n_max` claims of it are under way; says how many are.
    fn claim(&mut self, n_max: usize, is_wanted: fn(&Kind) -> bool, out: &mut Vec<Effect>) -> usize {
        let waiting = |live: &&Live| !live.is_claimed && is_wanted(&live.kind);
        let claiming = self.jobs.iter().filter(|(id, live)| waiting(live) && self.claiming.contains(id));
        let mut n = claiming.count();
        for (id, live) in self.jobs.iter().filter(|(_, live)| waiting(live)) {
            if n >= n_max {
                break;
            }
            if self.claiming.insert(*id) {
                out.push(Effect::Claim(*id, live.expected));
                n += 1;
            }
        }
        n.min(n_max)
    }

    fn next_errand(&mut self, _task: TaskId) -> Option<(Assignment, Work)> {
        self.errands.pop_front().map(|(id, work)| (Assignment::Errand(id), work))
    }

    fn next_whole(&mut self, _task: TaskId) -> Option<(Assignment, Work)> {
        let is_next = |live: &Live| live.is_claimed && matches!(live.kind, Kind::Whole { sent: false });
        let (id, live) = self.jobs.iter_mut().find(|(_, live)| is_next(live))?;
        live.kind = Kind::Whole { sent: true };
        Some((Assignment::Job(*id), Work::Backtest { run: live.spec.run().clone() }))
    }

    fn next_piece(&mut self, task: TaskId) -> Option<(Assignment, Work)> {
        self.jobs.iter_mut().filter(|(_, live)| live.is_claimed).find_map(|(id, live)| {
            let Kind::Sweep(plan) = &mut live.kind else { return None };
            let job = *id;
            let work = match plan.take(task)? {
                Piece::Survey => Work::Survey { job },
                Piece::Join => Work::Join { job, is_stopped: plan.is_stopped() },
                Piece::Cells(range) => {
                    let (first, n_cells) = (range.start, range.end - range.start);
                    Work::Cells { job, first, n_cells }
                }
            };
            Some((Assignment::Job(job), work))
        })
    }

    /// No worker starts: jobs that wait would wait for ever.
    fn give_up(&mut self, error: &JobError, out: &mut Vec<Effect>) {
        for (id, _) in self.errands.drain(..) {
            out.push(Effect::ErrandDone(id, Err(error.clone())));
        }
        let claimed: Vec<JobId> =
            self.jobs.iter().filter(|(_, live)| live.is_claimed).map(|(id, _)| *id).collect();
        for id in claimed {
            self.fail(Assignment::Job(id), error.clone(), out);
        }
        for (id, live) in &self.jobs {
            if self.claiming.insert(*id) {
                out.push(Effect::Claim(*id, live.expected));
            }
        }
        self.fail_all_checks(error, out);
    }
}
