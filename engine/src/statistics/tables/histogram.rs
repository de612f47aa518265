//! How the trades' returns are spread.

use serde::{Deserialize, Serialize};

use crate::trade::Trade;

/// [`TRADE_RETURNS`](super::TRADE_RETURNS): how many values lie in each of several bins of equal width.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Round numbers, one more than there are bins; zero is one of them, so that no bin mixes wins and losses.
    pub edges: Vec<f64>,
    /// Values in each bin, its lower edge included.
    pub counts: Vec<u32>,
}

/// Histogram of the returns of the closed trades, as ratios, in about `n_bins` bins; `None` without closed trades.
pub fn trade_return_histogram(trades: &[Trade], n_bins: usize) -> Option<Histogram> {
    let returns = || trades.iter().filter(|trade| !trade.is_open()).map(Trade::return_ratio);
    returns().next()?;
    let low = returns().fold(0.0, f64::min);
    let high = returns().fold(0.0, f64::max);
    if !(high - low).is_finite() || returns().any(f64::is_nan) {
        return None;
    }
    let edges = Width::at_least((high - low) / n_bins.max(1) as f64).edges(low, high);
    let mut counts = vec![0; edges.len() - 1];
    for value in returns() {
        counts[edges.partition_point(|edge| *edge <= value) - 1] += 1;
    }
    Some(Histogram { edges, counts })
}

/// 1, 2, 5 or 10 times a power of ten.
#[derive(Debug, Clone, Copy)]
struct Width {
    step: f64,
    exponent: i32,
}

impl Width {
    /// The smallest that is not below `width`; 0.001 for zero.
    fn at_least(width: f64) -> Self {
        if width <= 0.0 {
            return Self { step: 1.0, exponent: -3 };
        }
        let exponent = libm::log10(width).floor() as i32;
        let steps = [1.0, 2.0, 5.0].map(|step| Self { step, exponent });
        let enough = |candidate: &Self| candidate.edge(1.0) >= width;
        steps.into_iter().find(enough).unwrap_or(Self { step: 10.0, exponent })
    }

    /// The edge before the bin of this number: the double nearest to the decimal number, where a product of the width would be
    /// off and put a return of 30 % below the edge of that name.
    fn edge(self, number: f64) -> f64 {
        let power = (0..self.exponent.abs()).fold(1.0, |power, _| power * 10.0);
        if self.exponent < 0 { number * self.step / power } else { number * self.step * power }
    }

    fn edges(self, low: f64, high: f64) -> Vec<f64> {
        let bin = |value: f64| {
            let mut number = (value / self.edge(1.0)).floor();
            // The quotient alone may round across an edge.
            while self.edge(number) > value {
                number -= 1.0;
            }
            while self.edge(number + 1.0) <= value {
                number += 1.0;
            }
            number
        };
        let (first, last) = (bin(low), bin(high));
        (0..=(last - first) as usize + 1).map(|at| self.edge(first + at as f64)).collect()
    }
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
        let zero = histogram.edges.iter().position(|edge| *edge == 0.0).unwrap();
        assert_eq!(histogram.counts[..zero].iter().sum::<u32>(), 3);
        assert_eq!(trade_return_histogram(&[], 8), None);
        assert_eq!(trade_return_histogram(&[trade(0.0, 0, 1)], 8).unwrap().counts, [1]);
    }

    #[test]
    fn a_value_on_an_edge_belongs_to_the_bin_above_it() {
        let trades = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0].map(|profit| trade(profit, 0, 1));
        let Histogram { edges, counts } = trade_return_histogram(&trades, 10).unwrap();
        assert_eq!(edges, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]);
        assert_eq!(counts, [0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn widths_are_round() {
        for (width, round) in [
            (0.0, 0.001),
            (0.01, 0.01),
            (0.012, 0.02),
            (0.03, 0.05),
            (0.06, 0.1),
            (3.0, 5.0),
            (30.0, 50.0),
            (5e-5, 5e-5),
        ] {
            assert_eq!(Width::at_least(width).edge(1.0), round, "{width}");
        }
    }

    #[test]
    fn returns_beyond_all_range_make_no_histogram() {
        let trades = [trade(1.0, 0, 1), Trade { entry_price: 0.0, ..trade(1.0, 0, 1) }];
        assert_eq!(trade_return_histogram(&trades, 8), None);
        let trades = [trade(1.0, 0, 1), Trade { entry_price: 0.0, ..trade(0.0, 0, 1) }];
        assert_eq!(trade_return_histogram(&trades, 8), None);
    }

    #[test]
    fn open_trades_are_left_out() {
        let open = Trade { exit_reason: crate::trade::ExitReason::Open, ..trade(5.0, 0, 1) };
        assert_eq!(trade_return_histogram(&[open], 8), None);
    }

    #[test]
    fn a_range_is_cut_into_about_as_many_bins_as_asked() {
        let trades = [-10.0, 10.0].map(|profit| trade(profit, 0, 1));
        for (n_bins, first, n) in [(20, -0.1, 21), (8, -0.1, 5), (1, -0.2, 2)] {
            let histogram = trade_return_histogram(&trades, n_bins).unwrap();
            assert_eq!((histogram.edges[0], histogram.counts.len()), (first, n), "{n_bins}");
            assert_eq!(histogram.edges.len(), n + 1);
            assert_eq!((histogram.counts[0], histogram.counts[n - 1]), (1, 1), "{n_bins}");
        }
    }
}
