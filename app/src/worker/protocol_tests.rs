//! The protocol on the wire. A change of these snapshots is a change of [`PROTOCOL`].

use engine::config::RunConfig;
use engine::strategy::catalog::find;
use shared::id::DatasetId;
use shared::job::ErrorPlace;

use super::*;

fn run() -> RunSpec {
    RunSpec {
        strategy: "sma_cross".into(),
        strategy_version: 1,
        params: find("sma_cross").unwrap().defaults(),
        dataset: DatasetId(uuid::Uuid::from_u128(7)),
        dataset_name: "bars".into(),
        dataset_hash: BlobHash("00".into()),
        config: RunConfig::default(),
        engine_version: "0".into(),
    }
}

#[test]
fn to_the_worker() {
    let job = JobId(uuid::Uuid::from_u128(3));
    let axes = vec![Axis { param: "fast".into(), from: 1.0, to: 2.0, step: 0.1 }];
    let options = ImportOptions::default;
    let works = [
        Work::Backtest { run: run() },
        Work::LookAhead { run: run(), seed: 5 },
        Work::Survey { job },
        Work::Cells { job, run: run(), axes: axes.clone(), first: 8, n_cells: 16 },
        Work::Join { job, run: run(), axes },
        Work::Inspect { options: options() },
        Work::Import { options: options() },
        Work::Synthetic { seed: u64::MAX, n_bars: 500_000 },
    ];
    let mut messages = vec![ToWorker::Open { root: "hindcast%2F".into() }, ToWorker::Cancel { task: 4 }];
    messages.extend(works.map(|work| ToWorker::Run { task: 4, work: Box::new(work) }));
    for message in &messages {
        let text = serde_json::to_string(message).unwrap();
        assert_eq!(serde_json::from_str::<ToWorker>(&text).unwrap(), *message);
    }
    insta::assert_json_snapshot!(messages);
}

#[test]
fn from_the_worker() {
    let result = ResultRef { blob: BlobHash("11".into()), n_bytes: 1, result_hash: "22".into() };
    let facts = BarsFacts {
        hash: BlobHash("11".into()),
        n_bytes: 96,
        n_bars: 2,
        interval_ms: 60_000,
        first_time: -1,
        last_time: 59_999,
        quality: Quality::default(),
        format: "Yahoo".into(),
    };
    let error =
        JobError { code: "c".into(), message: "m".into(), place: ErrorPlace::default(), detail: None };
    let verdict =
        LookAheadVerdict { engine_version: "0".into(), seed: 5, n_cuts: 12, n_bars: 90, finding: None };
    let outcomes = [
        Outcome::Result { result, summary: BTreeMap::from([("return".into(), 0.1)]), units: 9 },
        Outcome::Judged { verdict },
        Outcome::Stored { ranges: vec![(0, 8)], best: None },
        Outcome::Cells { best: Some(1.5), seconds: 0.25 },
        Outcome::Inspected { files: vec![] },
        Outcome::Bars(Box::new(facts)),
    ];
    let mut messages = vec![
        FromWorker::Ready { protocol: PROTOCOL, build: "0".into() },
        FromWorker::Progress { task: 4, done: 1, total: 2, per_second: 0.5 },
        FromWorker::Failed { task: 4, error },
        FromWorker::Cancelled { task: 4 },
        FromWorker::Panicked { message: "here".into() },
    ];
    messages.extend(outcomes.map(|outcome| FromWorker::Done { task: 4, outcome }));
    for message in &messages {
        let text = serde_json::to_string(message).unwrap();
        assert_eq!(serde_json::from_str::<FromWorker>(&text).unwrap(), *message);
    }
    insta::assert_json_snapshot!(messages);
}
