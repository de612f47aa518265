//! Momentum: value − value `length` bars ago. Warm-up: `length` bars.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::ring::Ring;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "momentum",
    name: "Momentum",
    params: &[Param::length("length", 10)],
    lines: &["momentum"],
    warmup: |p| vec![length(p, 0)],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| Momentum::new(length(p, 0))),
};

/// The change of `values` over `length` bars; NaN before there are that many.
pub fn momentum(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Momentum::new(length), values)
}

/// [`momentum`] bar by bar.
#[derive(Debug, Clone)]
pub struct Momentum {
    values: Ring,
}

impl Momentum {
    /// Over `length` bars.
    pub fn new(length: usize) -> Self {
        Self { values: Ring::new(length) }
    }
}

impl Indicator for Momentum {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        self.values.push(value).map_or(f64::NAN, |before| value - before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = momentum(&[1.0, 3.0, 2.0, 7.0], 2);
        assert!(out[1].is_nan());
        assert_eq!(out[2..], [1.0, 4.0]);
    }
}
