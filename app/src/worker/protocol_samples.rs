//! A message of every kind, for the tests of the protocol: here as text, in a browser as values that are cloned.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::comparison::{Comparison, compare, read};
use engine::config::RunConfig;
use engine::explain::{End, explain};
use engine::import::{ImportOptions, Quality};
use engine::lookahead::LookAheadVerdict;
use engine::overfitting::Unknown;
use engine::overfitting::resample::{Resampled, bootstrapped};
use engine::plot::{PlotSpec, Shape};
use engine::registry::{built_in, prepare};
use engine::series::{Bar, Series};
use engine::strategy::catalog::find;
use engine::strategy::declaration::StrategyRef;
use engine::sweep::{Axis, SweepSpec};
use engine::trade::Trade;
use engine::walk_forward::FoldPlan;
use shared::dataset::DatasetRef;
use shared::id::{BlobHash, DatasetId, JobId};
use shared::job::{ErrorPlace, JobError, JobSpec, Progress, ResultRef, RunSpec};

use app::cells::{Answer, AxisLevels, CellOrder, Filter, Goal, Question, TableSource};
use app::plots::{PlotList, PlotQuestion};
use app::worker::protocol::{
    BarsFacts, Compiled, Declared, FillReason, FillReasons, FromWorker, LibraryScript, Outcome, PROTOCOL,
    Remark, ToWorker, Word, Work,
};

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

fn compiled() -> Compiled {
    let declared = Declared {
        declaration: find("buy_and_hold").unwrap().clone(),
        config: RunConfig::default(),
        needs_tick: false,
        notes: vec!["A note.".into()],
    };
    let remark = Remark {
        is_error: false,
        sentence: "It does not exist.".into(),
        line: 1,
        column: 3,
        length: 2,
        note: Some("Do this.".into()),
        suggestion: Some("ta.sma".into()),
        excerpt: "a = b".into(),
    };
    Compiled { script: Some(declared), remarks: vec![remark] }
}

fn bars() -> Rc<Series> {
    let bar = |(time, price): (i64, f64)| Bar {
        time,
        open: price,
        high: price + 2.0,
        low: price - 1.0,
        close: price + 1.0,
        volume: 0.0,
    };
    Rc::new(Series::from_bars(&[(0, 10.0), (60_000, 11.5), (120_000, 12.0)].map(bar), 60_000).unwrap())
}

/// Bought at the open of the second bar, open at the end.
fn trade() -> Trade {
    let info = find("buy_and_hold").unwrap();
    let run =
        prepare(&built_in(info.key()).unwrap(), &info.defaults(), &RunConfig::default(), bars()).unwrap();
    run.finish().trades.remove(0)
}

fn reasons() -> FillReasons {
    let reason = |end| {
        let explanation = explain(&bars(), &RunConfig::default(), &trade(), end).unwrap();
        FillReason { explanation, decided_time: 60_000 }
    };
    FillReasons { entry: reason(End::Entry), exit: reason(End::Exit) }
}

fn resampled() -> Resampled {
    let values: Vec<f64> = (0..22).map(|i| f64::from(100 + i % 3)).collect();
    Resampled {
        shuffled: Err(Unknown::TooFewTrades),
        bootstrapped: bootstrapped(&values, 1),
        bars_per_return: Some(1),
    }
}

/// A list of one trade, which was entered at a better price than the run's.
fn compared() -> Comparison {
    let text = "Trade #,Type,Date and time,Signal,Price USD,Size (qty),Net P&L USD,Net P&L %\n\
                1,Exit long,1970-01-01 00:02,out,12.5,1,1.25,11.1\n1,Entry long,1970-01-01 00:01,in,11.25,1,1.25,11.1\n";
    let info = find("buy_and_hold").unwrap();
    let config = RunConfig::default();
    let run = prepare(&built_in(info.key()).unwrap(), &info.defaults(), &config, bars()).unwrap();
    compare(read(text.as_bytes()).unwrap(), &run.finish(), &config, &bars())
}

/// From the page.
pub(crate) fn to_the_worker() -> Vec<ToWorker> {
    let job = JobId(uuid::Uuid::from_u128(3));
    let sweep = SweepSpec::grid(vec![Axis::range("fast", 1.0, 2.0, 0.1)]);
    let mut spec = Box::new(JobSpec::WalkForward { run: run(), sweep, folds: FoldPlan::default() });
    // Whose sign must arrive.
    spec.run_mut().config.risk_free_rate = -0.0;
    let options = ImportOptions::default;
    let works = [
        Work::Backtest { run: run() },
        Work::LookAhead { run: run(), seed: 5 },
        Work::Explain { run: run(), trade: Box::new(trade()) },
        Work::Resample { run: run(), result: BlobHash("33".into()), seed: 1 },
        Work::Compare { run: run(), result: BlobHash("33".into()) },
        Work::Plots {
            run: Box::new(run()),
            result_hash: "55".into(),
            question: PlotQuestion::Points { first: 256, end: 4_096, size: 4 },
        },
        Work::Plots { run: Box::new(run()), result_hash: "55".into(), question: PlotQuestion::Whole },
        Work::Survey { job },
        Work::Cells { job, first: 8, n_cells: 16 },
        Work::Join { job, is_stopped: true },
        Work::Look {
            table: TableSource::Growing { job, spec: spec.clone() },
            question: Question::Heat {
                x: 0,
                y: 1,
                goal: Goal { column: 5, is_lower_better: false },
                fixed: vec![None, Some(3)],
            },
        },
        Work::Look {
            table: TableSource::Stored { blob: BlobHash("33".into()) },
            question: Question::Rows {
                order: CellOrder { column: 2, descending: true },
                filters: vec![Filter { column: 3, min: Some(0.5), max: None }],
                from: 64,
                n: 64,
            },
        },
        Work::Compile { source: "//@version=6".into() },
        Work::Library,
        Work::Words,
        Work::Inspect { options: options() },
        Work::Import { options: options() },
        Work::Keep { dir: "results".into(), hash: BlobHash("44".into()) },
        Work::Synthetic { seed: u64::MAX, n_bars: 500_000 },
        Work::MadeUp { key: "noise".into(), seed: u64::MAX },
    ];
    let mut messages = vec![
        ToWorker::Open { root: "hindcast%2F".into() },
        ToWorker::Sweep { job, spec },
        ToWorker::Cancel { task: 4 },
        ToWorker::Halt { task: 4 },
    ];
    messages.extend(works.map(|work| ToWorker::Run { task: 4, work: Box::new(work) }));
    messages
}

/// To the page.
pub(crate) fn from_the_worker() -> Vec<FromWorker> {
    let result = ResultRef { blob: BlobHash("11".into()), n_bytes: 1, result_hash: "22".into() };
    let facts = BarsFacts {
        hash: BlobHash("11".into()),
        n_bytes: 96,
        n_bars: 2,
        interval_ms: 60_000,
        first_time: -1,
        last_time: 59_999,
        last_close: 100.25,
        quality: Quality::default(),
        format: "Yahoo".into(),
    };
    let error =
        JobError { code: "c".into(), message: "m".into(), place: ErrorPlace::default(), detail: None };
    let verdict =
        LookAheadVerdict { engine_version: "0".into(), seed: 5, n_cuts: 12, n_bars: 90, finding: None };
    let outcomes = [
        Outcome::Result {
            result,
            summary: BTreeMap::from([("return".into(), 0.1), ("exposure".into(), -0.0)]),
            units: 9,
        },
        Outcome::Judged { verdict },
        Outcome::Explained { reasons: Some(Box::new(reasons())) },
        Outcome::Resampled(Box::new(resampled())),
        Outcome::Compared(Box::new(compared())),
        Outcome::Stored { n_cells: 64, n_round: 64, ranges: vec![(0, 8)], best: None },
        Outcome::Cells { n_cells: 8, best: Some(1.5), seconds: 0.25 },
        Outcome::Plots(PlotList {
            specs: vec![PlotSpec {
                key: "1 RSI".into(),
                title: "RSI".into(),
                pane: 1,
                shape: Shape::Columns,
                colour: Some(u32::MAX),
                is_coloured: true,
            }],
            notes: vec!["A note.".into()],
        }),
        Outcome::Looked(Answer {
            n_cells: 6,
            n_stored: 5,
            n_skipped: 1,
            n_matched: 4,
            levels: vec![AxisLevels { values: vec![-0.0, 2.0], width: None }],
            verdicts: vec![],
        }),
        Outcome::Compiled(Box::new(compiled())),
        Outcome::Library(vec![LibraryScript {
            name: "Turtle".into(),
            summary: "Breakouts.".into(),
            origin: "Published.".into(),
            source: "//@version=6".into(),
        }]),
        Outcome::Words(vec![Word {
            name: "ta.sma".into(),
            signatures: vec!["ta.sma(float source, int length) float".into()],
            doc: "Mean.".into(),
            is_function: true,
        }]),
        Outcome::Inspected { files: vec![] },
        Outcome::Kept,
        Outcome::Bars(Box::new(facts)),
    ];
    let mut messages = vec![
        FromWorker::Ready { protocol: PROTOCOL, build: "0".into() },
        FromWorker::Progress {
            task: 4,
            progress: Progress { done: 1, total: 2, per_second: 0.5, best: Some(2.0) },
        },
        FromWorker::Failed { task: 4, error },
        FromWorker::Cancelled { task: 4 },
        FromWorker::Panicked { message: "here".into() },
    ];
    messages.extend(outcomes.map(|outcome| FromWorker::Done { task: 4, outcome }));
    messages
}
