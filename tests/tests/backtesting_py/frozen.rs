//! What `tests/conformance/backtesting_py/freeze.py` wrote, and the same runs in our engine.

use std::collections::BTreeMap;
use std::io::Read;
use std::rc::Rc;

use anyhow::{Context, Result, bail};
use engine::backtest::{Backtest, Market, Run};
use engine::config::{Commission, FillOn, Intrabar, RunConfig, Sizing};
use engine::indicator::Indicators;
use engine::report::Report;
use engine::series::Series;
use engine::strategy::Strategy;
use engine::strategy::param::Params;
use serde::Deserialize;

use crate::strategies::{Breakout, Common, Cross, Ladder, Pullback, Started};

#[derive(Deserialize)]
pub(crate) struct Header {
    pub(crate) version: String,
    pub(crate) seed: u64,
    pub(crate) sets: BTreeMap<String, Set>,
}

#[derive(Deserialize)]
pub(crate) struct Set {
    cash: f64,
    units: f64,
    /// Of the file; none for the series that is made up.
    pub(crate) sha256: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct FrozenRun {
    pub(crate) data: String,
    pub(crate) strategy: String,
    pub(crate) params: Params,
    on_close: u8,
    commission_ratio: f64,
    commission_cash: f64,
    equity_ratio: f64,
    /// Size, entry bar and entry price of what is open at the end.
    open: Vec<(f64, u32, f64)>,
    pub(crate) statistics: BTreeMap<String, Option<f64>>,
    /// Of the closed trades. The first entry bar is counted from the first bar, the others from the entry before.
    size: Vec<f64>,
    entry_bar: Vec<i64>,
    bars_held: Vec<u32>,
    entry_price: Vec<f64>,
    exit_price: Vec<f64>,
    /// Profit less what size, prices and commission make it.
    profit_beyond: Vec<f64>,
}

/// The header and the runs.
pub(crate) fn read() -> Result<(Header, Vec<FrozenRun>)> {
    let packed: &[u8] = include_bytes!("../../conformance/backtesting_py/frozen.jsonl.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text)?;
    let mut lines = text.lines();
    let header = serde_json::from_str(lines.next().context("the frozen file is empty")?)?;
    let runs = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
    Ok((header, runs))
}

/// A trade of theirs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theirs {
    pub(crate) size: f64,
    pub(crate) entry_bar: u32,
    pub(crate) entry_price: f64,
    /// `None` while open.
    pub(crate) exit: Option<Exit>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Exit {
    pub(crate) bar: u32,
    pub(crate) price: f64,
    pub(crate) profit: f64,
}

impl FrozenRun {
    /// The closed trades in the order of their exits, then the open ones.
    pub(crate) fn trades(&self) -> Vec<Theirs> {
        let mut entry_bar = 0;
        let closed = (0..self.size.len()).map(|i| {
            let (size, entry_price, price) = (self.size[i], self.entry_price[i], self.exit_price[i]);
            let commission =
                2.0 * self.commission_cash + self.commission_ratio * size.abs() * (entry_price + price);
            let profit = size * (price - entry_price) - commission + self.profit_beyond[i];
            entry_bar += self.entry_bar[i];
            let bar = entry_bar as u32;
            let exit = Some(Exit { bar: bar + self.bars_held[i], price, profit });
            Theirs { size, entry_bar: bar, entry_price, exit }
        });
        let open = self.open.iter().map(|&(size, entry_bar, entry_price)| Theirs {
            size,
            entry_bar,
            entry_price,
            exit: None,
        });
        closed.chain(open).collect()
    }

    pub(crate) fn name(&self) -> String {
        format!("{} on {} {:?}", self.strategy, self.data, self.params)
    }

    pub(crate) fn fills_on_close(&self) -> bool {
        self.on_close != 0
    }

    pub(crate) fn pays_commission(&self) -> bool {
        self.commission_ratio != 0.0 || self.commission_cash != 0.0
    }

    pub(crate) fn config(&self, set: &Set) -> RunConfig {
        let mut config = RunConfig::default();
        config.account.initial_cash = set.cash;
        config.account.sizing = Sizing::Lots(set.units);
        if self.equity_ratio > 0.0 {
            config.account.sizing = Sizing::EquityRatio(self.equity_ratio);
            config.instrument.lot_step = Some(1.0);
        }
        config.account.commission = if self.commission_cash > 0.0 {
            Commission::CashPerOrder(self.commission_cash)
        } else {
            Commission::ValueRatio(self.commission_ratio)
        };
        config.execution.intrabar = Intrabar::StopFirst;
        if self.fills_on_close() {
            config.execution.fill_on = FillOn::Close;
        }
        config
    }

    pub(crate) fn run(&self, set: &Set, series: &Rc<Series>) -> Result<Report> {
        let params = self.params.clone();
        let common = Common::new(&params, set.units, series.len() - 1);
        let config = self.config(set);
        match self.strategy.as_str() {
            "cross" => run(config, series, common, |indicators| Cross::new(common, &params, indicators)),
            "pullback" => {
                run(config, series, common, |indicators| Pullback::new(common, &params, indicators))
            }
            "breakout" => {
                run(config, series, common, |indicators| Breakout::new(common, &params, indicators))
            }
            "ladder" => run(config, series, common, |indicators| Ladder::new(common, &params, indicators)),
            other => bail!("no strategy is named {other}"),
        }
    }
}

fn run<S: Strategy>(
    config: RunConfig,
    series: &Rc<Series>,
    common: Common,
    make: impl FnOnce(&mut Indicators) -> S,
) -> Result<Report> {
    let mut indicators = Indicators::new(Rc::clone(series));
    let inner = make(&mut indicators);
    let warmup = indicators.warmup_bars();
    let strategy = Started { first: warmup + 1, last: common.last, inner };
    let market = Market::new(Rc::clone(series), &config)?;
    Ok(Box::new(Backtest::new(market, config, strategy, warmup)?).finish())
}
