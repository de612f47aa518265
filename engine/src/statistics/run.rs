//! Numbers over the run.

use super::curve::CurveSums;
use super::daily::Daily;
use super::exposure::exposure;
use super::metric::{Metric, Undefined, change, ratio};
use super::monthly::{self, monthly_returns};
use super::tradingview::{self, TradeEquity};
use super::{Better::*, Input};
use crate::trade::Trade;

declare_statistics! {
    /// Numbers over the run.
    RunStatistics {
        start, "start", "Start", Time, None, "Open time of the first bar of the trading window.";
        end, "end", "End", Time, None, "Open time of the last bar of the trading window.";
        duration, "duration", "Duration", Duration, None, "Time from the open of the first bar to the open of the last.";
        bars, "bars", "Bars", Bars, None, "Bars in the trading window.";
        warmup_bars, "warmup_bars", "Warm-up", Bars, None, "Bars of the window before every indicator of the strategy has a value.";
        exposure, "exposure", "Exposure", Percent, None, "Bars touched by a trade, its entry and exit bar included, divided by all bars.";
        initial_cash, "initial_cash", "Initial cash", Cash, None, "Cash at the start.";
        final_equity, "final_equity", "Final equity", Cash, Some(Higher), "Initial cash plus net profit plus open profit: the equity at the last close.";
        peak_equity, "peak_equity", "Peak equity", Cash, Some(Higher), "Highest equity at any close, at least the initial cash.";
        net_profit, "net_profit", "Net profit", Cash, Some(Higher), "Profit of all closed trades after commission.";
        gross_profit, "gross_profit", "Gross profit", Cash, Some(Higher), "Sum of the profits of the winning trades, after commission.";
        gross_loss, "gross_loss", "Gross loss", Cash, Some(Higher), "Sum of the losses of the losing trades, after commission; zero or negative.";
        open_profit, "open_profit", "Open profit", Cash, Some(Higher), "Profit of the trades still open, marked at the last close, after the commission of their entries.";
        commission, "commission", "Commission paid", Cash, Some(Lower), "Commission of every fill; negative if rebates outweigh it.";
        slippage, "slippage", "Slippage paid", Cash, Some(Lower), "Cash lost to slippage; already part of the fill prices.";
        total_return, "return", "Return", Percent, Some(Higher), "Final equity divided by initial cash, minus 1: open trades included, marked at the last close.";
        buy_and_hold_return, "buy_and_hold_return", "Buy and hold return", Percent, None, "Last close divided by the close at the end of the warm-up, minus 1: what holding the instrument would have returned, without costs.";
        outperformance, "outperformance", "Outperformance", Percent, Some(Higher), "Return minus buy and hold return.";
        annual_return, "annual_return", "Annual return", Percent, Some(Higher), "Geometric mean of the returns of the equity from day to day (bar to bar where bars are longer), compounded over a year: 252 days in a market of five days a week, 365 in one of seven, 52 weeks, 12 months, else as many periods as their mean distance gives, holes left out. Undefined for less than a week and beyond 100,000%.";
        annual_volatility, "annual_volatility", "Annual volatility", Percent, Some(Lower), "Standard deviation of the compounded returns of a year: √((s² + (1 + g)²)ⁿ − (1 + g)²ⁿ) with sample variance s² and geometric mean g of the returns of the annual return, and its n periods a year. Undefined for less than a week and beyond 100,000%.";
        cagr, "cagr", "CAGR", Percent, Some(Higher), "Compound annual growth rate: (final equity ÷ initial cash)^(1 ÷ years) − 1, a year being 365.25 days. Undefined for less than a week and beyond 100,000%.";
        sharpe, "sharpe", "Sharpe ratio", Number, Some(Higher), "(Annual return − risk-free rate) ÷ annual volatility. Undefined where a year would leave less than 1% of the account: the volatility of what is left is then no measure.";
        sortino, "sortino", "Sortino ratio", Number, Some(Higher), "(Annual return − risk-free rate) ÷ annualised root mean square of the daily losses.";
        calmar, "calmar", "Calmar ratio", Number, Some(Higher), "Annual return ÷ size of the deepest fall of the equity at a close from its highest value so far, as a ratio.";
        alpha, "alpha", "Alpha", Percent, Some(Higher), "Jensen's alpha over the run: return − risk-free rate − beta × (buy and hold return − risk-free rate).";
        beta, "beta", "Beta", Number, None, "Covariance of the bar-to-bar logarithmic returns of equity and close ÷ variance of the latter.";
        omega, "omega", "Omega ratio", Number, Some(Higher), "Sum of the daily gains ÷ sum of the daily losses.";
        max_drawdown, "max_drawdown", "Max drawdown", Percent, Some(Higher), "Deepest fall of the equity from its highest value so far, as a share of it; zero or negative. The first peak is the initial cash.";
        max_drawdown_cash, "max_drawdown_cash", "Max drawdown in cash", Cash, Some(Higher), "Deepest fall of the equity from its highest value so far, in cash; zero or negative.";
        average_drawdown, "average_drawdown", "Average drawdown", Percent, Some(Higher), "Mean depth of the drawdowns that lasted longer than a bar; negative.";
        max_drawdown_duration, "max_drawdown_duration", "Max drawdown duration", Duration, Some(Lower), "Longest time from a peak of the equity to its recovery, or to the end.";
        average_drawdown_duration, "average_drawdown_duration", "Average drawdown duration", Duration, Some(Lower), "Mean time from a peak of the equity to its recovery, or to the end.";
        time_under_water, "time_under_water", "Time under water", Percent, Some(Lower), "Share of the bars at whose close the equity is below its peak.";
        ulcer_index, "ulcer_index", "Ulcer index", Percent, Some(Lower), "Root mean square of the drawdown over all bars (Martin and McCann).";
        recovery_factor, "recovery_factor", "Recovery factor", Number, Some(Higher), "Net profit ÷ size of the deepest fall of the equity at a close from its highest value so far, in cash.";
        skew, "skew", "Skew", Number, None, "Third standardised moment of the daily returns: positive if the large ones are gains.";
        kurtosis, "kurtosis", "Excess kurtosis", Number, None, "Fourth standardised moment of the daily returns, minus 3: positive if extremes are frequent.";
        probabilistic_sharpe, "probabilistic_sharpe", "Probabilistic Sharpe", Percent, Some(Higher), "Probability that the true Sharpe ratio is above 0, given length, skew and kurtosis of the daily returns (Bailey and López de Prado).";
        monthly_sharpe, "monthly_sharpe", "Sharpe ratio", Number, Some(Higher), "(Mean monthly return − 2% ÷ 12) ÷ sample standard deviation of the monthly returns, not annualised, as TradingView defines it from three months on.";
        monthly_sortino, "monthly_sortino", "Sortino ratio", Number, Some(Higher), "(Mean monthly return − 2% ÷ 12) ÷ root mean square of the monthly losses, not annualised, as TradingView defines it from three months on.";
        closed_return, "closed_return", "Return", Percent, Some(Higher), "Net profit ÷ initial cash: closed trades only, as TradingView defines it.";
        hold_from_entry, "hold_from_entry", "Buy and hold return", Percent, None, "Last close ÷ entry price of the first trade, minus 1: what holding the instrument from the first entry on would have returned, without costs, as TradingView defines it.";
        closed_outperformance, "closed_outperformance", "Outperformance", Percent, Some(Higher), "Net profit ÷ initial cash, minus the return of holding the instrument from the first entry on, as TradingView defines it.";
        trade_drawdown, "trade_drawdown", "Max drawdown", Percent, Some(Higher), "Deepest fall from the highest equity after any earlier trade, or the initial cash, to the worst price inside a trade, as a share of the initial cash; zero or negative, as TradingView defines it.";
        trade_drawdown_cash, "trade_drawdown_cash", "Max drawdown in cash", Cash, Some(Higher), "Deepest fall from the highest equity after any earlier trade, or the initial cash, to the worst price inside a trade; zero or negative, as TradingView defines it. A trade that left in the bar of the entry counts as an earlier one; each trade stands for itself.";
        trade_run_up, "trade_run_up", "Max run-up", Percent, Some(Higher), "Highest rise from the lowest equity after any earlier trade, or the initial cash, to the best price inside a trade, as a share of the initial cash (TradingView).";
        trade_run_up_cash, "trade_run_up_cash", "Max run-up in cash", Cash, Some(Higher), "Highest rise from the lowest equity after any earlier trade, or the initial cash, to the best price inside a trade (TradingView).";
    }
}

/// `sums` are those of the input's equity.
pub(super) fn compute(input: &Input, sums: &CurveSums) -> RunStatistics {
    let CurveSums { drawdowns, beta, .. } = sums;
    let beta = *beta;
    let Input { time, close, equity, initial_cash, risk_free_rate, .. } = *input;
    let last = time.len() - 1;
    let final_equity = equity[last];
    let duration = (time[last] - time[0]) as f64;
    let total_return = change(initial_cash, final_equity);
    let solvent = drawdowns.lowest > 0.0;
    let period_values =
        input.calendar.period_ends.iter().map(|bar| equity[*bar as usize]).collect::<Vec<_>>();
    let daily = Daily::new(&period_values, input.calendar, solvent);
    let totals = Totals::new(input.trades);
    let net_profit: Metric = Ok(totals.profit);
    let buy_and_hold_return = close
        .get(input.warmup_bars as usize)
        .map_or(Err(Undefined::TooShort), |first| Ok(change(*first, close[last])));
    let months: Result<Vec<f64>, Undefined> =
        monthly_returns(time, equity, initial_cash).iter().map(|month| month.return_ratio).collect();
    let months = if solvent { months } else { Err(Undefined::EquityNotPositive) };
    let trading = TradeEquity::of(input.trades, initial_cash);
    let closed_return = net_profit.map(|profit| profit / initial_cash);
    let hold_from_entry = tradingview::hold_from_entry(input.trades, close[last]);
    let alpha = |beta: f64, market: f64| total_return - risk_free_rate - beta * (market - risk_free_rate);
    RunStatistics {
        start: Ok(time[0] as f64),
        end: Ok(time[last] as f64),
        duration: Ok(duration),
        bars: Ok(time.len() as f64),
        warmup_bars: Ok(f64::from(input.warmup_bars)),
        exposure: Ok(exposure(
            input.trades.iter().map(|trade| (trade.entry_bar, trade.exit_bar)),
            time.len(),
        )),
        initial_cash: Ok(initial_cash),
        final_equity: Ok(final_equity),
        peak_equity: Ok(drawdowns.peak),
        net_profit,
        gross_profit: Ok(totals.gains),
        gross_loss: Ok(totals.losses),
        open_profit: Ok(totals.open_profit),
        commission: Ok(totals.commission),
        slippage: Ok(totals.slippage),
        total_return: Ok(total_return),
        buy_and_hold_return,
        outperformance: buy_and_hold_return.map(|market| total_return - market),
        annual_return: daily.annual_return(),
        annual_volatility: daily.annual_volatility(),
        cagr: daily.cagr(total_return, duration),
        sharpe: daily.sharpe(risk_free_rate),
        sortino: daily.sortino(risk_free_rate),
        calmar: daily.calmar(drawdowns.max),
        alpha: beta.and_then(|beta| buy_and_hold_return.map(|market| alpha(beta, market))),
        beta,
        omega: daily.omega(),
        max_drawdown: Ok(0.0 - drawdowns.max),
        max_drawdown_cash: Ok(0.0 - drawdowns.max_cash),
        average_drawdown: drawdowns.average(),
        max_drawdown_duration: drawdowns.max_duration(),
        average_drawdown_duration: drawdowns.average_duration(),
        time_under_water: Ok(drawdowns.under_water()),
        ulcer_index: Ok(drawdowns.ulcer()),
        recovery_factor: net_profit
            .and_then(|profit| ratio(profit, drawdowns.max_cash, Undefined::NoDrawdown)),
        skew: daily.skew(),
        kurtosis: daily.excess_kurtosis(),
        probabilistic_sharpe: daily.probabilistic_sharpe(),
        monthly_sharpe: months.as_deref().map_err(|undefined| *undefined).and_then(monthly::sharpe),
        monthly_sortino: months.as_deref().map_err(|undefined| *undefined).and_then(monthly::sortino),
        closed_return,
        hold_from_entry,
        closed_outperformance: closed_return.and_then(|ours| hold_from_entry.map(|market| ours - market)),
        trade_drawdown: Ok(0.0 - trading.fall / initial_cash),
        trade_drawdown_cash: Ok(0.0 - trading.fall),
        trade_run_up: Ok(trading.rise / initial_cash),
        trade_run_up_cash: Ok(trading.rise),
    }
    .in_range()
}

/// Sums over the trades, in one pass in their order.
#[derive(Default)]
struct Totals {
    /// Of the closed trades.
    profit: f64,
    gains: f64,
    losses: f64,
    open_profit: f64,
    commission: f64,
    slippage: f64,
}

impl Totals {
    fn new(trades: &[Trade]) -> Self {
        let mut this = Self::default();
        for trade in trades {
            if trade.is_open() {
                this.open_profit += trade.profit;
            } else {
                this.profit += trade.profit;
                this.gains += trade.profit.max(0.0);
                this.losses += trade.profit.min(0.0);
            }
            this.commission += trade.commission;
            this.slippage += trade.slippage;
        }
        this
    }
}
