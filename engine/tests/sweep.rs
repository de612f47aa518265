//! Cells of a sweep against single runs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::rc::Rc;

use engine::backtest::prepare;
use engine::config::RunConfig;
use engine::error::RunError;
use engine::series::Series;
use engine::strategy::catalog::{STRATEGIES, StrategyInfo, find};
use engine::strategy::param::{ParamKind, Params};
use engine::sweep::{Axis, CELL_COLUMNS, CellRow, CellRunner, Grid, table_hash};
use engine::synthetic::minute_series;

/// Short lengths, so that every strategy trades.
fn base(info: &StrategyInfo) -> Params {
    let mut params = info.defaults();
    for (key, short) in [("fast", 5.0), ("slow", 12.0), ("length", 8.0), ("entry", 8.0), ("exit", 4.0)] {
        if params.get(key).is_some() {
            params.set(key, short);
        }
    }
    params
}

/// Three values of every whole-number parameter and of the first other one.
fn grid(info: &StrategyInfo) -> Grid {
    let base = base(info);
    let axis = |param: &str, step: f64| {
        let from = base.get(param).unwrap();
        Axis { param: param.into(), from, to: from + 2.0 * step, step }
    };
    let lengths = info.params.iter().filter(|param| param.kind == ParamKind::Int);
    let others = info.params.iter().filter(|param| param.kind == ParamKind::Float).take(1);
    Grid::new(lengths.map(|p| axis(p.key, 4.0)).chain(others.map(|p| axis(p.key, p.step))).collect()).unwrap()
}

fn single_run(info: &StrategyInfo, params: &Params, series: &Rc<Series>) -> CellRow {
    let mut row = [f64::NAN; CELL_COLUMNS.len()];
    if let Ok(run) = prepare(info.id, params, &RunConfig::default(), Rc::clone(series)) {
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
        let (base, grid) = (base(info), grid(info));
        let runner = || {
            CellRunner::new(info.id, &base, &RunConfig::default(), grid.clone(), Rc::clone(&series)).unwrap()
        };
        let mut forward = runner();
        let rows: Vec<CellRow> = (0..grid.n_cells()).map(|cell| forward.run_cell(cell)).collect();
        for (cell, row) in rows.iter().enumerate() {
            let single = single_run(info, &grid.params(cell as u64, &base), &series);
            assert_eq!(row.map(f64::to_bits), single.map(f64::to_bits), "{} cell {cell}", info.id);
        }
        assert!(rows.iter().any(|row| row.iter().any(|x| *x != 0.0)), "{} did nothing", info.id);

        let mut shuffled = vec![[0.0; CELL_COLUMNS.len()]; rows.len()];
        let (mut even, mut odd) = (runner(), runner());
        for cell in (0..grid.n_cells()).rev() {
            let worker = if cell % 2 == 0 { &mut even } else { &mut odd };
            shuffled[cell as usize] = worker.run_cell(cell);
        }
        assert_eq!(table_hash(shuffled.as_flattened()), table_hash(rows.as_flattened()), "{}", info.id);
    }
}

#[test]
fn parameters_that_leave_no_cell_to_run_are_refused_with_the_reason() {
    let series = Rc::new(minute_series(5, 100));
    let info = find("sma_cross").unwrap();
    let grid = Grid::new(vec![Axis { param: "slow".into(), from: 20.0, to: 30.0, step: 5.0 }]).unwrap();
    for (key, value) in [("fast", 30.5), ("fast", 500.0), ("colour", 1.0)] {
        let mut params = info.defaults();
        params.set(key, value);
        let refused =
            CellRunner::new(info.id, &params, &RunConfig::default(), grid.clone(), Rc::clone(&series));
        let Err(RunError::Settings(problems)) = refused else { panic!("{key} = {value} was accepted") };
        assert_eq!(problems[0].field, format!("params.{key}"));
    }
}
