//! Keltner channel (Linda Raschke's version): EMA(close) ± `multiplier` × ATR. Warm-up: that of the longer of the two.

use super::atr::Atr;
use super::bands::bands;
use crate::indicator::average::Ema;
use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "keltner",
    name: "Keltner channel",
    params: &[Param::length("length", 20), Param::real("multiplier", 2.0), Param::length("atr_length", 10)],
    lines: &["lower", "middle", "upper"],
    warmup: |p| {
        let middle = length(p, 0) - 1;
        let bands = middle.max(length(p, 2) - 1);
        vec![bands, middle, bands]
    },
    memory: Memory::Fading,
    is_dense: true,
    form: of_bars!(|p| Keltner::new(length(p, 0), p[1], length(p, 2))),
};

/// Lower, middle and upper line.
pub fn keltner(series: &Series, length: usize, multiplier: f64, atr_length: usize) -> [Vec<f64>; 3] {
    over_bars(Keltner::new(length, multiplier, atr_length), series)
}

/// [`keltner`] bar by bar.
#[derive(Debug, Clone)]
pub struct Keltner {
    middle: Ema,
    width: Atr,
    multiplier: f64,
}

impl Keltner {
    /// See [`keltner`].
    pub fn new(length: usize, multiplier: f64, atr_length: usize) -> Self {
        Self { middle: Ema::new(length), width: Atr::new(atr_length), multiplier }
    }
}

impl Indicator for Keltner {
    type Input = Bar;
    type Output = [f64; 3];

    #[inline]
    fn next(&mut self, bar: Bar) -> [f64; 3] {
        bands(self.middle.next(bar.close), self.width.next(bar), self.multiplier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        // Ranges 2, 5, 7: ATR 3.5, 5.25 from bar 1. EMA(3) at bar 2: 32/3.
        let [lower, middle, upper] = keltner(&bars_of(&[10.0, 14.0, 8.0]), 3, 2.0, 2);
        assert!(middle[1].is_nan());
        assert_eq!([lower[2], middle[2], upper[2]], [32.0 / 3.0 - 10.5, 32.0 / 3.0, 32.0 / 3.0 + 10.5]);
    }
}
