//! Rate of change: 100 × (value ÷ value `length` bars ago − 1). Warm-up: `length` bars. A change from zero is 0.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::ratio;
use crate::indicator::ring::Ring;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "roc",
    name: "ROC",
    params: &[Param::length("length", 10)],
    lines: &["roc"],
    warmup: |p| vec![length(p, 0)],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| Roc::new(length(p, 0))),
};

/// The change of `values` over `length` bars in percent; NaN before there are that many.
pub fn roc(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Roc::new(length), values)
}

/// [`roc`] bar by bar.
#[derive(Debug, Clone)]
pub struct Roc {
    values: Ring,
}

impl Roc {
    /// Over `length` bars.
    pub fn new(length: usize) -> Self {
        Self { values: Ring::new(length) }
    }
}

impl Indicator for Roc {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        self.values.push(value).map_or(f64::NAN, |before| 100.0 * ratio(value - before, before, 0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = roc(&[4.0, 8.0, 5.0, 2.0], 2);
        assert!(out[1].is_nan());
        assert_eq!(out[2..], [25.0, -75.0]);
    }

    #[test]
    fn a_change_from_zero_is_0() {
        assert_eq!(roc(&[0.0, 8.0], 1)[1], 0.0);
    }
}
