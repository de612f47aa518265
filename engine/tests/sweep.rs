//! Cells of a sweep against single runs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::config::RunConfig;
use engine::error::RunError;
use engine::registry::{built_in, prepare};
use engine::series::Series;
use engine::strategy::catalog::{STRATEGIES, find};
use engine::strategy::declaration::Declaration;
use engine::strategy::param::{ParamKind, ParamSpec, Params, Range};
use engine::sweep::{
    Axis, CELL_COLUMNS, CellRunner, Method, Objective, Points, Space, SweepSpec, table_hash,
};
use engine::synthetic::minute_series;

/// Short lengths, so that every strategy trades.
fn base(info: &Declaration) -> Params {
    let mut params = info.defaults();
    for (key, short) in [("fast", 5.0), ("slow", 12.0), ("length", 8.0), ("entry", 8.0), ("exit", 4.0)] {
        if params.get(key).is_some() {
            params.set(key, short);
        }
    }
    params
}

/// Three values of every whole-number parameter and of the first other one.
fn grid(info: &Declaration) -> SweepSpec {
    let base = base(info);
    let axis = |(param, step): (&ParamSpec, f64)| {
        let from = base.number(&param.key);
        Axis::range(&*param.key, from, from + 2.0 * step, step)
    };
    let lengths = info.params.iter().filter(|param| matches!(param.kind, ParamKind::Integer(_)));
    let others = info.params.iter().filter_map(|param| match param.kind {
        ParamKind::Number(Range { step, .. }) => Some((param, step)),
        _ => None,
    });
    SweepSpec::grid(lengths.map(|param| (param, 4.0)).chain(others.take(1)).map(axis).collect())
}

fn bits(row: &[f64]) -> Vec<u64> {
    row.iter().map(|number| number.to_bits()).collect()
}

fn single_run(info: &Declaration, params: &Params, series: &Rc<Series>) -> Vec<f64> {
    let mut row = vec![f64::NAN; CELL_COLUMNS.len()];
    if let Ok(run) = prepare(&built_in(info.key()).unwrap(), params, &RunConfig::default(), Rc::clone(series))
    {
        let statistics = run.finish().statistics;
        for (number, key) in row.iter_mut().zip(CELL_COLUMNS) {
            *number = statistics.get(key).unwrap().unwrap_or(f64::NAN);
        }
    }
    row
}

#[test]
fn a_cell_equals_a_single_run_bit_for_bit_and_the_order_of_cells_does_not_matter() {
    let series = Rc::new(minute_series(5, 3_000));
    for info in STRATEGIES.iter().filter(|info| !info.params.is_empty()) {
        let space = Space::new(info, &base(info), &RunConfig::default(), &grid(info)).unwrap();
        let runner =
            || CellRunner::new(built_in(info.key()).unwrap(), space.clone(), Rc::clone(&series)).unwrap();
        let mut forward = runner();
        let n = space.grid().n_points();
        let rows: Vec<Vec<f64>> = (0..n).map(|point| forward.run_cell(point).numbers).collect();
        for (point, row) in rows.iter().enumerate() {
            let single = single_run(info, &space.setup(point as u64).params, &series);
            assert_eq!(bits(row), bits(&single), "{} point {point}", info.key());
        }
        assert!(rows.iter().any(|row| row.iter().any(|x| *x != 0.0)), "{} did nothing", info.key());

        let mut shuffled = vec![Vec::new(); rows.len()];
        let (mut even, mut odd) = (runner(), runner());
        for point in (0..n).rev() {
            let worker = if point % 2 == 0 { &mut even } else { &mut odd };
            shuffled[point as usize] = worker.run_cell(point).numbers;
        }
        assert_eq!(table_hash(&shuffled.concat()), table_hash(&rows.concat()), "{}", info.key());
    }
}

/// Over more bars than cells run at a stretch, from a bar inside such a stretch.
#[test]
fn cells_side_by_side_give_what_each_gives_alone() {
    let series = Rc::new(minute_series(6, 13_000));
    let mut config = RunConfig::default();
    config.window.start = Some(series.time()[1_234]);
    for info in STRATEGIES.iter().filter(|info| !info.params.is_empty()) {
        let space = Space::new(info, &base(info), &config, &grid(info)).unwrap();
        let runner =
            || CellRunner::new(built_in(info.key()).unwrap(), space.clone(), Rc::clone(&series)).unwrap();
        let points: Vec<u64> = (0..space.grid().n_points()).collect();
        let together = runner().run_cells(&points);
        let mut one_by_one = runner();
        for (point, cell) in points.iter().zip(&together) {
            let alone = one_by_one.run_cell(*point);
            assert_eq!(bits(&cell.numbers), bits(&alone.numbers), "{} point {point}", info.key());
            assert_eq!(cell.trial, alone.trial, "{} point {point}", info.key());
        }
    }
}

#[test]
fn parameters_that_leave_no_cell_to_run_are_refused_with_the_reason() {
    let series = Rc::new(minute_series(5, 100));
    let info = find("sma_cross").unwrap();
    let grid = SweepSpec::grid(vec![Axis::range("slow", 20.0, 30.0, 5.0)]);
    for (key, value) in [("fast", 30.5), ("fast", 500.0), ("colour", 1.0)] {
        let mut params = info.defaults();
        params.set(key, value);
        let space = Space::new(info, &params, &RunConfig::default(), &grid).unwrap();
        let refused = CellRunner::new(built_in(info.key()).unwrap(), space, Rc::clone(&series));
        let Err(RunError::Settings(problems)) = refused else { panic!("{key} = {value} was accepted") };
        assert_eq!(problems[0].field, format!("params.{key}"));
    }
}

#[test]
fn a_thousand_random_cells_of_five_strategies_equal_single_runs_in_every_number() {
    let series = Rc::new(minute_series(77, 1_500));
    let mut n_cells = 0;
    for (id, seed) in [
        ("sma_cross", 1),
        ("macd_cross", 2),
        ("donchian_breakout", 3),
        ("rsi_reversion", 4),
        ("atr_bracket", 5),
    ] {
        let info = find(id).unwrap();
        let params = info.params.iter().map(|param| {
            let Some(Range { min, max, step, .. }) = param.range() else {
                return Axis::list(&*param.key, param.options().iter().map(|choice| choice.value.clone()));
            };
            Axis::range(&*param.key, *min, (min + 25.0 * step).min(*max), *step)
        });
        let costs = [
            Axis::list("account.commission", [-0.0001, 0.0, 0.001]),
            Axis::range("account.slippage", 0.0, 0.002, 0.0005),
            Axis::list("account.initial_cash", [5_000.0, 100_000.0]),
        ];
        let objectives =
            ["sharpe", "omega", "alpha", "average_trade", "ulcer_index"].map(Objective::highest).to_vec();
        let objectives = objectives.into_iter().filter(|objective| objective.check().is_ok()).collect();
        let sweep = SweepSpec {
            method: Method::Random { seed, count: 200 },
            objectives,
            ..SweepSpec::grid(params.chain(costs).collect())
        };
        let space = Space::new(info, &base(info), &RunConfig::default(), &sweep).unwrap();
        let points = Points::new(&space, &sweep).unwrap();
        let mut runner =
            CellRunner::new(built_in(info.key()).unwrap(), space.clone(), Rc::clone(&series)).unwrap();
        let mut n_traded = 0;
        for index in 0..points.layout(1).n_points() {
            let point = points.get(index).unwrap();
            let setup = space.setup(point);
            let statistics =
                prepare(&built_in(id).unwrap(), &setup.params, &setup.config, Rc::clone(&series))
                    .unwrap()
                    .finish()
                    .statistics;
            let single: Vec<f64> =
                space.columns().iter().map(|key| statistics.get(key).unwrap().unwrap_or(f64::NAN)).collect();
            let row = runner.run_cell(point).numbers;
            assert_eq!(bits(&row), bits(&single), "{id} {:?}", space.grid().values(point));
            n_traded += u32::from(row[7] > 0.0);
            n_cells += 1;
        }
        assert!(n_traded > 50, "{id} hardly traded: {n_traded}");
    }
    println!("{n_cells} cells equal");
    assert_eq!(n_cells, 1_000);
}
