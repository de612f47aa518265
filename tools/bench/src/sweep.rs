//! Sweeps of the SMA cross, and of one strategy of each family, in chunks that any number of threads or workers may share.

use std::rc::Rc;

use anyhow::{Context, Result, bail};
use engine::series::Series;
use engine::sweep::{Axis, CellRunner, Space, SweepSpec, table_hash};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::family::Family;
use crate::{exception, minutes, report};

/// Cells that are handed out at a time.
pub const CHUNK: u32 = 16;

/// The names of the sweeps of the SMA cross.
pub const NAMES: [&str; 4] = ["usual", "as others", "10,000 bars", "200,000 bars"];

/// A sweep with what has been computed of it.
#[wasm_bindgen]
pub struct Sweep {
    family: &'static Family,
    series: Rc<Series>,
    space: Space,
    runner: CellRunner,
}

impl Sweep {
    /// One of [`NAMES`]: 64 cells on half a million bars; the same on 100,000 bars by the rules that other people's engines have too; 10,000
    /// cells on so many bars. Or a family: its axes on half a million bars.
    ///
    /// # Errors
    /// When there is no such sweep, or the engine refuses it.
    pub fn new(name: &str) -> Result<Self> {
        // Fast 10, 15 … 45 by slow 60, 90 … 270.
        let few: &[_] = &[("fast", 10.0, 45.0, 5.0), ("slow", 60.0, 270.0, 30.0)];
        let many: &[_] = &[("fast", 2.0, 101.0, 1.0), ("slow", 110.0, 1_100.0, 10.0)];
        let of_cross = Family::find("cross").context("there is no cross")?;
        let (family, series, axes, short) = match name {
            "usual" => (of_cross, minutes(crate::N_BARS), few, true),
            "as others" => (of_cross, crate::in_ticks(&minutes(100_000))?, few, false),
            "10,000 bars" => (of_cross, minutes(10_000), many, true),
            "200,000 bars" => (of_cross, minutes(200_000), many, true),
            _ => match Family::find(name) {
                Some(family) => (family, minutes(crate::N_BARS), family.axes, true),
                None => bail!("there is no sweep {name}"),
            },
        };
        let (source, series) = (family.source()?, Rc::new(series));
        let mut params = family.params(&source);
        if !short {
            params.set("short", false);
        }
        let axes = axes.iter().map(|(param, from, to, step)| Axis::range(*param, *from, *to, *step));
        let spec = SweepSpec::grid(axes.collect());
        let space = Space::new(source.declaration(), &params, &Family::config(), &spec)?;
        let runner = CellRunner::new(source, space.clone(), Rc::clone(&series))?;
        Ok(Self { family, series, space, runner })
    }

    /// Forgets what has been computed, for the next run to be as long as the first.
    ///
    /// # Errors
    /// When the engine refuses the sweep.
    pub fn restart(&mut self) -> Result<()> {
        self.runner = CellRunner::new(self.family.source()?, self.space.clone(), Rc::clone(&self.series))?;
        Ok(())
    }

    /// Its bars.
    pub fn series(&self) -> &Series {
        &self.series
    }

    /// The trades of a cell, run by itself: bars and prices of entry and exit of those that are closed.
    ///
    /// # Errors
    /// When the engine refuses the settings.
    pub fn trades(&self, cell: u32) -> Result<Vec<(u32, u32, f64, f64)>> {
        let setup = self.space.setup(u64::from(cell));
        let trades = report(&self.family.source()?, &setup.params, &setup.config, &self.series)?.trades;
        let closed = trades.iter().filter(|trade| !trade.is_open());
        Ok(closed
            .map(|trade| (trade.entry_bar, trade.exit_bar, trade.entry_price, trade.exit_price))
            .collect())
    }

    /// The fast and the slow length of a cell.
    pub fn lengths(&self, cell: u32) -> [f64; 2] {
        let params = self.space.setup(u64::from(cell)).params;
        ["fast", "slow"].map(|key| params.number(key))
    }
}

#[wasm_bindgen]
impl Sweep {
    /// Number of cells.
    #[wasm_bindgen(js_name = nCells)]
    pub fn n_cells(&self) -> u32 {
        self.space.grid().n_points() as u32
    }

    /// Number of bars.
    #[wasm_bindgen(js_name = nBars)]
    pub fn n_bars(&self) -> u32 {
        self.series.len() as u32
    }

    /// Rows of the cells from `first` up to `end`, one after the other.
    pub fn run(&mut self, first: u32, end: u32) -> Vec<f64> {
        let points: Vec<u64> = (first..end).map(u64::from).collect();
        let cells =
            points.chunks(self.runner.n_side_by_side()).flat_map(|points| self.runner.run_cells(points));
        cells.flat_map(|cell| cell.numbers).collect()
    }

    /// Hash of the rows of all cells in order.
    pub fn hash(rows: &[f64]) -> String {
        table_hash(rows)
    }

    /// Names of the sweeps.
    pub fn names() -> Vec<String> {
        NAMES.map(str::to_owned).to_vec()
    }

    /// Cells that are handed out at a time.
    pub fn chunk() -> u32 {
        CHUNK
    }

    /// See [`Sweep::new`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = make)]
    pub fn make_js(name: &str) -> Result<Self, JsError> {
        Self::new(name).map_err(exception)
    }

    /// See [`Sweep::restart`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = restart)]
    pub fn restart_js(&mut self) -> Result<(), JsError> {
        self.restart().map_err(exception)
    }
}
