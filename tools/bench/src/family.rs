//! One strategy of each family, built in and scripts: how a run and a sweep of it compare with those of the SMA cross.

use std::rc::Rc;

use anyhow::{Context, Result, anyhow, ensure};
use engine::config::RunConfig;
use engine::registry::{AnySource, built_in};
use engine::report::Report;
use engine::series::Series;
use engine::strategy::param::Params;
use language::compile;
use language::library::LIBRARY;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::{N_BARS, TICKS, exception, in_ticks, minutes, report};

/// What a family runs.
#[derive(Clone, Copy)]
enum Of {
    BuiltIn(&'static str),
    /// A script of the library.
    Library(&'static str),
    /// The source of a script.
    Script(&'static str),
}

/// An axis: parameter, from, to, step.
type Range = (&'static str, f64, f64, f64);

/// A strategy with parameters under which it trades about as often as the cross, and axes, most often two of eight values.
pub(crate) struct Family {
    name: &'static str,
    of: Of,
    params: &'static [(&'static str, f64)],
    pub(crate) axes: &'static [Range],
    /// The family that makes the same trades in another way.
    twin: Option<&'static str>,
}

const CROSS: &[Range] = &[("fast", 10.0, 45.0, 5.0), ("slow", 60.0, 270.0, 30.0)];
const SUPERTREND: &[Range] = &[("factor", 4.0, 7.5, 0.5), ("atr_length", 7.0, 28.0, 3.0)];

/// In the order in which they are printed.
pub(crate) const FAMILIES: [Family; 10] = [
    Family {
        name: "cross",
        of: Of::BuiltIn("sma_cross"),
        params: &[("fast", 30.0), ("slow", 150.0)],
        axes: CROSS,
        twin: None,
    },
    Family {
        name: "channel breakout",
        of: Of::BuiltIn("donchian_breakout"),
        params: &[("entry", 150.0), ("exit", 50.0)],
        axes: &[("entry", 60.0, 270.0, 30.0), ("exit", 15.0, 50.0, 5.0)],
        twin: None,
    },
    Family {
        name: "oscillator reversion",
        of: Of::BuiltIn("rsi_reversion"),
        params: &[("length", 14.0), ("oversold", 30.0), ("overbought", 70.0)],
        axes: &[("length", 10.0, 24.0, 2.0), ("oversold", 20.0, 34.0, 2.0)],
        twin: None,
    },
    Family {
        name: "Supertrend",
        of: Of::BuiltIn("supertrend"),
        params: &[("factor", 5.0), ("atr_length", 10.0)],
        axes: SUPERTREND,
        twin: None,
    },
    Family {
        name: "bracket",
        of: Of::BuiltIn("atr_bracket"),
        params: &[("fast", 30.0), ("slow", 150.0), ("stop", 4.0), ("target", 6.0)],
        axes: &[("stop", 2.0, 5.5, 0.5), ("target", 3.0, 10.0, 1.0)],
        twin: None,
    },
    Family {
        name: "script: cross",
        of: Of::Library("sma_cross"),
        params: &[("fast", 30.0), ("slow", 150.0)],
        axes: CROSS,
        twin: Some("cross"),
    },
    Family {
        name: "script: EMA cross, RSI",
        of: Of::Script(include_str!("../scripts/ema_cross_rsi.pine")),
        params: &[],
        axes: &[("fast", 10.0, 55.0, 5.0), ("slow", 60.0, 330.0, 30.0), ("length", 8.0, 26.0, 2.0)],
        twin: None,
    },
    Family {
        name: "script: Supertrend",
        of: Of::Library("supertrend"),
        params: &[("factor", 5.0), ("atr_length", 10.0)],
        axes: SUPERTREND,
        twin: Some("Supertrend"),
    },
    Family {
        name: "script: trailing bracket",
        of: Of::Script(include_str!("../scripts/trailing_bracket.pine")),
        params: &[],
        axes: &[("loss", 20.0, 55.0, 5.0), ("profit", 30.0, 100.0, 10.0)],
        twin: None,
    },
    Family {
        name: "script: arrays",
        of: Of::Script(include_str!("../scripts/arrays.pine")),
        params: &[],
        axes: &[("fast", 3.0, 10.0, 1.0), ("slow", 12.0, 26.0, 2.0)],
        twin: None,
    },
];

impl Family {
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        FAMILIES.iter().find(|family| family.name == name)
    }

    /// What makes the strategy.
    pub(crate) fn source(&self) -> Result<AnySource> {
        let text = match self.of {
            Of::BuiltIn(key) => return Ok(built_in(key)?),
            Of::Library(key) => LIBRARY.iter().find(|script| script.key == key).map(|script| script.source),
            Of::Script(text) => Some(text),
        };
        let text = text.with_context(|| format!("the library has no script for {}", self.name))?;
        let compiled = compile(text).map_err(|said| {
            let said = said.first().map(|first| first.render(self.name)).unwrap_or_default();
            anyhow!("{said}")
        })?;
        Ok(language::source(compiled, self.name))
    }

    /// The parameters of the single run.
    pub(crate) fn params(&self, source: &AnySource) -> Params {
        let mut params = source.declaration().defaults();
        self.params.iter().for_each(|(key, value)| params.set(key, *value));
        params
    }

    /// Settings: scripts count in ticks.
    pub(crate) fn config() -> RunConfig {
        let mut config = RunConfig::default();
        config.instrument.tick_size = Some(1.0 / TICKS);
        config
    }
}

/// One backtest of each family, with full statistics, on the bars of [`crate::Workload`].
#[wasm_bindgen]
pub struct Families {
    made: Vec<(AnySource, Params)>,
    series: Rc<Series>,
    in_ticks: Rc<Series>,
}

impl Families {
    /// Makes the series.
    ///
    /// # Errors
    /// When the engine no longer has one of the strategies.
    pub fn new() -> Result<Self> {
        let make = |family: &Family| {
            let source = family.source()?;
            let params = family.params(&source);
            Ok((source, params))
        };
        let made = FAMILIES.iter().map(make).collect::<Result<_>>()?;
        let series = minutes(N_BARS);
        let in_ticks = Rc::new(in_ticks(&series)?);
        Ok(Self { made, series: Rc::new(series), in_ticks })
    }

    /// Runs the family at `index` of [`Families::names`].
    ///
    /// # Errors
    /// When the engine refuses the settings.
    pub fn report(&self, index: usize) -> Result<Report> {
        let (source, params) = &self.made[index];
        report(source, params, &Family::config(), &self.series)
    }

    /// Makes sure that a family trades as its twin does, if it has one: on prices in ticks, since a script sums decimals as TradingView does, and a built-in
    /// strategy sums them exactly.
    ///
    /// # Errors
    /// When they trade differently, or the engine refuses the settings.
    pub fn compare(&self, index: usize) -> Result<()> {
        let Some(twin) = FAMILIES[index].twin else { return Ok(()) };
        let twin = FAMILIES.iter().position(|family| family.name == twin).context("there is no such twin")?;
        let equity = |index: usize| -> Result<Vec<f64>> {
            let (source, params) = &self.made[index];
            Ok(report(source, params, &Family::config(), &self.in_ticks)?.equity)
        };
        let is_same = equity(index)? == equity(twin)?;
        ensure!(is_same, "{} and {} trade differently", FAMILIES[index].name, FAMILIES[twin].name);
        Ok(())
    }
}

#[wasm_bindgen]
impl Families {
    /// Names of the families.
    pub fn names() -> Vec<String> {
        FAMILIES.iter().map(|family| family.name.to_owned()).collect()
    }

    /// See [`Families::new`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = make)]
    pub fn make_js() -> Result<Self, JsError> {
        Self::new().map_err(exception)
    }

    /// The result hash of [`Families::report`].
    ///
    /// # Errors
    /// As there.
    #[wasm_bindgen(js_name = run)]
    pub fn run_js(&self, index: usize) -> Result<String, JsError> {
        self.report(index).map(|report| report.result_hash).map_err(exception)
    }
}
