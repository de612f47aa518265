//! One of each, for tests.

use std::collections::BTreeMap;

use engine::config::{Instrument, RunConfig, Window};
use engine::import::{Example, Finding, Quality};
use engine::lookahead::{Changed, Finding as LookedAhead, Future, LookAheadVerdict};
use engine::strategy::catalog::find;
use engine::strategy::declaration::StrategyRef;
use engine::sweep::{Algorithm, Axis, Constraint, Grid, Method, Objective, SweepSpec};
use engine::walk_forward::FoldPlan;

use crate::dataset::{Dataset, DatasetRef, DatasetSource};
use crate::id::{BlobHash, DatasetId, DeviceId, JobId, OwnerId};
use crate::job::{ErrorPlace, JobError, JobRecord, JobSpec, JobState, Progress, ResultRef, RunSpec};

/// An id from a small number.
pub fn uuid(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

/// A run with nothing special.
pub fn run() -> RunSpec {
    RunSpec {
        strategy: StrategyRef::BuiltIn { id: "sma_cross".into(), version: 1 },
        params: find("sma_cross").map(|info| info.defaults()).unwrap_or_default(),
        dataset: DatasetRef {
            id: DatasetId(uuid(7)),
            name: "A year".into(),
            hash: BlobHash("ab".repeat(32)),
        },
        config: RunConfig::default(),
        engine_version: "0.1.0".into(),
        script: None,
    }
}

/// Two axes with six cells.
pub fn axes() -> Vec<Axis> {
    vec![Axis::range("fast", 5.0, 10.0, 5.0), Axis::range("slow", 20.0, 30.0, 5.0)]
}

/// The grid of [`axes`].
///
/// # Panics
/// Never: the axes are fine.
pub fn grid() -> Grid {
    Grid::new(axes()).expect("the axes are fine")
}

/// A sweep with everything that one can have.
///
/// # Panics
/// Never: the constraint is fine.
pub fn search() -> JobSpec {
    let sweep = SweepSpec {
        axes: [axes(), vec![Axis::list("account.commission", [0.0, 0.001])]].concat(),
        constraints: vec![Constraint::parse("slow >= 2 * fast").expect("the constraint is fine")],
        method: Method::Search {
            algorithm: Algorithm::DifferentialEvolution,
            seed: u64::MAX,
            population: 8,
            generations: 2,
        },
        objectives: vec![Objective::highest("sharpe"), Objective::lowest("ulcer_index")],
    };
    let other =
        DatasetRef { id: DatasetId(uuid(8)), name: "Another year".into(), hash: BlobHash("cd".repeat(32)) };
    JobSpec::Sweep { run: run(), sweep, more_datasets: vec![other] }
}

/// A tab.
pub fn owner(n: u128) -> OwnerId {
    OwnerId(uuid(1_000 + n))
}

/// A queued backtest.
pub fn job(n: u128) -> JobRecord {
    let spec = JobSpec::Backtest { run: run() };
    JobRecord::new(JobId(uuid(n)), spec, "SMA cross".into(), None, owner(1), DeviceId(uuid(9)), 1_000)
}

/// A job of each kind; together they have every field that a record can have, and none is empty in all of them.
pub fn jobs() -> Vec<JobRecord> {
    let mut judged = job(1);
    judged.spec.run_mut().config.instrument =
        Instrument { tick_size: Some(0.01), lot_step: Some(0.001), lot_size: 1.0 };
    judged.spec.run_mut().config.window = Window { start: Some(-1), end: Some(1_700_000_000_000) };
    judged.tags = vec!["a tag".into()];
    judged.note = "A note.".into();
    judged.state = JobState::Completed;
    judged.summary = BTreeMap::from([("net_profit".into(), -0.0), ("sharpe".into(), 0.1)]);
    judged.result = Some(ResultRef { blob: BlobHash("11".into()), n_bytes: 9, result_hash: "22".into() });
    let changed = Changed::Indicator { name: "SMA(close, 20)".into() };
    let finding = LookedAhead { changed, bar: 7, time: 8, cut: 9, future: Future::Missing };
    judged.look_ahead = Some(LookAheadVerdict {
        engine_version: "0".into(),
        seed: 5,
        n_cuts: 12,
        n_bars: 90,
        finding: Some(finding),
    });
    judged.parent = Some((JobId(uuid(5)), 17));
    (judged.started_ms, judged.finished_ms, judged.deleted_ms) = (Some(2_000), Some(3_000), Some(4_000));
    judged.history[0].note = Some("paused".into());
    judged.unknown = BTreeMap::from([("newer".into(), serde_json::json!({ "deep": [1, 0.5, "text"] }))]);

    let searched = JobRecord { spec: search(), ..job(2) };
    let sweep = SweepSpec { method: Method::Random { seed: 1, count: 2 }, ..SweepSpec::grid(axes()) };
    let drawn = JobSpec::Sweep { run: run(), sweep, more_datasets: Vec::new() };
    let progress = Progress { done: 1, total: 2, per_second: 0.5, best: Some(1.5) };
    let drawn = JobRecord { spec: drawn, progress, is_paused: true, ..job(3) };
    let folds = FoldPlan::default();
    let walked = JobSpec::WalkForward { run: run(), sweep: SweepSpec::grid(axes()), folds };
    let place = ErrorPlace { bar: Some(3), time: Some(4), field: Some("params.fast".into()) };
    let error = JobError { code: "c".into(), message: "m".into(), place, detail: Some("d".into()) };
    let walked = JobRecord { spec: walked, error: Some(error), state: JobState::Failed, ..job(4) };
    vec![job(5), judged, searched, drawn, walked]
}

/// A dataset of each source.
pub fn datasets() -> Vec<Dataset> {
    let example = Example { file: 1, line: 2, text: "a,b".into() };
    let sources = [
        DatasetSource::Import { files: vec!["a.csv".into()], format: "Yahoo".into() },
        DatasetSource::Sample { key: "sp500".into(), attribution: "somebody".into() },
        DatasetSource::Synthetic { seed: 3 },
    ];
    let dataset = |(n, source)| Dataset {
        id: DatasetId(uuid(n)),
        name: "A year".into(),
        source,
        hash: BlobHash("ab".repeat(32)),
        n_bytes: 96,
        n_bars: 2,
        interval_ms: 60_000,
        first_time: -1,
        last_time: 59_999,
        last_close: Some(1.5),
        instrument: Instrument { tick_size: Some(0.01), lot_step: Some(0.001), lot_size: 1.0 },
        quality: Quality {
            missing: Finding { count: 1, examples: vec![example.clone()] },
            suggested_tick: Some(0.01),
            ..Quality::default()
        },
        created_ms: 1_000,
        schema: 1,
    };
    (20..).zip(sources).map(dataset).collect()
}
