//! Compare-and-set on job records.

use engine::config::RunConfig;
use engine::lookahead::{Changed, Finding, Future};
use engine::strategy::declaration::StrategyRef;

use super::*;
use crate::fixture::{job, owner, uuid};
use crate::id::BlobHash;

fn complete() -> Change {
    let result = ResultRef { blob: BlobHash("11".into()), n_bytes: 1, result_hash: "22".into() };
    Change::Complete { result, summary: BTreeMap::new(), progress: Progress::default() }
}

fn claimed() -> JobRecord {
    let queued = job(1);
    queued.changed(&Change::Claim { by: owner(1) }, queued.expected(), 2_000).unwrap()
}

fn cancel() -> Change {
    Change::Cancel { progress: Progress::default() }
}

#[test]
fn a_job_runs_to_completion_and_its_history_says_so() {
    let running = claimed();
    assert_eq!((running.state, running.started_ms, running.seq), (JobState::Running, Some(2_000), 2));
    let done = running.changed(&complete(), running.expected(), 3_000).unwrap();
    assert_eq!((done.state, done.finished_ms), (JobState::Completed, Some(3_000)));
    assert!(done.result.is_some());
    let states: Vec<_> = done.history.iter().map(|event| event.state).collect();
    assert_eq!(states, [JobState::Queued, JobState::Running, JobState::Completed]);
}

#[test]
fn j8_of_two_tabs_that_claim_one_job_the_second_is_refused() {
    let queued = job(1);
    let seen = queued.expected();
    let running = queued.changed(&Change::Claim { by: owner(1) }, seen, 0).unwrap();
    assert_eq!(
        running.changed(&Change::Claim { by: owner(2) }, seen, 0),
        Err(TransitionError::Refused { state: JobState::Running, step: JobStep::Claim })
    );
}

#[test]
fn j3_a_late_result_of_an_old_attempt_changes_nothing() {
    let running = claimed();
    let seen = running.expected();
    let interrupted = running.changed(&Change::Interrupt, seen, 0).unwrap();
    assert!(interrupted.changed(&complete(), seen, 0).is_err());
    let queued =
        interrupted.changed(&Change::Requeue { by: owner(2), on: DeviceId(uuid(9)) }, seen, 0).unwrap();
    assert_eq!((queued.attempt, queued.owner), (2, owner(2)));
    assert_eq!(
        queued.changed(&complete(), seen, 0),
        Err(TransitionError::OldAttempt { found: 2, expected: 1 })
    );
}

#[test]
fn j9_a_thawed_tab_cannot_finish_a_job_that_another_tab_runs() {
    let running = claimed();
    let other = Expected { attempt: 1, owner: owner(2) };
    assert_eq!(running.changed(&complete(), other, 0), Err(TransitionError::OtherOwner));
}

#[test]
fn j6_cancelled_sticks() {
    let running = claimed();
    let cancelled = running.changed(&cancel(), running.expected(), 0).unwrap();
    for change in
        [complete(), cancel(), Change::Interrupt, Change::Requeue { by: owner(1), on: DeviceId(uuid(9)) }]
    {
        assert!(cancelled.changed(&change, running.expected(), 0).is_err(), "{change:?}");
    }
    assert_eq!(cancelled.result, None);
}

#[test]
fn fields_of_a_newer_version_survive() {
    let mut json = serde_json::to_value(job(1)).unwrap();
    json["colour"] = "blue".into();
    let record: JobRecord = serde_json::from_value(json.clone()).unwrap();
    let next = record.changed(&cancel(), record.expected(), 5).unwrap();
    assert_eq!(serde_json::to_value(&next).unwrap()["colour"], "blue");
}

fn verdict() -> LookAheadVerdict {
    let changed = Changed::Indicator { name: "SMA(close, 20)".into() };
    let finding =
        Finding { changed, bar: 1_234, time: 1_577_923_200_000, cut: 1_235, future: Future::Missing };
    LookAheadVerdict {
        engine_version: "0.1.0".into(),
        seed: 5,
        n_cuts: 12,
        n_bars: 9_000,
        finding: Some(finding),
    }
}

#[test]
fn a_verdict_changes_nothing_else_of_a_completed_job() {
    let running = claimed();
    let done = running.changed(&complete(), running.expected(), 3_000).unwrap();
    let judged = done.changed(&Change::Judge(verdict()), done.expected(), 9_000).unwrap();
    assert_eq!(judged.look_ahead, Some(verdict()));
    assert_eq!(JobRecord { look_ahead: None, seq: done.seq, ..judged.clone() }, done);
    assert_eq!(judged.seq, done.seq + 1);
    let again = judged.changed(&Change::Judge(verdict()), judged.expected(), 9_500).unwrap();
    assert_eq!(again.seq, judged.seq + 1);
}

#[test]
fn a_job_without_a_result_cannot_be_judged() {
    let running = claimed();
    let judge = Change::Judge(verdict());
    assert_eq!(
        running.changed(&judge, running.expected(), 0),
        Err(TransitionError::NothingToJudge { state: JobState::Running })
    );
    let done = running.changed(&complete(), running.expected(), 0).unwrap();
    let other = Expected { owner: owner(2), ..done.expected() };
    assert_eq!(done.changed(&judge, other, 0), Err(TransitionError::OtherOwner));
    let late = Expected { attempt: 0, ..done.expected() };
    assert!(matches!(done.changed(&judge, late, 0), Err(TransitionError::OldAttempt { .. })));
}

#[test]
fn a_record_of_version_1_is_read_and_takes_a_verdict() {
    let running = claimed();
    let done = running.changed(&complete(), running.expected(), 3_000).unwrap();
    let mut json = serde_json::to_value(&done).unwrap();
    json["schema"] = 1.into();
    json.as_object_mut().unwrap().remove("look_ahead");
    let old: JobRecord = serde_json::from_value(json).unwrap();
    assert_eq!((old.schema, &old.look_ahead), (1, &None));
    let judged = old.changed(&Change::Judge(verdict()), old.expected(), 0).unwrap();
    assert_eq!((judged.schema, judged.look_ahead), (JOB_SCHEMA, Some(verdict())));
}

#[test]
fn a_judged_backtest_on_disk() {
    let running = claimed();
    let done = running.changed(&complete(), running.expected(), 3_000).unwrap();
    let judged = done.changed(&Change::Judge(verdict()), done.expected(), 0).unwrap();
    insta::assert_json_snapshot!(judged);
}

#[test]
fn the_record_on_disk() {
    let running = claimed();
    let error = JobError {
        code: "dataset_missing".into(),
        message: "The bars are missing.".into(),
        place: crate::job::ErrorPlace { bar: Some(3), time: Some(4), field: Some("params.fast".into()) },
        detail: Some("detail".into()),
    };
    let failed = running.changed(&Change::Fail(error), running.expected(), 3_000).unwrap();
    insta::assert_json_snapshot!(failed);
}

#[test]
fn a_completed_sweep_on_disk() {
    let mut sweep = claimed();
    sweep.spec = crate::fixture::search();
    sweep.parent = Some((JobId(crate::fixture::uuid(5)), 17));
    let mut change = complete();
    if let Change::Complete { summary, progress, .. } = &mut change {
        summary.insert("net_profit".into(), -1.5);
        *progress = Progress { done: 6, total: 6, per_second: 0.0, best: Some(-1.5) };
    }
    insta::assert_json_snapshot!(sweep.changed(&change, sweep.expected(), 3_000).unwrap());
}

#[test]
fn a_record_of_the_first_layout_means_what_it_meant_no_margin_and_nothing_closed_at_the_end() {
    let record: JobRecord = serde_json::from_str(include_str!("job_v1.json")).unwrap();
    let config = record.spec.run().config;
    assert_eq!((config.account.margin_long, config.account.margin_short), (0.0, 0.0));
    assert!(!config.execution.close_at_end);
    let mut expected = RunConfig::default();
    (expected.account.margin_long, expected.account.margin_short) = (0.0, 0.0);
    assert_eq!(config, expected);
    assert_eq!(config.problems(), []);
}

#[test]
fn a_cancelled_sweep_shows_how_far_it_was_after_a_reload() {
    let running = claimed();
    let progress = Progress { done: 63, total: 100, per_second: 5.0, best: Some(2.0) };
    let cancelled = running.changed(&Change::Cancel { progress }, running.expected(), 5).unwrap();
    assert_eq!((cancelled.state, cancelled.progress), (JobState::Cancelled, progress));
}

#[test]
fn numbers_that_are_not_finite_do_not_make_a_record_unreadable() {
    let running = claimed();
    for wild in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let progress = Progress { done: 1, total: 2, per_second: wild, best: Some(wild) };
        let Change::Complete { result, .. } = complete() else { unreachable!() };
        let summary = BTreeMap::from([("profit_factor".into(), wild), ("net_profit".into(), -0.0)]);
        for change in [
            Change::Complete { result, summary, progress },
            Change::Cancel { progress },
            Change::Pause { progress },
        ] {
            let changed = running.changed(&change, running.expected(), 5).unwrap();
            let text = serde_json::to_string(&changed).unwrap();
            assert_eq!(serde_json::from_str::<JobRecord>(&text).unwrap(), changed);
            assert_eq!(changed.progress, Progress { done: 1, total: 2, per_second: 0.0, best: None });
            assert!(changed.summary.keys().all(|key| key == "net_profit"), "{:?}", changed.summary);
        }
    }
}

#[test]
fn a_paused_job_says_so_until_it_goes_on() {
    let running = claimed();
    let progress = Progress { done: 63, total: 100, per_second: 5.0, best: None };
    let paused = running.changed(&Change::Pause { progress }, running.expected(), 5).unwrap();
    assert_eq!((paused.state, paused.is_paused, paused.progress), (JobState::Interrupted, true, progress));
    let queued = paused
        .changed(&Change::Requeue { by: owner(2), on: DeviceId(uuid(9)) }, paused.expected(), 6)
        .unwrap();
    assert_eq!((queued.state, queued.is_paused, queued.attempt), (JobState::Queued, false, 2));
}

#[test]
fn a_paused_job_that_is_cancelled_is_no_longer_paused() {
    let running = claimed();
    let progress = Progress { done: 63, total: 100, per_second: 5.0, best: None };
    let paused = running.changed(&Change::Pause { progress }, running.expected(), 5).unwrap();
    let cancelled = paused.changed(&Change::Cancel { progress }, paused.expected(), 6).unwrap();
    assert_eq!((cancelled.state, cancelled.is_paused), (JobState::Cancelled, false));
}

#[test]
fn a_sweep_that_completes_with_less_than_all_cells_was_stopped() {
    let running = claimed();
    let Change::Complete { result, summary, .. } = complete() else { unreachable!() };
    let progress = Progress { done: 63, total: 100, per_second: 0.0, best: None };
    let change = Change::Complete { result, summary, progress };
    let stopped = running.changed(&change, running.expected(), 5).unwrap();
    assert!(stopped.was_stopped());
    assert_eq!(stopped.history.last().unwrap().note.as_deref(), Some("stopped with 63 of 100 combinations"));
}

#[test]
fn a_sweep_of_the_third_layout_is_the_grid_that_it_was() {
    let record: JobRecord = serde_json::from_str(include_str!("sweep_v3.json")).unwrap();
    let sweep = engine::sweep::SweepSpec::grid(crate::fixture::axes());
    let mut run = crate::fixture::run();
    run.params.set("short", 1.0);
    let expected = JobSpec::Sweep { run, sweep, more_datasets: Vec::new() };
    assert_eq!(record.spec, expected);
    let again: JobRecord = serde_json::from_str(&serde_json::to_string(&record).unwrap()).unwrap();
    assert_eq!(again, record);
}

#[test]
fn a_sweep_is_read_as_written() {
    let spec = crate::fixture::search();
    let text = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<JobSpec>(&text).unwrap(), spec);
    let names: Vec<String> = spec.datasets().into_iter().map(|dataset| dataset.name).collect();
    assert_eq!(names, ["A year", "Another year"]);
}

#[test]
fn a_cell_runs_with_the_settings_of_its_point_on_its_dataset() {
    let spec = crate::fixture::search();
    let JobSpec::Sweep { run, sweep, more_datasets } = &spec else { panic!("no sweep") };
    let info = engine::strategy::catalog::find(run.strategy.key()).unwrap();
    let space = engine::sweep::Space::new(info, &run.params, &run.config, sweep).unwrap();
    let cell = run.on(&more_datasets[0]).at(&space, 11);
    assert_eq!((cell.params.number("fast"), cell.params.number("slow")), (10.0, 30.0));
    assert_eq!(cell.config.account.commission, engine::config::Commission::ValueRatio(0.001));
    assert_eq!(cell.dataset, more_datasets[0]);
}

#[test]
fn a_run_of_a_script_on_disk() {
    let mut queued = job(1);
    let run = queued.spec.run_mut();
    run.strategy = StrategyRef::Script { name: "My cross".into(), hash: "ef".repeat(32).into() };
    run.params = engine::strategy::param::Params::default();
    run.params.set("length", 20.0);
    run.params.set("long_only", true);
    run.params.set("price", "hlc3");
    insta::assert_json_snapshot!(queued);
    let text = serde_json::to_string(&queued).unwrap();
    assert_eq!(serde_json::from_str::<JobRecord>(&text).unwrap(), queued);
}
