//! How many bars ago the highest or lowest of the last `length` values was, 0 for the current bar; of equal ones the latest
//! counts. Warm-up: `length - 1` bars.

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

#[derive(Debug, Clone, Copy)]
struct Peak {
    value: f64,
    bar: u64,
}

impl Join for Peak {
    #[inline]
    fn join(self, later: Self) -> Self {
        if later.value >= self.value { later } else { self }
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
pub struct HighestBars {
    bar: u64,
    peaks: Queue<Peak>,
}

impl HighestBars {
    /// Among the last `length` values.
    pub fn new(length: usize) -> Self {
        Self { bar: 0, peaks: Queue::new(length) }
    }
}

impl Indicator for HighestBars {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        self.bar += 1;
        let peak = self.peaks.push(Peak { value, bar: self.bar });
        peak.map_or(f64::NAN, |peak| (self.bar - peak.bar) as f64)
    }
}

/// [`lowest_bars`] bar by bar.
#[derive(Debug, Clone)]
pub struct LowestBars {
    negated: HighestBars,
}

impl LowestBars {
    /// Among the last `length` values.
    pub fn new(length: usize) -> Self {
        Self { negated: HighestBars::new(length) }
    }
}

impl Indicator for LowestBars {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.negated.next(-value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_extremes_the_latest_counts() {
        let values = [3.0, 5.0, 5.0, 1.0, 1.0, 2.0];
        let (high, low) = (highest_bars(&values, 3), lowest_bars(&values, 3));
        assert!(high[1].is_nan() && low[1].is_nan());
        assert_eq!(high[2..], [0.0, 1.0, 2.0, 0.0]);
        assert_eq!(low[2..], [2.0, 0.0, 0.0, 1.0]);
    }
}
