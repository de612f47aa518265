//! Curves and the histogram of the report, made from equity and trades when the page asks for them.

use serde::{Deserialize, Serialize};

use crate::trade::Trade;

/// Distance of each bar's equity from its highest value so far, as a ratio: zero or negative. Starts from the initial cash.
pub fn drawdown_curve(equity: &[f64], initial_cash: f64) -> Vec<f64> {
    let mut peak = initial_cash;
    equity
        .iter()
        .map(|value| {
            peak = peak.max(*value);
            *value / peak - 1.0
        })
        .collect()
}

/// Equity of someone who puts the initial cash into the market at the close of bar `warmup_bars` and keeps it there.
pub fn buy_and_hold_curve(close: &[f64], warmup_bars: usize, initial_cash: f64) -> Vec<f64> {
    let Some(start) = close.get(warmup_bars) else { return vec![initial_cash; close.len()] };
    let value = |(bar, price): (usize, &f64)| {
        if bar < warmup_bars { initial_cash } else { initial_cash * (price / start) }
    };
    close.iter().enumerate().map(value).collect()
}

/// How many values lie in each of several bins of equal width.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Lower end of the first bin, a multiple of the width; zero is always an edge, so that no bin mixes wins and losses.
    pub from: f64,
    /// Width of a bin, above zero.
    pub width: f64,
    /// Values in each bin, its lower end included.
    pub counts: Vec<u32>,
}

/// Histogram of the returns of the closed trades, as ratios, in about `n_bins` bins; `None` without closed trades.
pub fn trade_return_histogram(trades: &[Trade], n_bins: usize) -> Option<Histogram> {
    let returns = || trades.iter().filter(|trade| !trade.is_open()).map(Trade::return_ratio);
    returns().next()?;
    let low = returns().fold(0.0, f64::min);
    let high = returns().fold(0.0, f64::max);
    let width = round_width((high - low) / n_bins.max(1) as f64);
    let first = (low / width).floor();
    let n = ((high / width).floor() - first) as usize + 1;
    let mut counts = vec![0; n];
    for value in returns() {
        let bin = ((value / width).floor() - first).max(0.0) as usize;
        counts[bin.min(n - 1)] += 1;
    }
    Some(Histogram { from: first * width, width, counts })
}

/// The smallest of 1, 2, 5 × a power of ten that is not below `width`; 0.001 for zero.
fn round_width(width: f64) -> f64 {
    if width <= 0.0 {
        return 0.001;
    }
    let power = libm::pow(10.0, libm::log10(width).floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|step| *step >= width).unwrap_or(width)
}

#[cfg(test)]
mod tests {
    use super::super::tests::trade;
    use super::*;

    #[test]
    fn drawdown_curve_starts_at_the_initial_cash() {
        assert_eq!(drawdown_curve(&[50.0, 200.0, 100.0], 100.0), [-0.5, 0.0, -0.5]);
    }

    #[test]
    fn buy_and_hold_waits_for_the_warm_up() {
        assert_eq!(buy_and_hold_curve(&[5.0, 10.0, 20.0], 1, 100.0), [100.0, 100.0, 200.0]);
        assert_eq!(buy_and_hold_curve(&[5.0], 1, 100.0), [100.0]);
    }

    #[test]
    fn histogram_counts_every_closed_trade_and_splits_at_zero() {
        let trades = [-7.0, -3.0, -0.5, 0.0, 0.5, 9.0].map(|profit| trade(profit, 0, 1));
        let histogram = trade_return_histogram(&trades, 8).unwrap();
        assert_eq!(histogram.counts.iter().sum::<u32>(), 6);
        let zero = (-histogram.from / histogram.width).round() as usize;
        assert_eq!(histogram.counts[..zero].iter().sum::<u32>(), 3);
        assert_eq!(trade_return_histogram(&[], 8), None);
        assert_eq!(trade_return_histogram(&[trade(0.0, 0, 1)], 8).unwrap().counts, [1]);
    }
}
