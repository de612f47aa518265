//! Williams %R (Larry Williams): −100 × (highest high − close) ÷ (highest high − lowest low) over `length` bars, −100 to 0.
//! Warm-up: `length - 1` bars. A window without any range gives −50.

use crate::indicator::event::{Highest, Lowest};
use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "williams_r",
    name: "Williams %R",
    params: &[Param::length("length", 14)],
    lines: &["williams_r"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: of_bars!(|p| WilliamsR::new(length(p, 0))),
};

/// Williams %R of every bar; NaN before there are `length`.
pub fn williams_r(series: &Series, length: usize) -> Vec<f64> {
    over_bars(WilliamsR::new(length), series)
}

/// [`williams_r`] bar by bar.
#[derive(Debug, Clone)]
pub struct WilliamsR {
    highest: Highest,
    lowest: Lowest,
}

impl WilliamsR {
    /// Over `length` bars.
    pub fn new(length: usize) -> Self {
        Self { highest: Highest::new(length), lowest: Lowest::new(length) }
    }
}

impl Indicator for WilliamsR {
    type Input = Bar;
    type Output = f64;

    #[inline]
    fn next(&mut self, bar: Bar) -> f64 {
        let (highest, lowest) = (self.highest.next(bar.high), self.lowest.next(bar.low));
        -100.0 * ratio(highest - bar.close, highest - lowest, 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        let out = williams_r(&bars_of(&[10.0, 12.0, 11.0]), 2);
        assert!(out[0].is_nan());
        assert_eq!(out[1..], [-25.0, -100.0 * (2.0 / 3.0)]);
    }

    #[test]
    fn without_any_range_it_is_minus_50() {
        let flat = Bar { time: 0, open: 5.0, high: 5.0, low: 5.0, close: 5.0, volume: 0.0 };
        assert_eq!(WilliamsR::new(1).next(flat), -50.0);
    }
}
