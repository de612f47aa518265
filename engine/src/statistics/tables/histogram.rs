//! How the trades' returns are spread.

use serde::{Deserialize, Serialize};

use crate::trade::Trade;

/// [`TRADE_RETURNS`](super::TRADE_RETURNS): how many values lie in each of several bins of equal width.
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
    let first = bin(low, width);
    let mut counts = vec![0; (bin(high, width) - first) as usize + 1];
    for value in returns() {
        counts[(bin(value, width) - first) as usize] += 1;
    }
    Some(Histogram { from: first as f64 * width, width, counts })
}

/// The bin whose edges, multiples of the width as they are shown, hold the value. The quotient alone may round across one.
fn bin(value: f64, width: f64) -> i64 {
    let near = (value / width).floor() as i64;
    let holds = |bin: &i64| *bin as f64 * width <= value && value < (*bin + 1) as f64 * width;
    [near, near - 1, near + 1].into_iter().find(holds).unwrap_or(near)
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
    use super::super::super::tests::trade;
    use super::*;

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

    #[test]
    fn a_value_on_an_edge_belongs_to_the_bin_above_it() {
        // 0.3 ÷ 0.1 rounds to less than 3 or to 3 according to how the two were written.
        let trades = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0].map(|profit| trade(profit, 0, 1));
        let Histogram { from, width, counts } = trade_return_histogram(&trades, 10).unwrap();
        assert_eq!((from, width), (0.0, 0.1));
        for (at, count) in counts.iter().enumerate() {
            let (low, high) = (at as f64 * width, (at + 1) as f64 * width);
            let within = trades.iter().filter(|t| low <= t.return_ratio() && t.return_ratio() < high).count();
            assert_eq!(*count as usize, within, "bin {at}");
        }
    }

    #[test]
    fn widths_are_round() {
        for (width, round) in
            [(0.0, 0.001), (0.01, 0.01), (0.012, 0.02), (0.03, 0.05), (0.06, 0.1), (3.0, 5.0)]
        {
            assert!((round_width(width) / round - 1.0).abs() < 1e-12, "{width}");
        }
    }

    #[test]
    fn open_trades_are_left_out() {
        let open = Trade { exit_reason: crate::trade::ExitReason::Open, ..trade(5.0, 0, 1) };
        assert_eq!(trade_return_histogram(&[open], 8), None);
    }

    #[test]
    fn a_range_is_cut_into_about_as_many_bins_as_asked() {
        let trades = [-10.0, 10.0].map(|profit| trade(profit, 0, 1));
        for (n_bins, width, n) in [(20, 0.01, 21), (8, 0.05, 5), (1, 0.2, 2)] {
            let histogram = trade_return_histogram(&trades, n_bins).unwrap();
            assert!((histogram.width - width).abs() < 1e-12, "{n_bins}");
            assert_eq!(histogram.counts.len(), n, "{n_bins}");
            assert_eq!(histogram.counts.iter().sum::<u32>(), 2);
        }
    }
}
