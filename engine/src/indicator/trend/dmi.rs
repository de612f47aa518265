//! Directional movement and its average index, ADX (Wilder 1978), as Pine's `ta.dmi`. A bar's +DM is the rise of the high if
//! it is above 0 and above the fall of the low, else 0; −DM the reverse. ±DI = 100 × RMA(±DM) ÷ RMA(true range) over
//! `length`; ADX = RMA of 100 × |+DI − −DI| ÷ (+DI + −DI) over `smoothing`. Warm-up: ±DI `length` bars (the first bar moves from
//! nowhere), ADX `smoothing - 1` more. Where nothing moved, all are 0.

use crate::indicator::average::Ema;
use crate::indicator::info::{Info, Memory, Param, length, of_bars};
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, over_bars};
use crate::indicator::volatility::TrueRange;
use crate::series::{Bar, Series};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "dmi",
    name: "DMI",
    params: &[Param::length("length", 14), Param::length("smoothing", 14)],
    lines: &["adx", "plus_di", "minus_di"],
    warmup: |p| vec![length(p, 0) + length(p, 1) - 1, length(p, 0), length(p, 0)],
    memory: Memory::Fading,
    is_dense: true,
    form: of_bars!(|p| Dmi::new(length(p, 0), length(p, 1))),
};

/// ADX, +DI and −DI, 0 to 100.
pub fn dmi(series: &Series, length: usize, smoothing: usize) -> [Vec<f64>; 3] {
    over_bars(Dmi::new(length, smoothing), series)
}

/// [`dmi`] bar by bar.
#[derive(Debug, Clone)]
pub struct Dmi {
    before: Option<Bar>,
    true_range: TrueRange,
    range: Ema,
    plus: Ema,
    minus: Ema,
    adx: Ema,
}

impl Dmi {
    /// See [`dmi`].
    pub fn new(length: usize, smoothing: usize) -> Self {
        let average = Ema::wilder(length);
        Self {
            before: None,
            true_range: TrueRange::default(),
            range: average.clone(),
            plus: average.clone(),
            minus: average,
            adx: Ema::wilder(smoothing),
        }
    }
}

impl Indicator for Dmi {
    type Input = Bar;
    type Output = [f64; 3];

    fn next(&mut self, bar: Bar) -> [f64; 3] {
        let range = self.true_range.next(bar);
        let Some(before) = self.before.replace(bar) else { return [f64::NAN; 3] };
        let (up, down) = (bar.high - before.high, before.low - bar.low);
        let range = self.range.next(range);
        let plus = self.plus.next(if up > down { up.max(0.0) } else { 0.0 });
        let minus = self.minus.next(if down > up { down.max(0.0) } else { 0.0 });
        let (plus, minus) = (100.0 * ratio(plus, range, 0.0), 100.0 * ratio(minus, range, 0.0));
        let adx = self.adx.next(100.0 * ratio((plus - minus).abs(), plus + minus, 0.0));
        [adx, plus, minus]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

    #[test]
    fn known_values() {
        // Moves of high and low alike: +3, −1, +2; true ranges 4, 2, 3. RMA(2): +DM 1.5, 1.75; −DM 0.5, 0.25; range 3, 3.
        let [adx, plus, minus] = dmi(&bars_of(&[10.0, 13.0, 12.0, 14.0]), 2, 2);
        assert!(plus[1].is_nan() && adx[2].is_nan());
        assert_eq!([plus[2], minus[2]], [50.0, 100.0 * (0.5 / 3.0)]);
        assert_eq!([plus[3], minus[3]], [100.0 * (1.75 / 3.0), 100.0 * (0.25 / 3.0)]);
        // DX 50 and 75.
        assert!((adx[3] - 62.5).abs() < 1e-12);
    }

    #[test]
    fn where_nothing_moved_all_are_0() {
        let flat = Bar { time: 0, open: 5.0, high: 5.0, low: 5.0, close: 5.0, volume: 0.0 };
        let mut dmi = Dmi::new(1, 1);
        dmi.next(flat);
        assert_eq!(dmi.next(flat), [0.0; 3]);
    }
}
