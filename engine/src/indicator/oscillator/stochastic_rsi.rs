//! Stochastic RSI (Chande and Kroll 1994): where the RSI lies in its own range of `length` bars, 0 to 100; %K = SMA of it over
//! `smooth_k`, %D = SMA of %K over `smooth_d`. Warm-up: %K `rsi_length + length + smooth_k - 2` bars, %D `smooth_d - 1` more.
//! An RSI that has not moved gives 50.

use super::rsi::Rsi;
use super::stochastic::SmoothedPlace;
use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "stochastic_rsi",
    name: "Stochastic RSI",
    params: &[
        Param::length("rsi_length", 14),
        Param::length("length", 14),
        Param::length("smooth_k", 3),
        Param::length("smooth_d", 3),
    ],
    lines: &["k", "d"],
    warmup: |p| {
        let k = length(p, 0) + length(p, 1) + length(p, 2) - 2;
        vec![k, k + length(p, 3) - 1]
    },
    memory: Memory::Fading,
    is_dense: true,
    form: of_values!(|p| StochasticRsi::new(length(p, 0), length(p, 1), length(p, 2), length(p, 3))),
};

/// %K and %D of the RSI of `values`.
pub fn stochastic_rsi(
    values: &[f64],
    rsi_length: usize,
    length: usize,
    smooth_k: usize,
    smooth_d: usize,
) -> [Vec<f64>; 2] {
    over_values(StochasticRsi::new(rsi_length, length, smooth_k, smooth_d), values)
}

/// [`stochastic_rsi`] bar by bar.
#[derive(Debug, Clone)]
pub struct StochasticRsi {
    rsi: Rsi,
    smoothed: SmoothedPlace,
}

impl StochasticRsi {
    /// See [`stochastic_rsi`].
    pub fn new(rsi_length: usize, length: usize, smooth_k: usize, smooth_d: usize) -> Self {
        Self { rsi: Rsi::new(rsi_length), smoothed: SmoothedPlace::new(length, smooth_k, smooth_d) }
    }
}

impl Indicator for StochasticRsi {
    type Input = f64;
    type Output = [f64; 2];

    #[inline]
    fn next(&mut self, value: f64) -> [f64; 2] {
        let rsi = self.rsi.next(value);
        self.smoothed.next(rsi, rsi, rsi)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // RSI of two changes (see `rsi.rs`): 66.7, 85.7, 54.5 at bars 2 to 4, then gains 0.6875 and losses 0.15625: 81.5.
        let [k, d] = stochastic_rsi(&[10.0, 11.0, 10.5, 11.5, 11.0, 12.0], 2, 2, 1, 2);
        assert!(k[2].is_nan() && d[3].is_nan());
        assert_eq!(k[3..], [100.0, 0.0, 100.0]);
        assert_eq!(d[4..], [50.0, 50.0]);
    }

    #[test]
    fn an_rsi_that_does_not_move_gives_50() {
        let [k, _] = stochastic_rsi(&[1.0, 2.0, 3.0, 4.0, 5.0], 2, 2, 1, 1);
        assert_eq!(k[3..], [50.0, 50.0]);
    }
}
