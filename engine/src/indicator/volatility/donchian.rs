//! Donchian channel (Richard Donchian): lowest low and highest high of `length` bars, and their middle. Warm-up: `length - 1`
//! bars. The current bar is part of its window.

use crate::indicator::event::{Highest, Lowest};
use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "donchian",
    name: "Donchian channel",
    params: &[Param::length("length", 20)],
    lines: &["lower", "middle", "upper"],
    warmup: |p| vec![length(p, 0) - 1; 3],
    memory: Memory::Window,
    is_dense: true,
    form: of_bars!(|p| Donchian::new(length(p, 0))),
};

/// Lower, middle and upper line; NaN before there are `length` bars.
pub fn donchian(series: &Series, length: usize) -> [Vec<f64>; 3] {
    over_bars(Donchian::new(length), series)
}

/// [`donchian`] bar by bar.
#[derive(Debug, Clone)]
pub struct Donchian {
    highest: Highest,
    lowest: Lowest,
}

impl Donchian {
    /// Over `length` bars.
    pub fn new(length: usize) -> Self {
        Self { highest: Highest::new(length), lowest: Lowest::new(length) }
    }
}

impl Indicator for Donchian {
    type Input = Bar;
    type Output = [f64; 3];

    #[inline]
    fn next(&mut self, bar: Bar) -> [f64; 3] {
        let (upper, lower) = (self.highest.next(bar.high), self.lowest.next(bar.low));
        [lower, (upper + lower) / 2.0, upper]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        let [lower, middle, upper] = donchian(&bars_of(&[10.0, 14.0, 8.0]), 2);
        assert!(middle[0].is_nan());
        assert_eq!([lower[1], middle[1], upper[1]], [9.0, 12.0, 15.0]);
        assert_eq!([lower[2], middle[2], upper[2]], [7.0, 11.0, 15.0]);
    }
}
