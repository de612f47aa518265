//! The numbers of the report. Each is declared once, with its definition, in [`run`] or [`trades`]; the page's tooltips,
//! the sweep's columns and the result hash read the same declarations.
//!
//! The definitions are those of backtesting.py where it has the number, because that is what most users compare with. Where
//! TradingView defines one otherwise, both are computed, and [`preset`] says which of them a page shows.

#[macro_use]
mod declare;
pub mod metric;
pub mod run;
pub mod trades;

mod calendar;
mod curve;
mod daily;
mod drawdown;
mod exposure;
mod headline;
mod logarithm;
mod market;
mod moments;
mod monthly;
mod position;
pub mod preset;
pub mod tables;
mod tally;
mod tradingview;

use serde::{Deserialize, Serialize};

use crate::trade::{Side, Trade};
use position::largest_position;
use tally::Row;

pub(crate) use calendar::date;
pub(crate) use curve::{Curve, CurveSums};
pub(crate) use headline::{HeadlineInput, headline};
pub(crate) use market::half_log_returns;
pub(crate) use tradingview::TradeEquity;

pub use calendar::Calendar;
pub use declare::{Better, StatInfo, Unit};
pub use headline::HEADLINE;
pub use metric::{Metric, Undefined};
pub use monthly::{Month, monthly_returns};
pub use preset::Preset;
pub use run::RunStatistics;
pub use trades::TradeStatistics;

/// Every number of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Over the run.
    pub run: RunStatistics,
    /// Over all closed trades.
    pub all: TradeStatistics,
    /// Over the closed long trades.
    pub long: TradeStatistics,
    /// Over the closed short trades.
    pub short: TradeStatistics,
}

/// Declaration of a number of the run or of the trades.
pub fn info(key: &str) -> Option<&'static StatInfo> {
    RunStatistics::INFO.iter().chain(TradeStatistics::INFO).find(|info| info.key == key)
}

impl Statistics {
    /// A number by key: of the run, else over all trades.
    pub fn get(&self, key: &str) -> Option<Metric> {
        self.run.get(key).or_else(|| self.all.get(key))
    }
}

/// What the numbers are computed from.
#[derive(Debug)]
pub struct Input<'a> {
    /// Open times of the window's bars, UTC milliseconds.
    pub time: &'a [i64],
    /// Their closes.
    pub close: &'a [f64],
    /// Usual distance between bars.
    pub interval_ms: i64,
    /// Equity at the close of each of them.
    pub equity: &'a [f64],
    /// Closed and open trades; their bars count from the start of the series.
    pub trades: &'a [Trade],
    /// Position of the window's first bar in the series.
    pub first_bar: u32,
    /// First bar of the window at which every indicator has a value.
    pub warmup_bars: u32,
    /// Cash at the start.
    pub initial_cash: f64,
    /// Yearly, as a ratio.
    pub risk_free_rate: f64,
    /// What depends on the window's bars only.
    pub calendar: &'a Calendar,
}

/// Computes every number.
pub fn compute(input: &Input) -> Statistics {
    let curve = Curve::starting(input.close, input.initial_cash);
    compute_with(input, &curve.finish(input.time, &half_log_returns(input.close), input.equity))
}

/// As [`compute`]; the sums over the equity have been taken before.
pub(crate) fn compute_with(input: &Input, sums: &CurveSums) -> Statistics {
    let all: Vec<&Trade> = input.trades.iter().collect();
    let closed: Vec<Row> = input.trades.iter().filter(|trade| !trade.is_open()).map(Row::from).collect();
    let side = |side| {
        let rows: Vec<Row> = closed.iter().copied().filter(|row| row.side == side).collect();
        let trades: Vec<&Trade> = all.iter().copied().filter(|trade| trade.side == side).collect();
        trades::compute(&rows, largest_position(&trades))
    };
    Statistics {
        run: run::compute(input, sums),
        all: trades::compute(&closed, largest_position(&all)),
        long: side(Side::Long),
        short: side(Side::Short),
    }
}

#[cfg(test)]
mod tests;
