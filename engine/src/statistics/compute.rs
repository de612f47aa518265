//! Computes every number of a run, in few passes over the equity.

use super::calendar::Calendar;
use super::drawdown::Drawdowns;
use super::metric::{Metric, Undefined, divide, finite};
use super::returns::{Annual, Moments, cagr, changes};
use super::run::RunStatistics;
use super::{Statistics, trades};
use crate::trade::{Side, Trade};

/// Yearly risk-free rate of the monthly ratios, fixed as in TradingView's default.
const MONTHLY_RISK_FREE_RATE: f64 = 0.02;

/// What the statistics are made of. The slices `time`, `close` and `equity` have one value per bar of the trading window,
/// at least one.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Open times, UTC milliseconds.
    pub time: &'a [i64],
    /// Closes.
    pub close: &'a [f64],
    /// Usual distance of two bars in milliseconds.
    pub interval_ms: i64,
    /// Equity at each bar's close.
    pub equity: &'a [f64],
    /// Closed trades in the order of their exits, then open ones; bars are positions in the whole series.
    pub trades: &'a [Trade],
    /// Position in the series of the window's first bar.
    pub first_bar: u32,
    /// First bar of the window, counted from 0, at which all indicators have values.
    pub warmup_bars: u32,
    /// Cash at the start, above zero.
    pub initial_cash: f64,
    /// Yearly risk-free rate as a ratio.
    pub risk_free_rate: f64,
    /// What depends on the window's bars alone.
    pub calendar: &'a Calendar,
}

/// Every number of a run.
///
/// # Panics
/// If there is no bar, or `equity` and `time` differ in length.
pub fn compute(input: &Input<'_>) -> Statistics {
    assert_eq!(input.time.len(), input.equity.len(), "one equity value per bar");
    let side = |side: Side| trades::over(input.trades.iter().filter(move |trade| trade.side == side));
    let all = trades::over(input.trades.iter());
    Statistics { run: over_run(input, all.net_profit), all, long: side(Side::Long), short: side(Side::Short) }
}

fn over_run(input: &Input<'_>, net_profit: Metric) -> RunStatistics {
    let Input { time, close, equity, initial_cash, risk_free_rate, calendar, .. } = *input;
    let last = equity.len() - 1;
    let duration_ms = time[last] - time[0];
    let drawdowns = Drawdowns::new(time, equity, initial_cash);
    let return_ratio = finite(equity[last] / initial_cash - 1.0);
    let buy_and_hold_return = match close.get(input.warmup_bars as usize) {
        Some(start) => finite(close[last] / start - 1.0),
        None => Err(Undefined::TooShort),
    };
    // Returns on nothing, or on a debt, mean nothing.
    let solvent = if drawdowns.lowest > 0.0 { Ok(()) } else { Err(Undefined::EquityNotPositive) };
    let guard = |metric: Metric| solvent.and(metric);

    let ends = |positions: &'_ [u32]| positions.iter().map(|bar| equity[*bar as usize]).collect::<Vec<f64>>();
    let daily = ends(&calendar.day_ends);
    let days = Moments::new(changes(daily.iter().copied()));
    let annual =
        Annual::new(&days, daily[daily.len() - 1] / daily[0], calendar.days_per_year, risk_free_rate);
    let monthly = ends(&calendar.month_ends);
    let months = Moments::new(changes([initial_cash].into_iter().chain(monthly.iter().copied())));
    let beta = solvent.and_then(|()| calendar.market.beta(equity));
    let alpha = beta.and_then(|beta| {
        finite(return_ratio? - risk_free_rate - beta * (buy_and_hold_return? - risk_free_rate))
    });
    let month_target = MONTHLY_RISK_FREE_RATE / 12.0;
    RunStatistics {
        start: Ok(time[0] as f64),
        end: Ok(time[last] as f64),
        duration: Ok(duration_ms as f64),
        bars: Ok(equity.len() as f64),
        warmup_bars: Ok(f64::from(input.warmup_bars)),
        exposure: finite(exposed_bars(input) as f64 / equity.len() as f64),
        initial_cash: finite(initial_cash),
        final_equity: finite(equity[last]),
        peak_equity: finite(drawdowns.peak),
        return_ratio,
        buy_and_hold_return,
        outperformance: return_ratio.and_then(|own| finite(own - buy_and_hold_return?)),
        annual_return: guard(annual.annual_return),
        annual_volatility: guard(annual.volatility),
        cagr: solvent.and_then(|()| cagr(equity[last] / initial_cash, duration_ms)),
        sharpe: guard(annual.sharpe),
        sortino: guard(annual.sortino),
        calmar: solvent.and_then(|()| divide(annual.annual_return?, -drawdowns.max, Undefined::NoDrawdown)),
        alpha,
        beta,
        omega: guard(days.omega()),
        max_drawdown: finite(drawdowns.max),
        max_drawdown_cash: finite(drawdowns.max_cash),
        avg_drawdown: drawdowns.average(),
        max_drawdown_duration: drawdowns.max_duration(),
        avg_drawdown_duration: drawdowns.average_duration(),
        time_under_water: drawdowns.time_under_water(),
        ulcer_index: drawdowns.ulcer_index(),
        recovery_factor: net_profit
            .and_then(|profit| divide(profit, -drawdowns.max_cash, Undefined::NoDrawdown)),
        skew: guard(days.skew()),
        kurtosis: guard(days.kurtosis()),
        probabilistic_sharpe: guard(days.probabilistic_sharpe()),
        sharpe_monthly: guard(months.plain_sharpe(month_target)),
        sortino_monthly: guard(months.plain_sortino(month_target)),
    }
}

/// Bars of the window in which a trade was open at any moment.
///
/// The trades are in the order of their exits, so that, seen from the last, bars up to a trade's exit are covered already
/// from the earliest entry on.
fn exposed_bars(input: &Input<'_>) -> u64 {
    let (mut covered_from, mut n) = (u32::MAX, 0);
    for trade in input.trades.iter().rev() {
        let end = (trade.exit_bar + 1).min(covered_from);
        n += u64::from(end.saturating_sub(trade.entry_bar));
        covered_from = covered_from.min(trade.entry_bar);
    }
    n
}
