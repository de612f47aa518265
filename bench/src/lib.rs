//! The workload that `cargo xtask bench` measures. No clock in here: the binary beside this file times it natively,
//! `tests/bench` times it in a worker in Chromium.

use std::rc::Rc;

use anyhow::{Context, Result, bail, ensure};
use engine::backtest::{Run, prepare};
use engine::config::RunConfig;
use engine::indicator::{Indicators, Source};
use engine::report::Report;
use engine::series::Series;
use engine::strategy::catalog;
use engine::strategy::param::Params;
use engine::sweep::{Axis, CellRunner, Space, SweepSpec, table_hash};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// Bars of the synthetic minute series.
const N_BARS: usize = 500_000;
/// Seed of the series.
const SEED: u64 = 42;
/// The strategy, and the lengths of its averages.
const STRATEGY: &str = "sma_cross";
const LENGTHS: [f64; 2] = [30.0, 150.0];
/// Ticks in one unit of price.
const TICKS: f64 = 100.0;
/// Fast 10, 15 … 45 by slow 60, 90 … 270.
const AXES: [(&str, f64, f64, f64); 2] = [("fast", 10.0, 45.0, 5.0), ("slow", 60.0, 270.0, 30.0)];

/// The bars and the settings, ready to run.
#[wasm_bindgen]
pub struct Workload {
    series: Rc<Series>,
    /// The same with prices in ticks: whole numbers, whose sums have no rounding in anybody's engine.
    in_ticks: Rc<Series>,
    params: Params,
    config: RunConfig,
    space: Space,
}

impl Workload {
    /// Makes the series.
    ///
    /// # Errors
    /// When the engine no longer has the strategy or the axes.
    pub fn new() -> Result<Self> {
        let mut params = catalog::find(STRATEGY).context("the engine has no SMA cross")?.defaults();
        params.set("fast", LENGTHS[0]);
        params.set("slow", LENGTHS[1]);
        let axes = AXES.map(|(param, from, to, step)| Axis::range(param, from, to, step));
        let series = engine::synthetic::minute_series(SEED, N_BARS);
        let ticks = |prices: &[f64]| prices.iter().map(|price| (price * TICKS).round()).collect::<Vec<f64>>();
        let in_ticks = Series::new(
            series.time().to_vec(),
            ticks(series.open()),
            ticks(series.high()),
            ticks(series.low()),
            ticks(series.close()),
            series.volume().to_vec(),
            series.interval_ms(),
        )?;
        let config = RunConfig::default();
        let space = Space::new(STRATEGY, &params, &config, &SweepSpec::grid(axes.to_vec()))?;
        Ok(Self { series: Rc::new(series), in_ticks: Rc::new(in_ticks), params, config, space })
    }

    /// One backtest with full statistics; returns its result hash.
    ///
    /// # Errors
    /// When the engine refuses the settings.
    pub fn backtest(&self) -> Result<String> {
        Ok(report(&self.params, &self.config, &self.series)?.result_hash)
    }

    /// The backtest by rules that other people's engines have too: long only, prices in ticks.
    ///
    /// # Errors
    /// When the engine refuses the settings.
    pub fn long_only(&self) -> Result<Report> {
        let mut params = self.params.clone();
        params.set("short", 0.0);
        report(&params, &self.config, &self.in_ticks)
    }

    /// The bars of [`Workload::long_only`].
    pub fn in_ticks(&self) -> &Series {
        &self.in_ticks
    }

    /// The whole sweep on one core; returns the hash of its table.
    ///
    /// # Errors
    /// When the engine refuses the grid.
    pub fn sweep(&self) -> Result<String> {
        let series = Rc::clone(&self.series);
        let mut runner = CellRunner::new(self.space.clone(), series)?;
        let points: Vec<u64> = (0..self.space.grid().n_points()).collect();
        let cells = points.chunks(runner.n_side_by_side()).flat_map(|points| runner.run_cells(points));
        let rows: Vec<f64> = cells.flat_map(|cell| cell.numbers).collect();
        Ok(table_hash(&rows))
    }
}

fn report(params: &Params, config: &RunConfig, series: &Rc<Series>) -> Result<Report> {
    let report = prepare(STRATEGY, params, config, Rc::clone(series))?.finish();
    ensure!(!report.trades.is_empty(), "the workload makes no trade");
    Ok(report)
}

/// One backtest cut into its parts, each to be timed by itself, in the order of [`Stages::NAMES`].
#[wasm_bindgen]
pub struct Stages {
    workload: Workload,
    run: Option<Box<dyn Run>>,
}

impl Stages {
    /// `columns` are the two averages by themselves, which `prepare` contains too; `run` is the main loop; `report` makes
    /// the statistics and the hash.
    pub const NAMES: [&str; 4] = ["columns", "prepare", "run", "report"];

    /// On the bars of [`Workload::new`].
    ///
    /// # Errors
    /// As there.
    pub fn new() -> Result<Self> {
        Ok(Self { workload: Workload::new()?, run: None })
    }

    /// Does one part; they must come in order.
    ///
    /// # Errors
    /// When there is no such part, or the one before has not been done.
    pub fn stage(&mut self, index: usize) -> Result<()> {
        let Workload { series, params, config, .. } = &self.workload;
        match Self::NAMES.get(index) {
            Some(&"columns") => {
                let mut indicators = Indicators::new(Rc::clone(series));
                std::hint::black_box(LENGTHS.map(|length| indicators.sma(Source::Close, length as usize)));
            }
            Some(&"prepare") => self.run = Some(prepare(STRATEGY, params, config, Rc::clone(series))?),
            Some(&"run") => {
                self.run.as_mut().context("nothing is prepared")?.step(usize::MAX);
            }
            Some(_) => {
                std::hint::black_box(self.run.take().context("nothing has run")?.finish());
            }
            None => bail!("there is no part {index}"),
        }
        Ok(())
    }
}

/// The same for JavaScript, which gets the errors as exceptions.
#[wasm_bindgen]
impl Stages {
    /// Names of the parts.
    pub fn names() -> Vec<String> {
        Self::NAMES.map(str::to_owned).to_vec()
    }

    /// See [`Stages::new`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = make)]
    pub fn make_js() -> Result<Self, JsError> {
        Self::new().map_err(exception)
    }

    /// See [`Stages::stage`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = stage)]
    pub fn stage_js(&mut self, index: usize) -> Result<(), JsError> {
        self.stage(index).map_err(exception)
    }
}

/// The same for JavaScript, which gets the errors as exceptions.
#[wasm_bindgen]
impl Workload {
    /// Bars of the series.
    #[wasm_bindgen(js_name = nBars)]
    pub fn n_bars(&self) -> usize {
        self.series.len()
    }

    /// What one sweep computes, in bars times cells.
    #[wasm_bindgen(js_name = nBarCells)]
    pub fn n_bar_cells(&self) -> f64 {
        self.series.len() as f64 * self.space.grid().n_points() as f64
    }

    /// See [`Workload::new`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = make)]
    pub fn make_js() -> Result<Self, JsError> {
        Self::new().map_err(exception)
    }

    /// See [`Workload::backtest`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = backtest)]
    pub fn backtest_js(&self) -> Result<String, JsError> {
        self.backtest().map_err(exception)
    }

    /// The result hash of [`Workload::long_only`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = longOnly)]
    pub fn long_only_js(&self) -> Result<String, JsError> {
        self.long_only().map(|report| report.result_hash).map_err(exception)
    }

    /// See [`Workload::sweep`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = sweep)]
    pub fn sweep_js(&self) -> Result<String, JsError> {
        self.sweep().map_err(exception)
    }
}

fn exception(error: anyhow::Error) -> JsError {
    JsError::new(&format!("{error:#}"))
}
