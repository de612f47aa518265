//! Weighted moving average: Σ weight × value ÷ Σ weight, weights 1 (oldest) to `length` (newest), as Pine's `ta.wma`.
//! Warm-up: `length - 1` bars.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::latest::Latest;
use crate::indicator::measure::weighted_mean;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "wma",
    name: "WMA",
    params: &[Param::length("length", 20)],
    lines: &["wma"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| Wma::new(length(p, 0))),
};

/// The weighted average of the last `length` values; NaN before there are that many.
pub fn wma(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Wma::new(length), values)
}

/// [`wma`] bar by bar.
#[derive(Debug, Clone)]
pub struct Wma {
    length: usize,
    values: Latest,
}

impl Wma {
    /// Over `length` values.
    pub fn new(length: usize) -> Self {
        Self { length, values: Latest::new(length) }
    }
}

impl Indicator for Wma {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.values.next(value, self.length).map_or(f64::NAN, weighted_mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_value_weighs_most() {
        let out = wma(&[1.0, 2.0, 6.0, 0.0], 3);
        assert!(out[1].is_nan());
        // (1 + 2×2 + 3×6) / 6 and (2 + 2×6 + 3×0) / 6.
        assert_eq!(out[2..], [23.0 / 6.0, 14.0 / 6.0]);
    }

    #[test]
    fn an_outlier_is_forgotten_when_it_leaves_the_window() {
        let mut values = vec![1.0; 40];
        values[7] = 1e18;
        assert!(wma(&values, 5)[12..].iter().all(|value| *value == 1.0));
    }
}
