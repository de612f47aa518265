//! One strategy of each family: how a sweep of it compares with one of the SMA cross.

use std::rc::Rc;

use anyhow::{Context, Result};
use engine::config::RunConfig;
use engine::report::Report;
use engine::series::Series;
use engine::strategy::catalog;
use engine::strategy::param::Params;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::{N_BARS, exception, minutes, report};

/// A strategy with parameters under which it trades about as often as the cross, and two axes of eight values.
pub(crate) struct Family {
    name: &'static str,
    pub(crate) strategy: &'static str,
    params: &'static [(&'static str, f64)],
    pub(crate) axes: [(&'static str, f64, f64, f64); 2],
}

/// In the order in which they are printed.
pub(crate) const FAMILIES: [Family; 5] = [
    Family {
        name: "cross",
        strategy: "sma_cross",
        params: &[("fast", 30.0), ("slow", 150.0)],
        axes: [("fast", 10.0, 45.0, 5.0), ("slow", 60.0, 270.0, 30.0)],
    },
    Family {
        name: "channel breakout",
        strategy: "donchian_breakout",
        params: &[("entry", 150.0), ("exit", 50.0)],
        axes: [("entry", 60.0, 270.0, 30.0), ("exit", 15.0, 50.0, 5.0)],
    },
    Family {
        name: "oscillator reversion",
        strategy: "rsi_reversion",
        params: &[("length", 14.0), ("oversold", 30.0), ("overbought", 70.0)],
        axes: [("length", 10.0, 24.0, 2.0), ("oversold", 20.0, 34.0, 2.0)],
    },
    Family {
        name: "Supertrend",
        strategy: "supertrend",
        params: &[("factor", 5.0), ("atr_length", 10.0)],
        axes: [("factor", 4.0, 7.5, 0.5), ("atr_length", 7.0, 28.0, 3.0)],
    },
    Family {
        name: "bracket",
        strategy: "atr_bracket",
        params: &[("fast", 30.0), ("slow", 150.0), ("stop", 4.0), ("target", 6.0)],
        axes: [("stop", 2.0, 5.5, 0.5), ("target", 3.0, 10.0, 1.0)],
    },
];

impl Family {
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        FAMILIES.iter().find(|family| family.name == name)
    }

    /// The parameters of the single run.
    pub(crate) fn params(&self) -> Result<Params> {
        let info = catalog::find(self.strategy).with_context(|| format!("there is no {}", self.strategy))?;
        let mut params = info.defaults();
        self.params.iter().for_each(|(key, value)| params.set(key, *value));
        Ok(params)
    }
}

/// One backtest of each family, with full statistics, on the bars of [`crate::Workload`].
#[wasm_bindgen]
pub struct Families {
    params: Vec<Params>,
    series: Rc<Series>,
}

impl Families {
    /// Makes the series.
    ///
    /// # Errors
    /// When the engine no longer has one of the strategies.
    pub fn new() -> Result<Self> {
        let params = FAMILIES.iter().map(Family::params).collect::<Result<_>>()?;
        Ok(Self { params, series: Rc::new(minutes(N_BARS)) })
    }

    /// Runs the family at `index` of [`Families::names`].
    ///
    /// # Errors
    /// When the engine refuses the settings.
    pub fn report(&self, index: usize) -> Result<Report> {
        report(FAMILIES[index].strategy, &self.params[index], &RunConfig::default(), &self.series)
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
