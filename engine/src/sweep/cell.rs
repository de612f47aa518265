//! Running the cells of a sweep.

use std::rc::Rc;

use super::Grid;
use crate::backtest::Market;
use crate::config::RunConfig;
use crate::error::RunError;
use crate::hash;
use crate::indicator::Indicators;
use crate::record::Buffers;
use crate::series::Series;
use crate::statistics::HEADLINE;
use crate::strategy::build;
use crate::strategy::catalog::{StrategyInfo, find};
use crate::strategy::param::Params;

/// Statistic keys of a cell's numbers: the headline of the report.
pub const CELL_COLUMNS: &[&str] = HEADLINE;

/// A cell's numbers in the order of [`CELL_COLUMNS`], NaN where undefined; all NaN for a cell whose parameters make no sense
/// together (a fast length above the slow one).
pub type CellRow = [f64; CELL_COLUMNS.len()];

/// Bytes of indicator columns kept between cells; beyond that they are computed again.
const MAX_COLUMN_BYTES: usize = 128 << 20;

/// Runs cells of one grid, in any order; a cell's numbers depend on nothing but the cell.
#[derive(Debug)]
pub struct CellRunner {
    info: &'static StrategyInfo,
    base: Params,
    config: RunConfig,
    grid: Grid,
    market: Market,
    indicators: Indicators,
    buffers: Buffers,
}

impl CellRunner {
    /// Checks everything that all cells share.
    ///
    /// # Errors
    /// Unknown strategy or axis, settings that make no sense, no cell whose parameters make sense, a window without bars.
    pub fn new(
        strategy: &str,
        base: &Params,
        config: &RunConfig,
        grid: Grid,
        series: Rc<Series>,
    ) -> Result<Self, RunError> {
        let info = find(strategy).ok_or_else(|| RunError::UnknownStrategy(strategy.to_owned()))?;
        for axis in grid.axes() {
            if info.param(&axis.param).is_none() {
                return Err(RunError::UnknownAxis { strategy: info.name, param: axis.param.clone() });
            }
        }
        let problems = config.problems();
        if !problems.is_empty() {
            return Err(RunError::Settings(problems));
        }
        // Single cells may make no sense; if all do, the fault is in what they share, and an empty table would hide it.
        let problems = |cell| info.problems(&grid.params(cell, base));
        if (0..grid.n_cells()).all(|cell| !problems(cell).is_empty()) {
            return Err(RunError::Settings(problems(0)));
        }
        let market = Market::new(Rc::clone(&series), config)?;
        Ok(Self {
            info,
            base: base.clone(),
            config: *config,
            grid,
            market,
            indicators: Indicators::new(series),
            buffers: Buffers::default(),
        })
    }

    /// Bars of the series, to tell a cell's cost.
    pub fn n_bars(&self) -> usize {
        self.market.series().len()
    }

    /// Runs one cell.
    pub fn run_cell(&mut self, cell: u64) -> CellRow {
        debug_assert!(cell < self.grid.n_cells(), "the grid has no cell {cell}");
        let params = self.grid.params(cell, &self.base);
        if !self.info.problems(&params).is_empty() {
            return [f64::NAN; CELL_COLUMNS.len()];
        }
        self.indicators.forget_beyond(MAX_COLUMN_BYTES);
        let Self { info, config, market, indicators, buffers, .. } = self;
        let numbers =
            build::run_cell(info.id, &params, config, market.clone(), indicators, (buffers, CELL_COLUMNS));
        let mut row = [f64::NAN; CELL_COLUMNS.len()];
        row.iter_mut().zip(numbers).for_each(|(slot, number)| *slot = number);
        row
    }
}

/// Hash of a sweep's table: the rows of all cells in order.
pub fn table_hash(rows: &[f64]) -> String {
    hash::table_hash(rows)
}
