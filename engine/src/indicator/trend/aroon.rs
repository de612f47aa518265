//! Aroon (Tushar Chande 1995): up = 100 × (length − bars since the highest high of the last `length` + 1) ÷ length; down
//! likewise of the lowest low; oscillator = up − down. Of equal extremes the latest counts. Warm-up: `length` bars.

use crate::indicator::event::extreme_bars::Since;
use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::step::{Indicator, over_bars};
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "aroon",
    name: "Aroon",
    params: &[Param::length("length", 14)],
    lines: &["up", "down", "oscillator"],
    warmup: |p| vec![length(p, 0); 3],
    memory: Memory::Window,
    is_dense: true,
    form: of_bars!(|p| Aroon::new(length(p, 0))),
};

/// Up, down (0 to 100) and oscillator (−100 to 100).
pub fn aroon(series: &Series, length: usize) -> [Vec<f64>; 3] {
    over_bars(Aroon::new(length), series)
}

/// [`aroon`] bar by bar.
#[derive(Debug, Clone)]
pub struct Aroon {
    n: f64,
    high: Since<true>,
    low: Since<true>,
}

impl Aroon {
    /// Over `length` bars and the current one.
    pub fn new(length: usize) -> Self {
        let window = length.saturating_add(1);
        Self { n: length as f64, high: Since::new(window), low: Since::new(window) }
    }
}

impl Indicator for Aroon {
    type Input = Bar;
    type Output = [f64; 3];

    #[inline]
    fn next(&mut self, bar: Bar) -> [f64; 3] {
        let place = |ago: f64| 100.0 * (self.n - ago) / self.n;
        let (up, down) = (place(self.high.next(bar.high)), place(self.low.next(-bar.low)));
        [up, down, up - down]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        let [up, down, oscillator] = aroon(&bars_of(&[10.0, 13.0, 12.0, 11.0]), 2);
        assert!(up[1].is_nan());
        assert_eq!([up[2], down[2], oscillator[2]], [50.0, 0.0, 50.0]);
        assert_eq!([up[3], down[3], oscillator[3]], [0.0, 100.0, -100.0]);
    }
}
