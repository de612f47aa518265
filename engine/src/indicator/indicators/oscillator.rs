//! Oscillators.

use super::{Column, Indicators, MacdColumns, Source, StochasticColumns};
use crate::indicator::oscillator::*;

impl Indicators {
    /// See [`rsi()`].
    pub fn rsi(&mut self, source: Source, length: usize) -> Column {
        self.line(&rsi::INFO, source, &[length as f64])
    }

    /// See [`stochastic()`].
    pub fn stochastic(&mut self, length: usize, smooth_k: usize, smooth_d: usize) -> StochasticColumns {
        let params = [length, smooth_k, smooth_d].map(|n| n as f64);
        let [k, d] = self.bar_lines(&stochastic::INFO, &params);
        StochasticColumns { k, d }
    }

    /// See [`stochastic_rsi()`].
    pub fn stochastic_rsi(
        &mut self,
        source: Source,
        rsi_length: usize,
        length: usize,
        smooth_k: usize,
        smooth_d: usize,
    ) -> StochasticColumns {
        let params = [rsi_length, length, smooth_k, smooth_d].map(|n| n as f64);
        let [k, d] = self.lines(&stochastic_rsi::INFO, source, &params);
        StochasticColumns { k, d }
    }

    /// See [`macd()`].
    pub fn macd(&mut self, source: Source, fast: usize, slow: usize, signal: usize) -> MacdColumns {
        let params = [fast, slow, signal].map(|n| n as f64);
        let [line, signal, histogram] = self.lines(&macd::INFO, source, &params);
        MacdColumns { line, signal, histogram }
    }

    /// See [`momentum()`].
    pub fn momentum(&mut self, source: Source, length: usize) -> Column {
        self.line(&momentum::INFO, source, &[length as f64])
    }

    /// See [`roc()`].
    pub fn roc(&mut self, source: Source, length: usize) -> Column {
        self.line(&roc::INFO, source, &[length as f64])
    }

    /// See [`cci()`]; the usual source is [`Source::Hlc3`].
    pub fn cci(&mut self, source: Source, length: usize) -> Column {
        self.line(&cci::INFO, source, &[length as f64])
    }

    /// See [`williams_r()`].
    pub fn williams_r(&mut self, length: usize) -> Column {
        self.bar_line(&williams_r::INFO, &[length as f64])
    }

    /// See [`tsi()`].
    pub fn tsi(&mut self, source: Source, short: usize, long: usize) -> Column {
        self.line(&tsi::INFO, source, &[short as f64, long as f64])
    }

    /// See [`cmo()`].
    pub fn cmo(&mut self, source: Source, length: usize) -> Column {
        self.line(&cmo::INFO, source, &[length as f64])
    }

    /// See [`percent_rank()`].
    pub fn percent_rank(&mut self, source: Source, length: usize) -> Column {
        self.line(&percent_rank::INFO, source, &[length as f64])
    }
}
