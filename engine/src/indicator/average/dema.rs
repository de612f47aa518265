//! Double exponential moving average (Patrick Mulloy 1994): 2 × EMA − EMA(EMA). Warm-up: `2 × length - 2` bars.

use super::ema::Ema;
use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "dema",
    name: "DEMA",
    params: &[Param::length("length", 20)],
    lines: &["dema"],
    warmup: |p| vec![2 * (length(p, 0) - 1)],
    memory: Memory::Fading,
    is_dense: true,
    form: of_values!(|p| Dema::new(length(p, 0))),
};

/// The double exponential average of `values`; NaN during the warm-up.
pub fn dema(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Dema::new(length), values)
}

/// [`dema`] bar by bar.
#[derive(Debug, Clone)]
pub struct Dema {
    once: Ema,
    twice: Ema,
}

impl Dema {
    /// Over `length` values.
    pub fn new(length: usize) -> Self {
        Self { once: Ema::new(length), twice: Ema::new(length) }
    }
}

impl Indicator for Dema {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        let once = self.once.next(value);
        let twice = self.twice.next(once);
        2.0 * once - twice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = dema(&[1.0, 2.0, 3.0, 7.0, 2.0, 5.0], 3);
        assert!(out[3].is_nan());
        // Weight one half. EMA from bar 2: 2, 4.5, 3.25, 4.125; EMA of that from bar 4: 3.25, 3.6875.
        assert_eq!(out[4..], [3.25, 2.0 * 4.125 - 3.6875]);
    }
}
