//! Running the cells of a sweep.

use std::rc::Rc;

use super::{Setup, Space};
use crate::backtest::Market;
use crate::error::RunError;
use crate::hash;
use crate::indicator::Indicators;
use crate::series::Series;
use crate::strategy::build;

/// Bytes of indicator columns kept between cells; beyond that they are computed again.
const MAX_COLUMN_BYTES: usize = 128 << 20;

/// Runs points of one space on one series, in any order; a cell's numbers depend on nothing but the cell.
#[derive(Debug)]
pub struct CellRunner {
    space: Space,
    columns: Vec<&'static str>,
    market: Market,
    indicators: Indicators,
    equity: Vec<f64>,
}

impl CellRunner {
    /// Checks everything that all cells share.
    ///
    /// # Errors
    /// No point whose settings make sense, a window without bars.
    pub fn new(space: Space, series: Rc<Series>) -> Result<Self, RunError> {
        space.refuse_if_empty()?;
        let market = Market::new(Rc::clone(&series), space.config())?;
        let columns = space.columns().to_vec();
        Ok(Self { space, columns, market, indicators: Indicators::new(series), equity: Vec::new() })
    }

    /// Bars of the series, to tell a cell's cost.
    pub fn n_bars(&self) -> usize {
        self.market.series().len()
    }

    /// Runs a point of the grid: its numbers in the order of [`Space::columns`], NaN where undefined; all NaN for a point that
    /// breaks a constraint or whose settings make no sense together (a fast length above the slow one).
    pub fn run_cell(&mut self, point: u64) -> Vec<f64> {
        debug_assert!(point < self.space.grid().n_points(), "the grid has no point {point}");
        if !self.space.allows(point) {
            return vec![f64::NAN; self.columns.len()];
        }
        self.indicators.forget_beyond(MAX_COLUMN_BYTES);
        let Setup { params, config } = self.space.setup(point);
        let (market, equity) = (self.market.clone(), std::mem::take(&mut self.equity));
        let id = self.space.strategy().id;
        let run = build::build(id, &params, &config, market, &mut self.indicators, equity);
        let (numbers, equity) = run.finish_cell(&self.columns);
        self.equity = equity;
        numbers
    }
}

/// Hash of a sweep's table: the rows of all cells in order.
pub fn table_hash(rows: &[f64]) -> String {
    hash::table_hash(rows)
}
