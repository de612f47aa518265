//! Average true range (Wilder 1978): Wilder's average of the true range, as Pine's `ta.atr`. Warm-up: `length - 1` bars.

use super::true_range::TrueRange;
use crate::indicator::average::Ema;
use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "atr",
    name: "ATR",
    params: &[Param::length("length", 14)],
    lines: &["atr"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Fading,
    is_dense: true,
    form: of_bars!(|p| Atr::new(length(p, 0))),
};

/// The average true range over `length` bars.
pub fn atr(series: &Series, length: usize) -> Vec<f64> {
    over_bars(Atr::new(length), series)
}

/// [`atr`] bar by bar.
#[derive(Debug, Clone)]
pub struct Atr {
    range: TrueRange,
    average: Ema,
}

impl Atr {
    /// Over `length` bars.
    pub fn new(length: usize) -> Self {
        Self { range: TrueRange::default(), average: Ema::wilder(length) }
    }
}

impl Indicator for Atr {
    type Input = Bar;
    type Output = f64;

    #[inline]
    fn next(&mut self, bar: Bar) -> f64 {
        self.average.next(self.range.next(bar))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        // Ranges 2, 5, 7: 15 − 10 and 14 − 7.
        let out = atr(&bars_of(&[10.0, 14.0, 8.0]), 2);
        assert!(out[0].is_nan());
        assert_eq!(out[1..], [3.5, 5.25]);
    }
}
