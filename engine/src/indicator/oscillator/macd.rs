//! MACD (Gerald Appel): line = EMA(fast) − EMA(slow); signal = EMA of the line; histogram = line − signal. Warm-up: the line
//! `max(fast, slow) - 1` bars, the others `signal - 1` more.

use crate::indicator::average::Ema;
use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "macd",
    name: "MACD",
    params: &[Param::length("fast", 12), Param::length("slow", 26), Param::length("signal", 9)],
    lines: &["line", "signal", "histogram"],
    warmup: |p| {
        let line = length(p, 0).max(length(p, 1)) - 1;
        let signal = line + length(p, 2) - 1;
        vec![line, signal, signal]
    },
    memory: Memory::Fading,
    is_dense: true,
    form: of_values!(|p| Macd::new(length(p, 0), length(p, 1), length(p, 2))),
};

/// Line, signal and histogram of `values`.
pub fn macd(values: &[f64], fast: usize, slow: usize, signal: usize) -> [Vec<f64>; 3] {
    over_values(Macd::new(fast, slow, signal), values)
}

/// [`macd`] bar by bar.
#[derive(Debug, Clone)]
pub struct Macd {
    fast: Ema,
    slow: Ema,
    signal: Ema,
}

impl Macd {
    /// See [`macd`].
    pub fn new(fast: usize, slow: usize, signal: usize) -> Self {
        Self { fast: Ema::new(fast), slow: Ema::new(slow), signal: Ema::new(signal) }
    }
}

impl Indicator for Macd {
    type Input = f64;
    type Output = [f64; 3];

    #[inline]
    fn next(&mut self, value: f64) -> [f64; 3] {
        let line = self.fast.next(value) - self.slow.next(value);
        let signal = self.signal.next(line);
        [line, signal, line - signal]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // EMA(1) is the value; EMA(3): 2, 4.5, 3.25 from bar 2 on. Line 1, 2.5, −1.25; signal (two thirds) 1.75, −0.25.
        let [line, signal, histogram] = macd(&[1.0, 2.0, 3.0, 7.0, 2.0], 1, 3, 2);
        assert!(line[1].is_nan() && signal[2].is_nan() && histogram[2].is_nan());
        assert_eq!(line[2..], [1.0, 2.5, -1.25]);
        assert!((signal[3] - 1.75).abs() < 1e-15 && (signal[4] + 0.25).abs() < 1e-15);
        assert!((histogram[4] + 1.0).abs() < 1e-15);
    }
}
