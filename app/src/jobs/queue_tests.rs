//! The queue's rules, played through event by event.

use std::collections::BTreeMap;

use engine::config::RunConfig;
use engine::strategy::catalog::find;
use engine::strategy::declaration::StrategyRef;
use engine::sweep::{Axis, SweepSpec};
use engine::walk_forward::FoldPlan;
use proptest::prelude::*;
use shared::dataset::DatasetRef;
use shared::id::{BlobHash, DatasetId, DeviceId, OwnerId};
use shared::job::{ResultRef, RunSpec};

use super::*;

fn run() -> RunSpec {
    RunSpec {
        strategy: StrategyRef::BuiltIn { id: "sma_cross".into(), version: 1 },
        params: find("sma_cross").unwrap().defaults(),
        dataset: DatasetRef {
            id: DatasetId(uuid::Uuid::from_u128(7)),
            name: "bars".into(),
            hash: BlobHash("00".into()),
        },
        config: RunConfig::default(),
        engine_version: "0".into(),
        script: None,
    }
}

pub(in crate::jobs) fn id(n: u128) -> JobId {
    JobId(uuid::Uuid::from_u128(n))
}

fn job(n: u128, spec: JobSpec) -> Box<JobRecord> {
    let owner = OwnerId(uuid::Uuid::from_u128(1));
    let device = DeviceId(uuid::Uuid::from_u128(2));
    Box::new(JobRecord::new(id(n), spec, "a job".into(), None, owner, device, 0))
}

pub(in crate::jobs) fn backtest(n: u128) -> Box<JobRecord> {
    job(n, JobSpec::Backtest { run: run() })
}

pub(in crate::jobs) fn sweep(n: u128, n_cells: u32) -> Box<JobRecord> {
    let sweep = SweepSpec::grid(vec![Axis::range("fast", 1.0, f64::from(n_cells), 1.0)]);
    job(n, JobSpec::Sweep { run: run(), sweep, more_datasets: Vec::new() })
}

pub(in crate::jobs) fn walk(n: u128) -> Box<JobRecord> {
    let sweep = SweepSpec::grid(vec![Axis::range("fast", 1.0, 20.0, 1.0)]);
    job(n, JobSpec::WalkForward { run: run(), sweep, folds: FoldPlan::default() })
}

pub(in crate::jobs) fn result() -> Outcome {
    let result = ResultRef { blob: BlobHash("11".into()), n_bytes: 1, result_hash: "22".into() };
    Outcome::Result { result, summary: BTreeMap::new(), units: 100 }
}

pub(in crate::jobs) fn crash() -> JobError {
    error("engine_panic", "The engine failed.", None)
}

/// A queue with so many workers ready.
pub(in crate::jobs) fn ready(n: usize) -> Queue {
    let mut queue = Queue::default();
    queue.on(Event::Resize(n));
    for worker in 0..n {
        queue.on(Event::Ready(worker));
    }
    queue
}

pub(in crate::jobs) fn sends(effects: &[Effect]) -> Vec<(usize, TaskId, &Work)> {
    let send = |effect| match effect {
        &Effect::Send { worker, task, ref work, .. } => Some((worker, task, work.as_ref())),
        _ => None,
    };
    effects.iter().filter_map(send).collect()
}

fn claims(effects: &[Effect]) -> Vec<JobId> {
    let claim = |effect: &Effect| match effect {
        Effect::Claim(id, _) => Some(*id),
        _ => None,
    };
    effects.iter().filter_map(claim).collect()
}

/// The workers that receive a sweep's spec, with the sweep that each receives.
fn gives(effects: &[Effect]) -> Vec<(usize, JobId)> {
    let give = |effect: &Effect| match effect {
        Effect::Give { worker, job, .. } => Some((*worker, *job)),
        _ => None,
    };
    effects.iter().filter_map(give).collect()
}

pub(in crate::jobs) fn saves(effects: &[Effect]) -> Vec<&Change> {
    let mut saves = Vec::new();
    for effect in effects {
        if let Effect::Save(_, _, change) = effect {
            saves.push(change);
        }
    }
    saves
}

#[test]
fn a_job_is_claimed_only_when_a_worker_is_free() {
    let mut queue = ready(1);
    assert_eq!(claims(&queue.on(Event::Enqueue(backtest(1)))), [id(1)]);
    assert_eq!(claims(&queue.on(Event::Enqueue(backtest(2)))), []);
    let effects = queue.on(Event::Claimed(id(1)));
    let [(0, task, Work::Backtest { .. })] = sends(&effects)[..] else { panic!("{effects:?}") };
    let effects = queue.on(Event::Done { worker: 0, task, outcome: result() });
    assert!(matches!(saves(&effects)[..], [Change::Complete { .. }]));
    assert_eq!(claims(&effects), [id(2)]);
}

#[test]
fn a_refused_claim_frees_the_worker_for_the_next_job() {
    let mut queue = ready(1);
    queue.on(Event::Enqueue(backtest(1)));
    queue.on(Event::Enqueue(backtest(2)));
    let effects = queue.on(Event::Revoked(id(1)));
    assert_eq!(claims(&effects), [id(2)]);
}

#[test]
fn a_backtest_goes_before_the_next_piece_of_a_sweep() {
    let mut queue = ready(1);
    queue.on(Event::Enqueue(sweep(1, 100)));
    let survey = queue.on(Event::Claimed(id(1)));
    assert!(matches!(sends(&survey)[..], [(0, 0, Work::Survey { .. })]));
    assert_eq!(claims(&queue.on(Event::Enqueue(backtest(2)))), []);
    let outcome = Outcome::Stored { n_cells: 100, n_round: 100, ranges: vec![], best: None };
    let effects = queue.on(Event::Done { worker: 0, task: 0, outcome });
    assert_eq!((claims(&effects), sends(&effects).len()), (vec![id(2)], 0));
    let effects = queue.on(Event::Claimed(id(2)));
    assert!(matches!(sends(&effects)[..], [(0, 1, Work::Backtest { .. })]));
    let effects = queue.on(Event::Done { worker: 0, task: 1, outcome: result() });
    assert!(matches!(sends(&effects)[..], [(0, 2, Work::Cells { .. })]));
}

#[test]
fn a_sweep_uses_all_workers() {
    let mut queue = ready(3);
    queue.on(Event::Enqueue(sweep(1, 100)));
    queue.on(Event::Claimed(id(1)));
    let outcome = Outcome::Stored { n_cells: 100, n_round: 100, ranges: vec![], best: None };
    let effects = queue.on(Event::Done { worker: 0, task: 0, outcome });
    assert_eq!(sends(&effects).len(), 3);
}

#[test]
fn cancelling_stops_every_worker_of_the_job_and_a_stubborn_one_is_replaced() {
    let mut queue = ready(2);
    queue.on(Event::Enqueue(sweep(1, 100)));
    queue.on(Event::Claimed(id(1)));
    let outcome = Outcome::Stored { n_cells: 100, n_round: 100, ranges: vec![], best: None };
    queue.on(Event::Done { worker: 0, task: 0, outcome });
    let effects = queue.on(Event::Revoked(id(1)));
    assert_eq!(effects, [Effect::Stop { worker: 0, task: 1 }, Effect::Stop { worker: 1, task: 2 }]);
    assert_eq!(queue.on(Event::Revoked(id(1))), [], "twice is harmless");
    assert_eq!(queue.on(Event::Stopped { worker: 0, task: 1 }), []);
    assert_eq!(queue.on(Event::StopOverdue { worker: 0, task: 1 }), [], "it did stop");
    let effects = queue.on(Event::StopOverdue { worker: 1, task: 2 });
    assert_eq!(effects, [Effect::Clear(id(1)), Effect::Start(1)]);
    let late = Outcome::Cells { n_cells: 8, best: None, seconds: 1.0 };
    assert_eq!(queue.on(Event::Done { worker: 1, task: 2, outcome: late }), []);
}

#[test]
fn j4_a_crash_fails_its_job_replaces_the_worker_and_leaves_the_others_alone() {
    let mut queue = ready(2);
    for n in [1, 2] {
        queue.on(Event::Enqueue(backtest(n)));
        queue.on(Event::Claimed(id(n)));
    }
    let effects = queue.on(Event::Lost(0, crash()));
    assert_eq!(effects[0], Effect::Start(0));
    assert!(
        matches!(&effects[1], Effect::Save(job, _, Change::Fail(error)) if *job == id(1) && *error == crash())
    );
    assert_eq!(effects.len(), 2);
    let effects = queue.on(Event::Done { worker: 1, task: 1, outcome: result() });
    assert!(matches!(saves(&effects)[..], [Change::Complete { .. }]));
}

#[test]
fn j5_when_no_worker_starts_jobs_fail_instead_of_waiting() {
    let mut queue = Queue::default();
    queue.on(Event::Resize(1));
    queue.on(Event::Enqueue(backtest(1)));
    for _ in 1..Slot::MAX_FAILURES {
        assert_eq!(queue.on(Event::Lost(0, crash())), [Effect::Start(0)]);
    }
    let effects = queue.on(Event::Lost(0, crash()));
    assert_eq!((effects[0].clone(), claims(&effects)), (Effect::End(0), vec![id(1)]));
    let effects = queue.on(Event::Claimed(id(1)));
    assert_eq!(saves(&effects), [&Change::Fail(crash())]);
    let effects = queue.on(Event::Errand(1, Box::new(Work::Synthetic { seed: 1, n_bars: 1 })));
    assert_eq!(effects, [Effect::ErrandDone(1, Err(crash()))]);
}

#[test]
fn a_worker_is_told_once_what_a_sweep_does_and_again_if_it_was_started_anew() {
    let mut queue = ready(2);
    let job = sweep(1, 100);
    queue.on(Event::Enqueue(job.clone()));
    let effects = queue.on(Event::Claimed(id(1)));
    let spec = Box::new(job.spec.clone());
    assert_eq!(effects[0], Effect::Give { worker: 0, job: id(1), spec }, "before its first piece");
    assert!(matches!(effects[1], Effect::Send { worker: 0, .. }), "{effects:?}");
    let outcome = Outcome::Stored { n_cells: 100, n_round: 100, ranges: vec![], best: None };
    let effects = queue.on(Event::Done { worker: 0, task: 0, outcome });
    assert_eq!((gives(&effects), sends(&effects).len()), (vec![(1, id(1))], 2));
    let cells = || Outcome::Cells { n_cells: 8, best: None, seconds: 1.0 };
    assert_eq!(gives(&queue.on(Event::Done { worker: 0, task: 1, outcome: cells() })), []);

    // Something else kills a worker in the middle of the sweep.
    queue.on(Event::Errand(1, Box::new(Work::Synthetic { seed: 1, n_bars: 1 })));
    let effects = queue.on(Event::Done { worker: 1, task: 2, outcome: cells() });
    assert!(matches!(sends(&effects)[..], [(1, 4, Work::Synthetic { .. })]), "{effects:?}");
    queue.on(Event::Lost(1, crash()));
    let effects = queue.on(Event::Ready(1));
    assert_eq!(gives(&effects), [(1, id(1))]);
    assert!(matches!(sends(&effects)[..], [(1, 5, Work::Cells { .. })]), "{effects:?}");
}

#[test]
fn the_next_attempt_of_a_sweep_is_told_to_workers_that_knew_the_last_one() {
    let mut queue = ready(1);
    let mut job = sweep(1, 100);
    queue.on(Event::Enqueue(job.clone()));
    queue.on(Event::Claimed(id(1)));
    queue.on(Event::Failed { worker: 0, task: 0, error: crash() });
    job.attempt = 2;
    job.spec.run_mut().engine_version = "1".into();
    queue.on(Event::Enqueue(job));
    let effects = queue.on(Event::Claimed(id(1)));
    let told = effects.iter().find_map(|effect| match effect {
        Effect::Give { spec, .. } => Some(spec.run().engine_version.as_str()),
        _ => None,
    });
    assert_eq!(told, Some("1"));
}

#[test]
fn a_smaller_pool_lets_busy_workers_finish() {
    let mut queue = ready(3);
    queue.on(Event::Enqueue(sweep(1, 100)));
    queue.on(Event::Claimed(id(1)));
    let outcome = Outcome::Stored { n_cells: 100, n_round: 100, ranges: vec![], best: None };
    queue.on(Event::Done { worker: 0, task: 0, outcome });
    assert_eq!(queue.on(Event::Resize(1)), []);
    let cells = || Outcome::Cells { n_cells: 8, best: None, seconds: 1.0 };
    assert_eq!(sends(&queue.on(Event::Done { worker: 1, task: 2, outcome: cells() })), []);
    let effects = queue.on(Event::Done { worker: 2, task: 3, outcome: cells() });
    assert!(effects.contains(&Effect::End(2)) && effects.contains(&Effect::End(1)), "{effects:?}");
}

proptest! {
    /// J7: whatever order messages of workers come in, and however often, shown progress rises, and is never complete.
    #[test]
    fn j7_progress_never_goes_down(
        messages in prop::collection::vec((0usize..4, 0u32..12, 0u64..20, 0u8..3), 0..200),
    ) {
        let mut queue = ready(3);
        queue.on(Event::Enqueue(sweep(1, 60)));
        queue.on(Event::Claimed(id(1)));
        let outcome = Outcome::Stored { n_cells: 60, n_round: 60, ranges: vec![(0, 5)], best: None };
        queue.on(Event::Done { worker: 0, task: 0, outcome });
        let mut last = 0;
        for (worker, task, done, kind) in messages {
            let event = match kind {
                0 => Event::Done { worker, task, outcome: Outcome::Cells { n_cells: 8, best: None, seconds: 0.1 } },
                _ => Event::Progress { worker, task, progress: Progress { done, total: 8, per_second: 1.0, best: None } },
            };
            for effect in queue.on(event) {
                if let Effect::Show(_, progress) = effect {
                    prop_assert!(progress.done >= last, "{} after {last}", progress.done);
                    prop_assert!(progress.done < progress.total);
                    last = progress.done;
                }
            }
        }
    }

    /// J3, J6: after a job was revoked nothing is saved for it any more, whatever its workers still say.
    #[test]
    fn j6_a_revoked_job_is_never_saved(
        before in 0usize..20, messages in prop::collection::vec((0usize..3, 0u32..12, 0u8..4), 1..60),
    ) {
        let mut queue = ready(2);
        queue.on(Event::Enqueue(sweep(1, 40)));
        queue.on(Event::Claimed(id(1)));
        let outcome = Outcome::Stored { n_cells: 40, n_round: 40, ranges: vec![], best: None };
        queue.on(Event::Done { worker: 0, task: 0, outcome });
        for (i, (worker, task, kind)) in messages.into_iter().enumerate() {
            if i == before {
                queue.on(Event::Revoked(id(1)));
            }
            let event = match kind {
                0 => Event::Done { worker, task, outcome: Outcome::Cells { n_cells: 8, best: None, seconds: 0.1 } },
                1 => Event::Done { worker, task, outcome: result() },
                2 => Event::Failed { worker, task, error: crash() },
                _ => Event::Lost(worker, crash()),
            };
            let effects = queue.on(event);
            prop_assert!(i < before || saves(&effects).is_empty(), "{effects:?}");
        }
    }
}
