//! How many bars ago the highest or lowest of the last `length` values was, 0 for the current bar; of equal ones the
//! oldest counts, as TradingView's lists show. Warm-up: `length - 1` bars.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::queue::{Join, Queue};
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const HIGHEST: Info = Info {
    id: "highest_bars",
    name: "Bars since the highest",
    params: &[Param::length("length", 20)],
    lines: &["highest_bars"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| HighestBars::new(length(p, 0))),
};

/// For the catalogue.
pub(crate) const LOWEST: Info = Info {
    id: "lowest_bars",
    name: "Bars since the lowest",
    lines: &["lowest_bars"],
    form: of_values!(|p| LowestBars::new(length(p, 0))),
    ..HIGHEST
};

/// Of equal ones the latest or the oldest counts.
#[derive(Debug, Clone, Copy)]
struct Peak<const LATEST: bool> {
    value: f64,
    bar: u64,
}

impl<const LATEST: bool> Join for Peak<LATEST> {
    #[inline]
    fn join(self, later: Self) -> Self {
        let counts = if LATEST { later.value >= self.value } else { later.value > self.value };
        if counts { later } else { self }
    }
}

/// Bars since the peak of the last `length` values.
#[derive(Debug, Clone)]
pub(in crate::indicator) struct Since<const LATEST: bool> {
    bar: u64,
    peaks: Queue<Peak<LATEST>>,
}

impl<const LATEST: bool> Since<LATEST> {
    pub(in crate::indicator) fn new(length: usize) -> Self {
        Self { bar: 0, peaks: Queue::new(length) }
    }

    #[inline]
    pub(in crate::indicator) fn next(&mut self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        self.bar += 1;
        let peak = self.peaks.push(Peak { value, bar: self.bar });
        peak.map_or(f64::NAN, |peak| (self.bar - peak.bar) as f64)
    }
}

/// How many bars ago the highest of the last `length` values was.
pub fn highest_bars(values: &[f64], length: usize) -> Vec<f64> {
    over_values(HighestBars::new(length), values)
}

/// How many bars ago the lowest of the last `length` values was.
pub fn lowest_bars(values: &[f64], length: usize) -> Vec<f64> {
    over_values(LowestBars::new(length), values)
}

/// [`highest_bars`] bar by bar.
#[derive(Debug, Clone)]
pub struct HighestBars(Since<false>);

impl HighestBars {
    /// Among the last `length` values.
    pub fn new(length: usize) -> Self {
        Self(Since::new(length))
    }
}

impl Indicator for HighestBars {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.0.next(value)
    }
}

/// [`lowest_bars`] bar by bar.
#[derive(Debug, Clone)]
pub struct LowestBars(Since<false>);

impl LowestBars {
    /// Among the last `length` values.
    pub fn new(length: usize) -> Self {
        Self(Since::new(length))
    }
}

impl Indicator for LowestBars {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.0.next(-value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_extremes_the_oldest_counts() {
        let values = [3.0, 5.0, 5.0, 1.0, 1.0, 2.0];
        let (high, low) = (highest_bars(&values, 3), lowest_bars(&values, 3));
        assert!(high[1].is_nan() && low[1].is_nan());
        assert_eq!(high[2..], [1.0, 2.0, 2.0, 0.0]);
        assert_eq!(low[2..], [2.0, 0.0, 1.0, 2.0]);
    }
}
