//! Triple exponential moving average (Patrick Mulloy 1994): 3 × EMA − 3 × EMA(EMA) + EMA(EMA(EMA)). Warm-up:
//! `3 × length - 3` bars.

use super::ema::Ema;
use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "tema",
    name: "TEMA",
    params: &[Param::length("length", 20)],
    lines: &["tema"],
    warmup: |p| vec![3 * (length(p, 0) - 1)],
    memory: Memory::Fading,
    is_dense: true,
    form: of_values!(|p| Tema::new(length(p, 0))),
};

/// The triple exponential average of `values`; NaN during the warm-up.
pub fn tema(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Tema::new(length), values)
}

/// [`tema`] bar by bar.
#[derive(Debug, Clone)]
pub struct Tema {
    once: Ema,
    twice: Ema,
    thrice: Ema,
}

impl Tema {
    /// Over `length` values.
    pub fn new(length: usize) -> Self {
        Self { once: Ema::new(length), twice: Ema::new(length), thrice: Ema::new(length) }
    }
}

impl Indicator for Tema {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        let once = self.once.next(value);
        let twice = self.twice.next(once);
        let thrice = self.thrice.next(twice);
        3.0 * (once - twice) + thrice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = tema(&[3.0, 0.0, 6.0, 3.0, 9.0], 2);
        assert!(out[2].is_nan());
        // Weight 2/3. EMA from bar 1: 1.5, 4.5, 3.5, 43/6. EMA of that from bar 2: 3, 10/3, 53/9. Again from bar 3: 19/6, 269/54.
        assert!((out[3] - (3.0 * (3.5 - 10.0 / 3.0) + 19.0 / 6.0)).abs() < 1e-12);
        let (once, twice) = (43.0 / 6.0, 2.0 / 3.0 * 43.0 / 6.0 + 10.0 / 9.0);
        let thrice = 2.0 / 3.0 * twice + 19.0 / 18.0;
        assert!((out[4] - (3.0 * once - 3.0 * twice + thrice)).abs() < 1e-12);
    }
}
