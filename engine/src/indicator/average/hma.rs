//! Hull moving average (Alan Hull 2005): WMA(2 × WMA(length ÷ 2) − WMA(length)) over √length values, both roundings
//! downwards, as Pine's `ta.hma`. Warm-up: `length + ⌊√length⌋ - 2` bars.

use super::wma::Wma;
use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "hma",
    name: "HMA",
    params: &[Param::length("length", 20)],
    lines: &["hma"],
    warmup: |p| vec![length(p, 0) + length(p, 0).isqrt() - 2],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| Hma::new(length(p, 0))),
};

/// The Hull average of `values`; NaN during the warm-up.
pub fn hma(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Hma::new(length), values)
}

/// [`hma`] bar by bar.
#[derive(Debug, Clone)]
pub struct Hma {
    half: Wma,
    whole: Wma,
    smooth: Wma,
}

impl Hma {
    /// Over `length` values; half of one value is that value.
    pub fn new(length: usize) -> Self {
        Self {
            half: Wma::new((length / 2).max(1)),
            whole: Wma::new(length),
            smooth: Wma::new(length.isqrt()),
        }
    }
}

impl Indicator for Hma {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        let (half, whole) = (self.half.next(value), self.whole.next(value));
        self.smooth.next(2.0 * half - whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = hma(&[1.0, 2.0, 3.0, 4.0, 10.0], 4);
        assert!(out[3].is_nan());
        // Bar 3: 2 × (3 + 2×4)/3 − (1 + 2×2 + 3×3 + 4×4)/10 = 22/3 − 3. Bar 4: 2 × (4 + 2×10)/3 − (2 + 6 + 12 + 40)/10 = 10.
        assert!((out[4] - ((22.0 / 3.0 - 3.0) + 2.0 * 10.0) / 3.0).abs() < 1e-12);
    }

    #[test]
    fn it_lags_two_thirds_of_a_bar_behind_a_straight_line() {
        // The lag of WMA(n) on a line is (n − 1) / 3: 16 bars leave 2×(7/3) − 5 = −1/3, and four smoothing bars add 1.
        let values: Vec<f64> = (0..60).map(f64::from).collect();
        assert!((hma(&values, 16)[59] - (59.0 + 1.0 / 3.0 - 1.0)).abs() < 1e-9);
    }
}
