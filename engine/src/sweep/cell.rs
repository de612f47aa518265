//! Running the cells of a sweep.

use std::ops::Range;
use std::rc::Rc;

use super::{Setup, Space};
use crate::backtest::Market;
use crate::config::Window;
use crate::error::RunError;
use crate::hash;
use crate::indicator::Indicators;
use crate::overfitting::blocks::Returns;
use crate::overfitting::{BlockSums, Evidence, Marks, Unknown};
use crate::recorder::Buffers;
use crate::registry::{self, AnySource, CellRun};
use crate::series::Series;

/// Bytes of indicator columns kept between cells; beyond that they are computed again. Two workers and the page stay below 500 MB.
const MAX_COLUMN_BYTES: usize = 130 << 20;

/// Bars over which one cell runs before the next one does: their prices and the columns of several cells stay at hand.
const TILE: usize = 4_096;

/// Most cells that run side by side, and most bars of theirs: enough to gain by it, few enough to be done in a moment.
const SIDE_BY_SIDE: usize = 16;
const MAX_BARS: usize = 8_000_000;

/// What a cell gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// In the order of [`Space::columns`], NaN where undefined; all NaN for a point that breaks a constraint or whose settings make no
    /// sense together (a fast length above the slow one), and where the strategy was stopped.
    pub numbers: Vec<f64>,
    /// What it contributes to the overfitting check, or why it contributes nothing; `None` if it did not run because it breaks a constraint, or was stopped.
    pub trial: Option<Result<BlockSums, Unknown>>,
}

/// Runs points of one space on one series, in any order; a cell's numbers depend on nothing but the cell.
#[derive(Debug)]
pub struct CellRunner {
    strategy: AnySource,
    space: Space,
    market: Market,
    indicators: Indicators,
    /// Memory that cells left behind.
    spare: Vec<Buffers>,
}

impl CellRunner {
    /// Checks everything that all cells share. The space is one of the strategy's.
    ///
    /// # Errors
    /// A space of another strategy, no point whose settings make sense, a window without bars.
    pub fn new(strategy: AnySource, space: Space, series: Rc<Series>) -> Result<Self, RunError> {
        if strategy.declaration() != space.strategy() {
            return Err(RunError::UnknownStrategy(space.strategy().strategy.to_string()));
        }
        space.refuse_if_empty()?;
        registry::check_source(&strategy, space.config())?;
        let market = Market::new(Rc::clone(&series), space.config())?;
        let indicators = Indicators::new(series);
        Ok(Self { strategy, space, market, indicators, spare: Vec::new() })
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

    /// A number of a row that [`CellRunner::run_cell`] gave.
    pub fn number(&self, row: &[f64], key: &str) -> Option<f64> {
        let at = self.space.columns().iter().position(|column| *column == key)?;
        row.get(at).copied().filter(|number| !number.is_nan())
    }

    /// How many cells are best given to [`CellRunner::run_cells`] at a time.
    pub fn n_side_by_side(&self) -> usize {
        (MAX_BARS / self.n_bars()).clamp(1, SIDE_BY_SIDE)
    }

    /// Runs a point of the grid.
    pub fn run_cell(&mut self, point: u64) -> Cell {
        self.run_cells(&[point]).remove(0)
    }

    /// Runs points of the grid side by side; each gives what it gives alone.
    pub fn run_cells(&mut self, points: &[u64]) -> Vec<Cell> {
        self.indicators.forget_beyond(MAX_COLUMN_BYTES);
        let mut runs: Vec<Option<CellRun>> = points.iter().map(|point| self.start(*point)).collect();
        let window = self.market.window();
        for end in window.clone().step_by(TILE).skip(1) {
            runs.iter_mut().flatten().for_each(|run| run.run_before(end));
        }
        runs.into_iter().map(|run| self.finish(run)).collect()
    }

    /// `None` if it breaks a constraint.
    fn start(&mut self, point: u64) -> Option<CellRun> {
        debug_assert!(point < self.space.grid().n_points(), "the grid has no point {point}");
        if !self.space.allows(point) {
            return None;
        }
        let Setup { params, config } = self.space.setup(point);
        let buffers = self.spare.pop().unwrap_or_default();
        Some(registry::start_cell(
            &self.strategy,
            &params,
            &config,
            self.market.clone(),
            &mut self.indicators,
            (buffers, self.space.columns()),
        ))
    }

    fn finish(&mut self, run: Option<CellRun>) -> Cell {
        let none = || vec![f64::NAN; self.space.columns().len()];
        let Some(run) = run else {
            return Cell { numbers: none(), trial: None };
        };
        let (numbers, buffers) = run.finish();
        let trial = numbers
            .is_some()
            .then(|| self.market.marks().and_then(|marks| BlockSums::of_values(&buffers.mark_values, marks)));
        self.spare.push(buffers);
        Cell { numbers: numbers.unwrap_or_else(none), trial }
    }
}

/// Hash of a sweep's table: the rows of all cells in order.
pub fn table_hash(rows: &[f64]) -> String {
    hash::table_hash(rows)
}
