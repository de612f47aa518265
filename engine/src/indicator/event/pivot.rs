//! Pivots: a value not below (above) the `left` values before it and above (below) the `right` values after it, so of equal
//! ones the last counts, as TradingView's lists show. It is known, and stands in the column, only at the bar that confirms it: `right` bars later. All
//! other bars are NaN. The first that can have one is `left + right`.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::ring::Ring;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const HIGH: Info = Info {
    id: "pivot_high",
    name: "Pivot high",
    params: &[Param::length("left", 5), Param::length("right", 5)],
    lines: &["pivot_high"],
    warmup: |p| vec![length(p, 0) + length(p, 1)],
    memory: Memory::Window,
    is_dense: false,
    form: of_values!(|p| PivotHigh::new(length(p, 0), length(p, 1))),
};

/// For the catalogue.
pub(crate) const LOW: Info = Info {
    id: "pivot_low",
    name: "Pivot low",
    lines: &["pivot_low"],
    form: of_values!(|p| PivotLow::new(length(p, 0), length(p, 1))),
    ..HIGH
};

/// The value of a pivot high at the bar that confirms it, NaN elsewhere.
pub fn pivot_high(values: &[f64], left: usize, right: usize) -> Vec<f64> {
    over_values(PivotHigh::new(left, right), values)
}

/// The value of a pivot low at the bar that confirms it, NaN elsewhere.
pub fn pivot_low(values: &[f64], left: usize, right: usize) -> Vec<f64> {
    over_values(PivotLow::new(left, right), values)
}

/// [`pivot_high`] bar by bar.
#[derive(Debug, Clone)]
pub struct PivotHigh {
    left: usize,
    values: Ring,
}

impl PivotHigh {
    /// See [`pivot_high`].
    pub fn new(left: usize, right: usize) -> Self {
        Self { left, values: Ring::new(left.saturating_add(right).saturating_add(1)) }
    }
}

impl Indicator for PivotHigh {
    type Input = f64;
    type Output = f64;

    fn next(&mut self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        self.values.push(value);
        if !self.values.is_full() {
            return f64::NAN;
        }
        let Some(pivot) = self.values.iter().nth(self.left) else { return f64::NAN };
        let is_pivot = self.values.iter().take(self.left).all(|before| before <= pivot)
            && self.values.iter().skip(self.left + 1).all(|after| after < pivot);
        if is_pivot { pivot } else { f64::NAN }
    }
}

/// [`pivot_low`] bar by bar.
#[derive(Debug, Clone)]
pub struct PivotLow {
    negated: PivotHigh,
}

impl PivotLow {
    /// See [`pivot_low`].
    pub fn new(left: usize, right: usize) -> Self {
        Self { negated: PivotHigh::new(left, right) }
    }
}

impl Indicator for PivotLow {
    type Input = f64;
    type Output = f64;

    fn next(&mut self, value: f64) -> f64 {
        -self.negated.next(-value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pivot_is_known_only_when_it_is_confirmed() {
        let values = [1.0, 2.0, 5.0, 3.0, 4.0, 0.0, 2.0, 1.0];
        let out = pivot_high(&values, 2, 2);
        assert_eq!(
            out.iter().map(|value| !value.is_nan()).collect::<Vec<_>>(),
            [false, false, false, false, true, false, false, false]
        );
        assert_eq!(out[4], 5.0);
        assert_eq!(pivot_low(&values, 2, 2)[7], 0.0);
    }

    #[test]
    fn of_equal_highs_the_last_is_the_pivot() {
        let out = pivot_high(&[1.0, 5.0, 5.0, 1.0, 1.0], 1, 1);
        assert_eq!(out[3], 5.0);
        assert!(out[2].is_nan() && out[4].is_nan());
    }
}
