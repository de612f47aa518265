//! Stochastic oscillator (George Lane): raw = 100 × (close − lowest low) ÷ (highest high − lowest low) over `length` bars;
//! %K = SMA of raw over `smooth_k`; %D = SMA of %K over `smooth_d`. Warm-up: %K `length + smooth_k - 2` bars, %D
//! `smooth_d - 1` more. A window without any range gives a raw value of 50.

use crate::indicator::average::Sma;
use crate::indicator::event::{Highest, Lowest};
use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "stochastic",
    name: "Stochastic",
    params: &[Param::length("length", 14), Param::length("smooth_k", 3), Param::length("smooth_d", 3)],
    lines: &["k", "d"],
    warmup: |p| {
        let k = length(p, 0) + length(p, 1) - 2;
        vec![k, k + length(p, 2) - 1]
    },
    memory: Memory::Window,
    is_dense: true,
    form: of_bars!(|p| Stochastic::new(length(p, 0), length(p, 1), length(p, 2))),
};

/// %K and %D, 0 to 100; a `smooth_k` of 1 is the fast stochastic.
pub fn stochastic(series: &Series, length: usize, smooth_k: usize, smooth_d: usize) -> [Vec<f64>; 2] {
    over_bars(Stochastic::new(length, smooth_k, smooth_d), series)
}

/// [`stochastic`] bar by bar.
#[derive(Debug, Clone)]
pub struct Stochastic {
    smoothed: SmoothedPlace,
}

impl Stochastic {
    /// See [`stochastic`].
    pub fn new(length: usize, smooth_k: usize, smooth_d: usize) -> Self {
        Self { smoothed: SmoothedPlace::new(length, smooth_k, smooth_d) }
    }
}

impl Indicator for Stochastic {
    type Input = Bar;
    type Output = [f64; 2];

    #[inline]
    fn next(&mut self, bar: Bar) -> [f64; 2] {
        self.smoothed.next(bar.high, bar.low, bar.close)
    }
}

/// Where a value lies in the range of the last bars, averaged twice.
#[derive(Debug, Clone)]
pub(super) struct SmoothedPlace {
    highest: Highest,
    lowest: Lowest,
    k: Sma,
    d: Sma,
}

impl SmoothedPlace {
    pub(super) fn new(length: usize, smooth_k: usize, smooth_d: usize) -> Self {
        Self {
            highest: Highest::new(length),
            lowest: Lowest::new(length),
            k: Sma::new(smooth_k),
            d: Sma::new(smooth_d),
        }
    }

    #[inline]
    pub(super) fn next(&mut self, high: f64, low: f64, value: f64) -> [f64; 2] {
        let (highest, lowest) = (self.highest.next(high), self.lowest.next(low));
        let k = self.k.next(100.0 * ratio(value - lowest, highest - lowest, 0.5));
        [k, self.d.next(k)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        // High, low and close are c + 1, c − 1 and c. Range of two bars: 11 − 9 … of closes 10, 12, 11: 9…13, 10…13.
        let [k, d] = stochastic(&bars_of(&[10.0, 12.0, 11.0, 11.0]), 2, 1, 2);
        assert!(k[0].is_nan() && d[1].is_nan());
        assert_eq!(k[1..], [75.0, 100.0 * (1.0 / 3.0), 50.0]);
        assert_eq!(d[2], (75.0 + 100.0 * (1.0 / 3.0)) / 2.0);
    }

    #[test]
    fn without_any_range_it_is_50() {
        let mut smoothed = SmoothedPlace::new(2, 1, 1);
        smoothed.next(5.0, 5.0, 5.0);
        assert_eq!(smoothed.next(5.0, 5.0, 5.0), [50.0, 50.0]);
    }
}
