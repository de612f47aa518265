//! Running the cells of a sweep.

use std::ops::Range;
use std::rc::Rc;

use super::{Setup, Space};
use crate::backtest::Market;
use crate::config::Window;
use crate::error::RunError;
use crate::hash;
use crate::indicator::Indicators;
use crate::luck::blocks::Returns;
use crate::luck::{BlockSums, Evidence, Marks, Unknown};
use crate::record::Buffers;
use crate::series::Series;
use crate::strategy::build;

/// Bytes of indicator columns kept between cells; beyond that they are computed again.
const MAX_COLUMN_BYTES: usize = 128 << 20;

/// Runs points of one space on one series, in any order; a cell's numbers depend on nothing but the cell.
#[derive(Debug)]
pub struct CellRunner {
    space: Space,
    market: Market,
    indicators: Indicators,
    buffers: Buffers,
    /// What the last cell says about luck.
    trial: Option<Result<BlockSums, Unknown>>,
}

impl CellRunner {
    /// Checks everything that all cells share.
    ///
    /// # Errors
    /// No point whose settings make sense, a window without bars.
    pub fn new(space: Space, series: Rc<Series>) -> Result<Self, RunError> {
        space.refuse_if_empty()?;
        let market = Market::new(Rc::clone(&series), space.config())?;
        let indicators = Indicators::new(series);
        Ok(Self { space, market, indicators, buffers: Buffers::default(), trial: None })
    }

    /// Bars of the series, to tell a cell's cost.
    pub fn n_bars(&self) -> usize {
        self.market.series().len()
    }

    /// Bars of the trading window, as places in the series.
    pub fn window(&self) -> Range<usize> {
        self.market.window()
    }

    /// Goes on with another trading window of the same bars.
    ///
    /// # Errors
    /// A window without bars.
    pub fn look_at(&mut self, window: Window) -> Result<(), RunError> {
        self.space.set_window(window);
        self.market = Market::new(Rc::clone(self.market.series()), self.space.config())?;
        Ok(())
    }

    /// What the returns of a cell's sums are; none if the window is too short for sixteen blocks.
    pub fn returns(&self) -> Option<Returns> {
        self.market.marks().ok().map(Marks::returns)
    }

    /// Evidence without a cell yet, of a sweep of so many points.
    pub fn evidence(&self, n_points: u64) -> Evidence {
        Evidence::new(n_points, self.returns())
    }

    /// The sums of the cell that ran last, or why it has none; `None` if its settings make no sense, so that it did not run.
    pub fn trial(&self) -> Option<Result<BlockSums, Unknown>> {
        self.trial
    }

    /// A number of a row that [`CellRunner::run_cell`] gave.
    pub fn number(&self, row: &[f64], key: &str) -> Option<f64> {
        let at = self.space.columns().iter().position(|column| *column == key)?;
        row.get(at).copied().filter(|number| !number.is_nan())
    }

    /// Runs a point of the grid: its numbers in the order of [`Space::columns`], NaN where undefined; all NaN for a point that
    /// breaks a constraint or whose settings make no sense together (a fast length above the slow one).
    pub fn run_cell(&mut self, point: u64) -> Vec<f64> {
        debug_assert!(point < self.space.grid().n_points(), "the grid has no point {point}");
        if !self.space.allows(point) {
            self.trial = None;
            return vec![f64::NAN; self.space.columns().len()];
        }
        self.indicators.forget_beyond(MAX_COLUMN_BYTES);
        let Setup { params, config } = self.space.setup(point);
        let Self { space, market, indicators, buffers, .. } = self;
        let (id, columns) = (space.strategy().id, space.columns());
        let numbers = build::run_cell(id, &params, &config, market.clone(), indicators, (buffers, columns));
        self.trial = Some(market.marks().and_then(|marks| BlockSums::of_values(&buffers.mark_values, marks)));
        numbers
    }
}

/// Hash of a sweep's table: the rows of all cells in order.
pub fn table_hash(rows: &[f64]) -> String {
    hash::table_hash(rows)
}
