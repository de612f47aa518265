//! The numbers of a sweep's cell, from what a cell keeps of its run. Each is what the report of the same run says, to the last
//! bit: a test compares them.

use super::Calendar;
use super::daily::Daily;
use super::exposure::exposure;
use super::metric::{Metric, Undefined, change, ratio, sum};
use super::trades::sqn;
use crate::trade::BriefTrade;

/// Keys of the numbers that stand at the top of a report and fill a sweep's table.
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

/// What a cell keeps of its run.
pub(crate) struct HeadlineInput<'a> {
    /// Closed trades in the order of their exits.
    pub(crate) trades: &'a [BriefTrade],
    /// Entry bars of the trades open at the end.
    pub(crate) open: &'a [u32],
    /// Equity at the end of each period of the calendar.
    pub(crate) period_values: &'a [f64],
    pub(crate) calendar: &'a Calendar,
    /// Lowest equity at any close, at most the initial cash.
    pub(crate) lowest: f64,
    /// At least 0.
    pub(crate) max_drawdown: f64,
    pub(crate) final_equity: f64,
    pub(crate) initial_cash: f64,
    /// Yearly, as a ratio.
    pub(crate) risk_free_rate: f64,
    /// Open times of the first and the last bar of the window.
    pub(crate) time: [i64; 2],
    /// Bars of the window.
    pub(crate) n_bars: usize,
    /// Position of its last bar in the series.
    pub(crate) last_bar: u32,
}

/// The numbers of [`HEADLINE`], NaN where undefined.
pub(crate) fn headline(input: &HeadlineInput) -> [f64; HEADLINE.len()] {
    let HeadlineInput { trades, lowest, final_equity, initial_cash, time, .. } = *input;
    let solvent = lowest > 0.0;
    let daily = Daily::new(input.period_values, input.calendar, solvent);
    let profits: Vec<f64> = trades.iter().map(|trade| trade.profit).collect();
    let n = profits.len() as f64;
    let wins = profits.iter().copied().filter(|profit| *profit > 0.0);
    let none = Undefined::NoTrades;
    let no_loss = if trades.is_empty() { none } else { Undefined::NoLosingTrades };
    let total_return = change(initial_cash, final_equity);
    let open = input.open.iter().map(|entry_bar| (*entry_bar, input.last_bar));
    let spans = trades.iter().map(|trade| (trade.entry_bar, trade.exit_bar)).chain(open);
    let number = |key: &str| -> Metric {
        match key {
            "net_profit" => Ok(sum(profits.iter().copied())),
            "return" => Ok(total_return),
            "max_drawdown" => Ok(0.0 - input.max_drawdown),
            "sharpe" => daily.sharpe(input.risk_free_rate),
            "sortino" => daily.sortino(input.risk_free_rate),
            "profit_factor" => {
                ratio(sum(wins.clone()), -sum(profits.iter().map(|profit| profit.min(0.0))), no_loss)
            }
            "win_rate" => ratio(wins.clone().count() as f64, n, none),
            "trades" => Ok(n),
            "exposure" => Ok(exposure(spans.clone(), input.n_bars)),
            "cagr" => daily.cagr(total_return, (time[1] - time[0]) as f64),
            "sqn" => sqn(&profits),
            "final_equity" => Ok(final_equity),
            _ => Err(Undefined::NotComputed),
        }
    };
    let mut numbers = [f64::NAN; HEADLINE.len()];
    for (slot, key) in numbers.iter_mut().zip(HEADLINE) {
        *slot = number(key).ok().filter(|number| number.is_finite()).unwrap_or(f64::NAN);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equity_that_touches_zero_has_no_ratios() {
        let week = 7 * 86_400_000;
        let of = |lowest: f64| {
            let numbers = headline(&HeadlineInput {
                trades: &[],
                open: &[],
                period_values: &[100.0, lowest, 95.0],
                calendar: &Calendar::new(&[0, week, 2 * week], week),
                lowest,
                max_drawdown: 0.5,
                final_equity: 95.0,
                initial_cash: 100.0,
                risk_free_rate: 0.0,
                time: [0, 2 * week],
                n_bars: 3,
                last_bar: 2,
            });
            let number = |key: &str| numbers[HEADLINE.iter().position(|of| *of == key).unwrap()];
            ["sharpe", "sortino", "cagr", "return"].map(number).map(f64::is_nan)
        };
        assert_eq!(of(0.0), [true, true, true, false]);
        assert_eq!(of(90.0), [false; 4]);
    }
}
