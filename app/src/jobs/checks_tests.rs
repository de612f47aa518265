//! Look-ahead checks among the other work, played through event by event.

use super::*;
use crate::jobs::queue::Event;
use crate::jobs::queue::tests::{backtest, crash, id, ready, result, saves, sends, sweep};
use engine::lookahead::LookAheadVerdict;
use shared::job::Progress;

fn completed(n: u128) -> Box<JobRecord> {
    let mut job = backtest(n);
    job.state = JobState::Completed;
    job
}

fn judged() -> Outcome {
    let verdict =
        LookAheadVerdict { engine_version: "0".into(), seed: 0, n_cuts: 12, n_bars: 90, finding: None };
    Outcome::Judged { verdict }
}

fn progress(done: u64, total: u64) -> Progress {
    Progress { done, total, per_second: 9.0, best: None }
}

fn stops(effects: &[Effect]) -> Vec<(usize, TaskId)> {
    let stop = |effect: &Effect| match effect {
        Effect::Stop { worker, task } => Some((*worker, *task)),
        _ => None,
    };
    effects.iter().filter_map(stop).collect()
}

fn stages(effects: &[Effect]) -> Vec<&CheckStage> {
    let mut stages = Vec::new();
    for effect in effects {
        if let Effect::ShowCheck(_, stage) = effect {
            stages.push(stage);
        }
    }
    stages
}

#[test]
fn a_check_runs_on_an_idle_worker_and_its_verdict_is_saved_once() {
    let mut queue = ready(1);
    let effects = queue.on(Event::Check(completed(1)));
    assert_eq!(stages(&effects), [&CheckStage::Waiting]);
    let [(0, task, Work::LookAhead { .. })] = sends(&effects)[..] else { panic!("{effects:?}") };
    let effects = queue.on(Event::Progress { worker: 0, task, progress: progress(1, 4) });
    assert_eq!(stages(&effects), [&CheckStage::Running(0.25)]);
    let effects = queue.on(Event::Done { worker: 0, task, outcome: judged() });
    assert!(matches!(saves(&effects)[..], [Change::Judge(_)]));
    let effects = queue.on(Event::Done { worker: 0, task, outcome: judged() });
    assert_eq!(effects, []);
}

#[test]
fn the_same_job_is_cut_at_the_same_places() {
    let seed = || {
        let effects = ready(1).on(Event::Check(completed(77)));
        match sends(&effects)[..] {
            [(_, _, Work::LookAhead { seed, .. })] => *seed,
            _ => panic!("{effects:?}"),
        }
    };
    assert_eq!((seed(), seed()), (77, 77));
}

#[test]
fn only_completed_backtests_are_checked_and_none_twice_at_a_time() {
    let mut queue = ready(2);
    assert_eq!(queue.on(Event::Check(backtest(1))), []);
    let mut done = sweep(2, 9);
    done.state = JobState::Completed;
    assert_eq!(queue.on(Event::Check(done)), []);
    assert_eq!(sends(&queue.on(Event::Check(completed(3)))).len(), 1);
    assert_eq!(queue.on(Event::Check(completed(3))), []);
}

#[test]
fn checks_wait_until_jobs_and_errands_have_their_workers() {
    let mut queue = ready(1);
    queue.on(Event::Enqueue(backtest(1)));
    assert_eq!(sends(&queue.on(Event::Check(completed(2)))), []);
    let errand = Work::Synthetic { seed: 1, n_bars: 10 };
    queue.on(Event::Errand(5, Box::new(errand)));
    let effects = queue.on(Event::Done { worker: 0, task: 0, outcome: result() });
    assert_eq!(sends(&effects), []);
    let effects = queue.on(Event::Claimed(id(1)));
    let [(0, task, Work::Backtest { .. })] = sends(&effects)[..] else { panic!("{effects:?}") };
    let effects = queue.on(Event::Done { worker: 0, task, outcome: result() });
    assert!(matches!(sends(&effects)[..], [(0, _, Work::LookAhead { .. })]), "{effects:?}");
}

#[test]
fn a_running_check_makes_way_for_a_job_and_begins_anew_after_it() {
    let mut queue = ready(1);
    queue.on(Event::Check(completed(1)));
    let effects = queue.on(Event::Enqueue(backtest(2)));
    assert_eq!(stops(&effects), [(0, 0)]);
    let effects = queue.on(Event::Stopped { worker: 0, task: 0 });
    assert_eq!(stages(&effects), [&CheckStage::Waiting]);
    assert!(matches!(effects[..], [_, Effect::Claim(..)]), "{effects:?}");
    let effects = queue.on(Event::Claimed(id(2)));
    let [(0, 1, Work::Backtest { .. })] = sends(&effects)[..] else { panic!("{effects:?}") };
    let effects = queue.on(Event::Done { worker: 0, task: 1, outcome: result() });
    assert!(matches!(sends(&effects)[..], [(0, 2, Work::LookAhead { .. })]));
}

#[test]
fn only_as_many_checks_make_way_as_are_in_the_way() {
    let mut queue = ready(3);
    for n in 1..=3 {
        queue.on(Event::Check(completed(n)));
    }
    let errand = Box::new(Work::Synthetic { seed: 1, n_bars: 10 });
    assert_eq!(stops(&queue.on(Event::Errand(1, errand.clone()))).len(), 1);
    assert_eq!(stops(&queue.on(Event::Errand(2, errand))).len(), 1);
    assert_eq!(stops(&queue.on(Event::Progress { worker: 0, task: 0, progress: progress(1, 9) })), []);
}

#[test]
fn a_check_that_does_not_stop_in_time_costs_its_worker_but_is_not_lost() {
    let mut queue = ready(1);
    queue.on(Event::Check(completed(1)));
    queue.on(Event::Enqueue(backtest(2)));
    let effects = queue.on(Event::StopOverdue { worker: 0, task: 0 });
    assert_eq!(stages(&effects), [&CheckStage::Waiting]);
    assert!(effects.contains(&Effect::Start(0)));
    queue.on(Event::Ready(0));
    queue.on(Event::Claimed(id(2)));
    let effects = queue.on(Event::Done { worker: 0, task: 1, outcome: result() });
    assert!(matches!(sends(&effects)[..], [(0, 2, Work::LookAhead { .. })]), "{effects:?}");
}

#[test]
fn a_worker_lost_while_its_check_makes_way_leaves_the_check_waiting() {
    let mut queue = ready(1);
    queue.on(Event::Check(completed(1)));
    queue.on(Event::Enqueue(backtest(2)));
    let effects = queue.on(Event::Lost(0, crash()));
    assert_eq!(stages(&effects), [&CheckStage::Waiting]);
}

#[test]
fn an_answer_that_crosses_the_request_to_stop_still_counts() {
    let mut queue = ready(1);
    queue.on(Event::Check(completed(1)));
    queue.on(Event::Enqueue(backtest(2)));
    let effects = queue.on(Event::Done { worker: 0, task: 0, outcome: judged() });
    assert!(matches!(saves(&effects)[..], [Change::Judge(_)]));
}

#[test]
fn a_check_that_fails_fails_alone() {
    for fail in [Event::Failed { worker: 0, task: 0, error: crash() }, Event::Lost(0, crash())] {
        let mut queue = ready(1);
        queue.on(Event::Check(completed(1)));
        let effects = queue.on(fail);
        assert_eq!(stages(&effects), [&CheckStage::Failed(crash())]);
        assert!(saves(&effects).is_empty());
        // It is not tried again by itself, but can be asked for.
        queue.on(Event::Ready(0));
        assert_eq!(sends(&queue.on(Event::Check(completed(1)))).len(), 1);
    }
}

#[test]
fn a_check_nobody_wants_any_more_is_stopped_and_never_saved() {
    let mut queue = ready(1);
    queue.on(Event::Check(completed(1)));
    let effects = queue.on(Event::Uncheck(id(1)));
    assert_eq!((stops(&effects), stages(&effects)), (vec![(0, 0)], vec![&CheckStage::Idle]));
    let effects = queue.on(Event::Done { worker: 0, task: 0, outcome: judged() });
    assert!(saves(&effects).is_empty());
    assert_eq!(queue.on(Event::Uncheck(id(1))), []);
}

#[test]
fn without_workers_a_check_fails_with_the_reason() {
    let mut queue = Queue::default();
    queue.on(Event::Resize(1));
    for _ in 0..Slot::MAX_FAILURES {
        queue.on(Event::Lost(0, crash()));
    }
    let effects = queue.on(Event::Check(completed(1)));
    assert_eq!(stages(&effects), [&CheckStage::Waiting, &CheckStage::Failed(crash())]);
}
