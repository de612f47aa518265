//! The workload that `cargo xtask bench` measures. No clock in here: the binary beside this file times it natively,
//! `browser/` times it in a worker in Chromium.

mod family;
mod repeat;
mod sweep;

use std::rc::Rc;

use anyhow::{Context, Result, bail, ensure};
use engine::backtest::Run;
use engine::config::RunConfig;
use engine::registry::{AnySource, built_in, prepare};
use engine::report::Report;
use engine::series::Series;
use engine::strategy::catalog;
use engine::strategy::param::Params;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

pub use family::Families;
pub use repeat::repeat;
pub use sweep::{CHUNK, NAMES, Sweep};

/// Bars of the synthetic minute series.
const N_BARS: usize = 500_000;
/// Seed of the series.
const SEED: u64 = 42;
/// The strategy, and the lengths of its averages.
const STRATEGY: &str = "sma_cross";
const LENGTHS: [f64; 2] = [30.0, 150.0];
/// Ticks in one unit of price.
const TICKS: f64 = 100.0;

/// The bars and the settings, ready to run.
#[wasm_bindgen]
pub struct Workload {
    series: Rc<Series>,
    /// The same with prices in ticks: whole numbers, whose sums have no rounding in anybody's engine.
    in_ticks: Rc<Series>,
    params: Params,
    config: RunConfig,
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
        let series = minutes(N_BARS);
        let in_ticks = in_ticks(&series)?;
        Ok(Self {
            series: Rc::new(series),
            in_ticks: Rc::new(in_ticks),
            params,
            config: RunConfig::default(),
        })
    }

    /// One backtest with full statistics; returns its result hash.
    ///
    /// # Errors
    /// When the engine refuses the settings.
    pub fn backtest(&self) -> Result<String> {
        Ok(report(&built_in(STRATEGY)?, &self.params, &self.config, &self.series)?.result_hash)
    }

    /// Makes the bars anew, so that the next backtest is the first on them: it makes what follows from the bars alone.
    ///
    /// # Errors
    /// When the engine refuses the bars.
    pub fn renew(&mut self) -> Result<()> {
        self.series = Rc::new(self.series.slice(0..self.series.len())?);
        Ok(())
    }

    /// The backtest by rules that other people's engines have too: long only, prices in ticks.
    ///
    /// # Errors
    /// When the engine refuses the settings.
    pub fn long_only(&self) -> Result<Report> {
        let mut params = self.params.clone();
        params.set("short", false);
        report(&built_in(STRATEGY)?, &params, &self.config, &self.in_ticks)
    }

    /// The bars of [`Workload::long_only`].
    pub fn in_ticks(&self) -> &Series {
        &self.in_ticks
    }
}

/// Minutes of a made-up market.
fn minutes(n_bars: usize) -> Series {
    engine::synthetic::minute_series(SEED, n_bars)
}

fn in_ticks(series: &Series) -> Result<Series> {
    let ticks = |prices: &[f64]| prices.iter().map(|price| (price * TICKS).round()).collect::<Vec<f64>>();
    Ok(Series::new(
        series.time().to_vec(),
        ticks(series.open()),
        ticks(series.high()),
        ticks(series.low()),
        ticks(series.close()),
        series.volume().to_vec(),
        series.interval_ms(),
    )?)
}

fn report(source: &AnySource, params: &Params, config: &RunConfig, series: &Rc<Series>) -> Result<Report> {
    let report = prepare(source, params, config, Rc::clone(series))?.finish();
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
    /// `prepare` is the calendar and where the averages cross; `run` is the main loop; `report` makes the statistics and the
    /// hash.
    pub const NAMES: [&str; 3] = ["prepare", "run", "report"];

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
            Some(&"prepare") => {
                self.run = Some(prepare(&built_in(STRATEGY)?, params, config, Rc::clone(series))?)
            }
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

    /// See [`Workload::new`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = make)]
    pub fn make_js() -> Result<Self, JsError> {
        Self::new().map_err(exception)
    }

    /// See [`Workload::renew`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = renew)]
    pub fn renew_js(&mut self) -> Result<(), JsError> {
        self.renew().map_err(exception)
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
}

fn exception(error: anyhow::Error) -> JsError {
    JsError::new(&format!("{error:#}"))
}
