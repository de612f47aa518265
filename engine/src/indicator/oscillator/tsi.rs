//! True strength index (William Blau 1991): 100 × EMA(EMA(change, long), short) ÷ EMA(EMA(|change|, long), short), −100 to
//! 100. Warm-up: `long + short - 1` bars. Where nothing moved it is 0.

use crate::indicator::average::Ema;
use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "tsi",
    name: "TSI",
    params: &[Param::length("short", 13), Param::length("long", 25)],
    lines: &["tsi"],
    warmup: |p| vec![length(p, 0) + length(p, 1) - 1],
    memory: Memory::Fading,
    is_dense: true,
    form: of_values!(|p| Tsi::new(length(p, 0), length(p, 1))),
};

/// The true strength index of `values`.
pub fn tsi(values: &[f64], short: usize, long: usize) -> Vec<f64> {
    over_values(Tsi::new(short, long), values)
}

/// [`tsi`] bar by bar.
#[derive(Debug, Clone)]
pub struct Tsi {
    before: f64,
    changes: [Ema; 2],
    paths: [Ema; 2],
}

impl Tsi {
    /// See [`tsi`].
    pub fn new(short: usize, long: usize) -> Self {
        let smooth = || [Ema::new(long), Ema::new(short)];
        Self { before: f64::NAN, changes: smooth(), paths: smooth() }
    }
}

impl Indicator for Tsi {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        let change = value - self.before;
        self.before = value;
        let twice = |[first, second]: &mut [Ema; 2], value| second.next(first.next(value));
        100.0 * ratio(twice(&mut self.changes, change), twice(&mut self.paths, change.abs()), 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Changes 2, −1, 4 and weight two thirds. Once: 0.5, 17/6 and 1.5, 19/6. Twice from bar 3: 5/3 and 7/3.
        let out = tsi(&[1.0, 3.0, 2.0, 6.0], 2, 2);
        assert!(out[2].is_nan());
        assert!((out[3] - 500.0 / 7.0).abs() < 1e-12);
    }

    #[test]
    fn where_nothing_moved_it_is_0() {
        assert_eq!(tsi(&[3.0; 5], 2, 2)[3..], [0.0; 2]);
    }
}
