//! Computes the numbers over trades.

use super::by_side::TradeStatistics;
use super::metric::{Metric, Undefined, divide, finite};
use super::streaks::Streaks;
use crate::trade::Trade;

/// Sums over some of the trades.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    n: u32,
    profit: f64,
    returns: f64,
    bars: u64,
}

impl Group {
    fn add(&mut self, trade: &Trade, return_ratio: f64) {
        self.n += 1;
        self.profit += trade.profit;
        self.returns += return_ratio;
        self.bars += u64::from(trade.bars_held());
    }

    fn mean(&self, sum: f64, reason: Undefined) -> Metric {
        divide(sum, f64::from(self.n), reason)
    }
}

/// The lowest and the highest value seen.
#[derive(Debug, Clone, Copy)]
struct Range {
    low: f64,
    high: f64,
}

impl Range {
    const EMPTY: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY };

    fn add(&mut self, value: f64) {
        self.low = self.low.min(value);
        self.high = self.high.max(value);
    }
}

/// Product of many factors above zero as a logarithm, with few calls of the logarithm.
#[derive(Debug, Clone, Copy)]
struct LogProduct {
    sum: f64,
    product: f64,
}

impl LogProduct {
    fn multiply(&mut self, factor: f64) {
        self.product *= factor;
        if !(1e-150..1e150).contains(&self.product) {
            self.sum += libm::log(self.product);
            self.product = 1.0;
        }
    }
}

/// Numbers over `trades`: closed ones in the order of their exits, then open ones.
pub(super) fn over<'a>(trades: impl Iterator<Item = &'a Trade> + Clone) -> TradeStatistics {
    let (mut all, mut wins, mut losses) = (Group::default(), Group::default(), Group::default());
    let mut streaks = Streaks::default();
    let (mut profit, mut ratio, mut bars) = (Range::EMPTY, Range::EMPTY, Range::EMPTY);
    let (mut compounded, mut total_loss) = (LogProduct { sum: 0.0, product: 1.0 }, false);
    let (mut commission, mut closed_commission, mut slippage) = (0.0, 0.0, 0.0);
    let (mut open_trades, mut open_profit) = (0u32, 0.0);
    let (mut favourable, mut adverse, mut most_favourable, mut most_adverse) = (0.0, 0.0, 0.0f64, 0.0f64);
    let (mut duration_ms, mut max_duration_ms) = (0, 0);
    let (mut profits, mut returns) = (Vec::new(), Vec::new());
    for trade in trades.clone() {
        commission += trade.commission;
        slippage += trade.slippage;
        if trade.is_open() {
            open_trades += 1;
            open_profit += trade.profit;
            continue;
        }
        let return_ratio = trade.return_ratio();
        all.add(trade, return_ratio);
        if trade.profit > 0.0 {
            wins.add(trade, return_ratio);
        } else if trade.profit < 0.0 {
            losses.add(trade, return_ratio);
        }
        streaks.add(trade.profit);
        profit.add(trade.profit);
        ratio.add(return_ratio);
        bars.add(f64::from(trade.bars_held()));
        if return_ratio <= -1.0 {
            total_loss = true;
        } else {
            compounded.multiply(1.0 + return_ratio);
        }
        closed_commission += trade.commission;
        favourable += trade.max_favourable;
        adverse += trade.max_adverse;
        most_favourable = most_favourable.max(trade.max_favourable);
        most_adverse = most_adverse.min(trade.max_adverse);
        let held_ms = trade.exit_time - trade.entry_time;
        duration_ms += held_ms;
        max_duration_ms = max_duration_ms.max(held_ms);
        profits.push(trade.profit);
        returns.push(return_ratio);
    }

    let n = f64::from(all.n);
    let any = |value: f64| if all.n == 0 { Err(Undefined::NoTrades) } else { finite(value) };
    let mean = |sum: f64| any(sum / n);
    let needs_trades = |metric: Metric| if all.n == 0 { Err(Undefined::NoTrades) } else { metric };
    let (win_rate, mean_profit) = (mean(f64::from(wins.n)), mean(all.profit));
    let avg_win = needs_trades(wins.mean(wins.profit, Undefined::NoWinningTrades));
    let avg_loss = needs_trades(losses.mean(losses.profit, Undefined::NoLosingTrades));
    let payoff_ratio = avg_win.and_then(|win| divide(win, -avg_loss?, Undefined::NoLosingTrades));
    let geometric = if total_loss {
        Err(Undefined::TotalLoss)
    } else {
        any(libm::exp((compounded.sum + libm::log(compounded.product)) / n) - 1.0)
    };
    TradeStatistics {
        net_profit: finite(all.profit),
        gross_profit: finite(wins.profit),
        gross_loss: finite(losses.profit),
        open_profit: finite(open_profit),
        commission: finite(commission),
        slippage: finite(slippage),
        trades: Ok(n),
        open_trades: Ok(f64::from(open_trades)),
        wins: Ok(f64::from(wins.n)),
        losses: Ok(f64::from(losses.n)),
        break_even: Ok(f64::from(all.n - wins.n - losses.n)),
        win_rate,
        profit_factor: needs_trades(divide(wins.profit, -losses.profit, Undefined::NoLosingTrades)),
        profit_factor_by_returns: needs_trades(divide(
            wins.returns,
            -losses.returns,
            Undefined::NoLosingTrades,
        )),
        payoff_ratio,
        expectancy: mean(all.returns),
        geometric_mean_return: geometric,
        avg_trade: mean_profit,
        median_trade: median(&mut profits),
        median_trade_return: median(&mut returns),
        best_trade: any(profit.high),
        worst_trade: any(profit.low),
        best_trade_return: any(ratio.high),
        worst_trade_return: any(ratio.low),
        avg_win,
        avg_loss,
        sqn: sqn(&profits, mean_profit),
        kelly: payoff_ratio.and_then(|payoff| win_rate.and_then(|rate| finite(rate - (1.0 - rate) / payoff))),
        avg_bars: mean(all.bars as f64),
        max_bars: any(bars.high),
        min_bars: any(bars.low),
        avg_bars_wins: needs_trades(wins.mean(wins.bars as f64, Undefined::NoWinningTrades)),
        avg_bars_losses: needs_trades(losses.mean(losses.bars as f64, Undefined::NoLosingTrades)),
        avg_duration: mean(duration_ms as f64),
        max_duration: any(max_duration_ms as f64),
        longest_winning_streak: Ok(f64::from(streaks.longest_winning)),
        longest_losing_streak: Ok(f64::from(streaks.longest_losing)),
        largest_win_share: needs_trades(divide(profit.high, wins.profit, Undefined::NoWinningTrades)),
        largest_loss_share: needs_trades(divide(profit.low, losses.profit, Undefined::NoLosingTrades)),
        max_position: finite(max_position(trades)),
        avg_favourable: mean(favourable),
        avg_adverse: mean(adverse),
        max_favourable: any(most_favourable),
        max_adverse: any(most_adverse),
        avg_commission: mean(closed_commission),
    }
}

/// √n × mean ÷ sample standard deviation. The order of the profits, which [`median`] changes, matters to the last bit only
/// and depends on nothing but the profits.
fn sqn(profits: &[f64], mean: Metric) -> Metric {
    let mean = mean?;
    let n = profits.len() as f64;
    if profits.len() < 2 {
        return Err(Undefined::TooFewTrades);
    }
    // Equal profits do not vary, whatever the rounding of their mean.
    if profits.iter().all(|profit| *profit == profits[0]) {
        return Err(Undefined::NoVariation);
    }
    let squares: f64 = profits.iter().map(|profit| (profit - mean) * (profit - mean)).sum();
    divide(n.sqrt() * mean, (squares / (n - 1.0)).sqrt(), Undefined::NoVariation)
}

fn median(values: &mut [f64]) -> Metric {
    if values.is_empty() {
        return Err(Undefined::NoTrades);
    }
    let middle = values.len() / 2;
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    let even = below.len() == middle && values.len().is_multiple_of(2);
    if !even {
        return finite(upper);
    }
    let lower = values[..middle].iter().copied().fold(f64::NEG_INFINITY, f64::max);
    finite((lower + upper) / 2.0)
}

/// Most units held at once. At a bar where trades end and others begin, the endings come first.
fn max_position<'a>(trades: impl Iterator<Item = &'a Trade> + Clone) -> f64 {
    let (mut free_from, mut overlap, mut most) = (0, false, 0.0f64);
    for trade in trades.clone() {
        overlap |= trade.entry_bar < free_from;
        free_from = trade.exit_bar;
        most = most.max(trade.quantity);
    }
    if !overlap {
        return most;
    }
    let mut steps: Vec<(u32, f64)> = trades
        .flat_map(|trade| {
            // A trade within one bar ends after it has begun, so that it counts at all.
            let end = if trade.is_open() { u32::MAX } else { trade.exit_bar.max(trade.entry_bar + 1) };
            [(trade.entry_bar, trade.quantity), (end, -trade.quantity)]
        })
        .collect();
    steps.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut held = 0.0;
    steps.iter().fold(0.0, |most: f64, (_, units)| {
        held += units;
        most.max(held)
    })
}
