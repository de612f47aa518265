//! Sweeps and walk-forward runs that end before all cells are done: paused, stopped, or cancelled while a worker still writes.

use shared::change::Change;
use shared::id::JobId;

use super::plan::Wish;
use super::queue::{Effect, Kind, Queue, of_plan};
use super::slots::{Assignment, Busy, Slot};

impl Queue {
    /// Has the workers of a sweep store what they have. Jobs of other kinds run on.
    pub(super) fn wish(&mut self, id: JobId, wish: Wish, out: &mut Vec<Effect>) {
        let Some(Kind::Sweep(plan)) = self.jobs.get_mut(&id).map(|live| &mut live.kind) else { return };
        let tasks = plan.end(wish);
        for (worker, slot) in self.slots.iter().enumerate() {
            if let Slot::Busy(Busy { task, .. }) = slot
                && tasks.contains(task)
            {
                out.push(Effect::Halt { worker, task: *task });
            }
        }
        self.advanced(id, out);
    }

    /// A piece of a sweep is stored: shows how far it is, and pauses it if that was all that a pause waited for.
    pub(super) fn advanced(&mut self, id: JobId, out: &mut Vec<Effect>) {
        let Some(live) = self.jobs.get_mut(&id) else { return };
        let Kind::Sweep(plan) = &live.kind else { return };
        let (progress, is_paused) = (of_plan(plan), plan.is_paused() && live.is_claimed);
        live.show(id, progress, out);
        if is_paused {
            out.push(Effect::Save(id, live.expected, Change::Pause { progress: live.shown }));
            self.forget(id, out);
        }
    }

    /// Tells when the last worker that was asked to stop has left its job.
    pub(super) fn clear(&self, left: &Busy, out: &mut Vec<Effect>) {
        let is_here = |slot: &Slot| matches!(slot, Slot::Busy(busy) if busy.assignment == left.assignment);
        if let Assignment::Job(id) = left.assignment
            && left.is_stopping
            && !self.slots.iter().any(is_here)
        {
            out.push(Effect::Clear(id));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::queue::Event;
    use crate::jobs::queue::tests::{id, ready, result, saves, sends, sweep, walk};
    use crate::worker::protocol::{Outcome, Work};

    /// Two workers at chunks of a sweep of 100 cells.
    fn running() -> Queue {
        let mut queue = ready(2);
        queue.on(Event::Enqueue(sweep(1, 100)));
        queue.on(Event::Claimed(id(1)));
        let outcome = Outcome::Stored { n_cells: 100, n_round: 100, ranges: vec![], best: None };
        queue.on(Event::Done { worker: 0, task: 0, outcome });
        queue
    }

    fn cells(worker: usize, task: u32, n_cells: u64) -> Event {
        Event::Done { worker, task, outcome: Outcome::Cells { n_cells, best: None, seconds: 0.1 } }
    }

    #[test]
    fn a_paused_sweep_is_saved_as_paused_once_every_worker_has_stored_what_it_had() {
        let mut queue = running();
        let effects = queue.on(Event::Wish(id(1), Wish::Pause));
        let halts: Vec<_> = effects.iter().filter(|effect| matches!(effect, Effect::Halt { .. })).collect();
        assert_eq!(halts, [&Effect::Halt { worker: 0, task: 1 }, &Effect::Halt { worker: 1, task: 2 }]);
        let effects = queue.on(cells(0, 1, 3));
        assert_eq!((sends(&effects).len(), saves(&effects).len()), (0, 0));
        let effects = queue.on(cells(1, 2, 8));
        assert!(
            matches!(saves(&effects)[..], [Change::Pause { progress }] if progress.done == 11),
            "{effects:?}"
        );
        assert_eq!(queue.attempt(id(1)), None);
    }

    #[test]
    fn a_walk_forward_run_is_split_over_all_workers_and_paused_like_a_sweep() {
        let mut queue = ready(2);
        queue.on(Event::Enqueue(walk(1)));
        let effects = queue.on(Event::Claimed(id(1)));
        assert!(matches!(sends(&effects)[..], [(0, 0, Work::Survey { .. })]), "{effects:?}");
        let outcome = Outcome::Stored { n_cells: 100, n_round: 100, ranges: vec![], best: None };
        let effects = queue.on(Event::Done { worker: 0, task: 0, outcome });
        let pieces = sends(&effects);
        assert!(matches!(pieces[..], [(0, 1, Work::Cells { .. }), (1, 2, Work::Cells { .. })]), "{pieces:?}");
        queue.on(Event::Wish(id(1), Wish::Pause));
        queue.on(cells(0, 1, 3));
        let effects = queue.on(cells(1, 2, 8));
        assert!(matches!(saves(&effects)[..], [Change::Pause { .. }]), "{effects:?}");
    }

    #[test]
    fn a_stopped_sweep_is_put_together_and_says_how_many_cells_it_has() {
        let mut queue = running();
        queue.on(Event::Wish(id(1), Wish::Stop));
        queue.on(cells(0, 1, 3));
        let effects = queue.on(cells(1, 2, 8));
        let sent = sends(&effects);
        let &[(worker, task, Work::Join { is_stopped: true, .. })] = &sent[..] else { panic!("{sent:?}") };
        let Outcome::Result { result, summary, .. } = result() else { unreachable!() };
        let outcome = Outcome::Result { result, summary, units: 11 };
        let effects = queue.on(Event::Done { worker, task, outcome });
        let saved = saves(&effects);
        assert!(
            matches!(saved[..], [Change::Complete { progress, .. }] if (progress.done, progress.total) == (11, 100))
        );
    }

    #[test]
    fn a_wish_about_a_job_of_another_tab_does_nothing() {
        assert_eq!(ready(1).on(Event::Wish(id(7), Wish::Stop)), []);
    }

    #[test]
    fn chunks_of_a_cancelled_sweep_are_cleared_when_the_last_worker_has_left_it() {
        let mut queue = running();
        queue.on(Event::Revoked(id(1)));
        assert_eq!(queue.on(cells(0, 1, 8)), [], "the other may still be writing");
        assert_eq!(queue.on(Event::Stopped { worker: 1, task: 2 }), [Effect::Clear(id(1))]);
    }
}
