//! Arnaud Legoux moving average (2009): weights exp(−(i − m)² ÷ 2s²) with i from 0 (oldest), m = offset × (length − 1),
//! s = length ÷ sigma, as Pine's `ta.alma`. Warm-up: `length - 1` bars. Each value costs `length` multiplications.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::ring::Ring;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "alma",
    name: "ALMA",
    params: &[Param::length("length", 9), Param::real("offset", 0.85), Param::real("sigma", 6.0)],
    lines: &["alma"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| Alma::new(length(p, 0), p[1], p[2])),
};

/// The Legoux average of the last `length` values; `offset` from 0 (smooth) to 1 (quick), `sigma` above 0.
pub fn alma(values: &[f64], length: usize, offset: f64, sigma: f64) -> Vec<f64> {
    over_values(Alma::new(length, offset, sigma), values)
}

/// [`alma`] bar by bar.
#[derive(Debug, Clone)]
pub struct Alma {
    weights: Vec<f64>,
    total: f64,
    values: Ring,
}

impl Alma {
    /// See [`alma`].
    pub fn new(length: usize, offset: f64, sigma: f64) -> Self {
        let middle = offset * (length as f64 - 1.0);
        let width = length as f64 / sigma;
        let weight = |i: usize| {
            let distance = i as f64 - middle;
            libm::exp(-(distance * distance) / (2.0 * width * width))
        };
        let weights: Vec<f64> = (0..length).map(weight).collect();
        Self { total: weights.iter().sum(), weights, values: Ring::new(length) }
    }
}

impl Indicator for Alma {
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
        self.weights.iter().zip(self.values.iter()).map(|(weight, value)| weight * value).sum::<f64>()
            / self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = alma(&[1.0, 2.0, 4.0], 3, 0.5, 3.0);
        assert!(out[1].is_nan());
        // Middle 1, width 1: weights e^−½, 1, e^−½.
        let e = libm::exp(-0.5);
        assert!((out[2] - (5.0 * e + 2.0) / (2.0 * e + 1.0)).abs() < 1e-15);
    }

    #[test]
    fn a_high_offset_is_quicker() {
        let values: Vec<f64> = (0..20).map(f64::from).collect();
        assert!(alma(&values, 9, 0.85, 6.0)[19] > alma(&values, 9, 0.5, 6.0)[19]);
    }
}
