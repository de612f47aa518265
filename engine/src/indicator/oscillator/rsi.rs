//! Relative strength index (Wilder 1978): 100 × average gain ÷ (average gain + average loss), both Wilder-averaged over
//! `length` changes. Warm-up: `length` bars. Without any loss it is 100, also where nothing moved at all (as Pine's
//! `ta.rsi`); without any gain, 0.

use crate::indicator::average::Ema;
use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "rsi",
    name: "RSI",
    params: &[Param::length("length", 14)],
    lines: &["rsi"],
    warmup: |p| vec![length(p, 0)],
    memory: Memory::Fading,
    is_dense: true,
    form: of_values!(|p| Rsi::new(length(p, 0))),
};

/// The RSI of `values`, 0 to 100; NaN before `length` changes are known.
pub fn rsi(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Rsi::new(length), values)
}

/// [`rsi`] bar by bar.
#[derive(Debug, Clone)]
pub struct Rsi {
    before: f64,
    gains: Ema,
    losses: Ema,
}

impl Rsi {
    /// Over `length` changes.
    pub fn new(length: usize) -> Self {
        Self { before: f64::NAN, gains: Ema::wilder(length), losses: Ema::wilder(length) }
    }
}

impl Indicator for Rsi {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        let change = value - self.before;
        self.before = value;
        if change.is_nan() {
            return f64::NAN;
        }
        let (gain, loss) = (self.gains.next(change.max(0.0)), self.losses.next((-change).max(0.0)));
        if loss == 0.0 { 100.0 } else { 100.0 - 100.0 / (1.0 + gain / loss) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = rsi(&[10.0, 11.0, 10.5, 11.5, 11.0], 2);
        assert!(out[..2].iter().all(|value| value.is_nan()));
        // Gains 1, 0, 1, 0 and losses 0, 0.5, 0, 0.5: seeds 0.5 and 0.25, then Wilder's average with weight one half.
        assert!((out[2] - 100.0 * 0.5 / 0.75).abs() < 1e-12);
        assert!((out[3] - 100.0 * 0.75 / 0.875).abs() < 1e-12);
        assert!((out[4] - 100.0 * 0.375 / (0.375 + 0.3125)).abs() < 1e-12);
    }

    #[test]
    fn only_gains_give_100_and_only_losses_0() {
        assert_eq!(rsi(&[1.0, 2.0, 3.0], 2)[2], 100.0);
        assert_eq!(rsi(&[3.0, 2.0, 1.0], 2)[2], 0.0);
    }

    #[test]
    fn where_nothing_moved_it_is_100() {
        assert_eq!(rsi(&[7.0; 4], 2)[2..], [100.0; 2]);
    }
}
