//! Walk-forward runs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::config::{RunConfig, Sizing, Window};
use engine::error::RunError;
use engine::registry::{built_in, prepare};
use engine::series::Series;
use engine::strategy::catalog::find;
use engine::strategy::param::Params;
use engine::sweep::{Algorithm, Axis, CellRunner, Method, Objective, Space, SweepSpec};
use engine::synthetic::minute_series;
use engine::walk_forward::{FoldPlan, Scheme, WalkForward, WalkReport};

const N_BARS: usize = 4_000;

fn config() -> RunConfig {
    let mut config = RunConfig::default();
    config.account.sizing = Sizing::EquityRatio(0.9);
    config
}

fn base() -> Params {
    find("sma_cross").unwrap().defaults()
}

fn sweep(method: Method) -> SweepSpec {
    let axes = vec![Axis::range("fast", 3.0, 12.0, 3.0), Axis::range("slow", 10.0, 40.0, 10.0)];
    SweepSpec { method, objectives: vec![Objective::highest("return")], ..SweepSpec::grid(axes) }
}

fn started(series: &Rc<Series>, sweep: &SweepSpec, scheme: Scheme) -> Result<WalkForward, RunError> {
    let plan = FoldPlan { scheme, n_folds: 4, seen_per_traded: 2.0 };
    WalkForward::new(&built_in("sma_cross").unwrap(), &base(), &config(), sweep, &plan, Rc::clone(series))
}

fn walked(series: &Rc<Series>, scheme: Scheme) -> WalkReport {
    started(series, &sweep(Method::Grid), scheme).unwrap().finish().unwrap()
}

/// Prices after `bar` doubled and mirrored: another future.
fn other_future(series: &Series, bar: usize) -> Series {
    let of = |column: &[f64]| {
        let changed = column.iter().enumerate().map(|(at, x)| if at < bar { *x } else { 2e4 / *x });
        changed.collect::<Vec<f64>>()
    };
    Series::new(
        series.time().to_vec(),
        of(series.open()),
        of(series.low())
            .iter()
            .enumerate()
            .map(|(at, x)| if at < bar { series.high()[at] } else { *x })
            .collect(),
        of(series.high())
            .iter()
            .enumerate()
            .map(|(at, x)| if at < bar { series.low()[at] } else { *x })
            .collect(),
        of(series.close()),
        series.volume().to_vec(),
        series.interval_ms(),
    )
    .unwrap()
}

#[test]
fn every_fold_is_chosen_and_traded_as_runs_of_their_own_would() {
    let series = Rc::new(minute_series(11, N_BARS));
    for scheme in [Scheme::Rolling, Scheme::Anchored] {
        let found = walked(&series, scheme);
        let mut cash = config().account.initial_cash;
        let mut equity = Vec::new();
        for fold in &found.folds {
            let after = |time: i64| Some(time + series.interval_ms());
            let seen = Window { start: Some(fold.seen.0), end: after(fold.seen.1) };
            let space = Space::new(
                find("sma_cross").unwrap(),
                &base(),
                &RunConfig { window: seen, ..config() },
                &sweep(Method::Grid),
            )
            .unwrap();
            let mut runner =
                CellRunner::new(built_in("sma_cross").unwrap(), space.clone(), Rc::clone(&series)).unwrap();
            let mut best = (f64::NEG_INFINITY, 0);
            for point in 0..space.grid().n_points() {
                let row = runner.run_cell(point).numbers;
                if let Some(value) = runner.number(&row, "return").filter(|value| *value > best.0) {
                    best = (value, point);
                }
            }
            assert_eq!((fold.point, fold.seen_objective), (Some(best.1), Some(best.0)));
            let mut config = config();
            config.window = Window { start: Some(fold.traded.0), end: after(fold.traded.1) };
            config.account.initial_cash = cash;
            config.execution.close_at_end = true;
            let report = prepare(
                &built_in("sma_cross").unwrap(),
                &space.setup(best.1).params,
                &config,
                Rc::clone(&series),
            )
            .unwrap()
            .finish();
            equity.extend(report.equity);
            cash = *equity.last().unwrap();
        }
        let bits = |equity: &[f64]| equity.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
        assert_eq!(bits(&found.report.equity), bits(&equity));
        let net_profit = found.report.statistics.run.net_profit.unwrap();
        assert!((config().account.initial_cash + net_profit - cash).abs() < 1e-6, "what is traded adds up");
        assert!(found.report.trades.len() > 10 && found.report.trades.iter().all(|trade| !trade.is_open()));
    }
}

#[test]
fn a_fold_knows_nothing_of_later_bars() {
    let series = Rc::new(minute_series(12, N_BARS));
    let before = walked(&series, Scheme::Rolling);
    for fold in 1..4 {
        let bar = series.time().partition_point(|time| *time <= before.folds[fold - 1].traded.1);
        let after = walked(&Rc::new(other_future(&series, bar)), Scheme::Rolling);
        assert_eq!(after.folds[..fold], before.folds[..fold]);
        assert_ne!(after.folds[fold..], before.folds[fold..]);
        let n = bar - before.report.first_bar as usize;
        assert_eq!(after.report.equity[..n], before.report.equity[..n]);
    }
}

#[test]
fn the_size_of_the_slices_does_not_matter() {
    let series = Rc::new(minute_series(13, N_BARS));
    let whole = walked(&series, Scheme::Anchored);
    for slice in [1, 5, 1_000] {
        let mut run = started(&series, &sweep(Method::Grid), Scheme::Anchored).unwrap();
        let mut last = 0;
        loop {
            let progress = run.step(slice).unwrap();
            assert!(progress.done >= last && progress.total == 4 * 17);
            last = progress.done;
            if progress.done == progress.total {
                break;
            }
        }
        assert_eq!(run.finish().unwrap(), whole);
    }
}

#[test]
fn a_fold_may_search_or_draw_instead_of_trying_all() {
    let series = Rc::new(minute_series(14, N_BARS));
    for method in [
        Method::Random { seed: 3, count: 6 },
        Method::Search {
            algorithm: Algorithm::DifferentialEvolution,
            seed: 3,
            population: 4,
            generations: 3,
        },
    ] {
        let run = || started(&series, &sweep(method.clone()), Scheme::Rolling).unwrap().finish().unwrap();
        let found = run();
        assert_eq!(found, run(), "{method:?}");
        assert!(found.folds.iter().all(|fold| fold.point.is_some() && fold.n_cells > 0), "{method:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused_with_the_field() {
    let series = Rc::new(minute_series(15, 8));
    let Err(RunError::Settings(problems)) = started(&series, &sweep(Method::Grid), Scheme::Rolling) else {
        panic!("eight bars in four folds");
    };
    assert_eq!(problems[0].field, "folds.n_folds");
}

#[test]
fn a_fold_without_a_choice_is_not_traded() {
    let series = Rc::new(minute_series(16, N_BARS));
    // A profit factor needs a losing trade, which an average of more bars than there are never brings.
    let axes = vec![Axis::list("fast", [4_000.0]), Axis::list("slow", [8_000.0])];
    let sweep = SweepSpec { objectives: vec![Objective::highest("profit_factor")], ..SweepSpec::grid(axes) };
    let found = started(&series, &sweep, Scheme::Rolling).unwrap().finish().unwrap();
    assert!(found.folds.iter().all(|fold| fold.point.is_none() && fold.traded_return.is_none()));
    assert!(found.report.trades.is_empty() && found.report.equity.iter().all(|equity| *equity == 100_000.0));
    assert_eq!(found.efficiency, None);
}
