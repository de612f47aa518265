//! The numbers of the report. Each is declared once, with its name and definition: over the run in `run`, over the trades in
//! `by_side`. [`compute`] fills them in; a page that only reads them leaves it out.
//!
//! Formulas are those of backtesting.py where it has the number; `calendar`, `drawdown`, `returns`, `market`, `trades` and
//! `streaks` hold one family each. Every number is finite or says why it does not exist.

mod by_side;
mod calendar;
mod compute;
mod drawdown;
mod info;
mod market;
pub mod metric;
mod returns;
mod run;
mod streaks;
pub mod tables;
mod trades;

use serde::{Deserialize, Serialize};

pub use by_side::TradeStatistics;
pub use calendar::Calendar;
pub use compute::{Input, compute};
pub use info::{Better, StatInfo, Unit};
pub use metric::{Metric, Undefined};
pub use run::RunStatistics;

/// Every number of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// Over the whole run.
    pub run: RunStatistics,
    /// Over all trades.
    pub all: TradeStatistics,
    /// Over long trades.
    pub long: TradeStatistics,
    /// Over short trades.
    pub short: TradeStatistics,
}

impl Statistics {
    /// The number of the run, or of all trades, with this key.
    pub fn get(&self, key: &str) -> Option<Metric> {
        self.run.get(key).or_else(|| self.all.get(key))
    }
}

/// The description of the number with this key.
pub fn info(key: &str) -> Option<&'static StatInfo> {
    RunStatistics::INFOS.iter().chain(TradeStatistics::INFOS).find(|info| info.key == key)
}

/// Keys of the numbers shown first, which are also those that a sweep keeps for each cell.
pub const HEADLINE: &[&str] = &[
    "net_profit",
    "return",
    "max_drawdown",
    "sharpe",
    "sortino",
    "profit_factor",
    "win_rate",
    "trades",
    "exposure",
    "cagr",
    "sqn",
    "final_equity",
];

#[cfg(test)]
mod tests;
