//! Averages and lines through the last values.

use std::rc::Rc;

use super::{Column, Indicators, RegressionColumns, Source};
use crate::indicator::average::*;
use crate::indicator::crosses::Crosses;
use crate::indicator::first_valid;

impl Indicators {
    /// See [`sma()`].
    pub fn sma(&mut self, source: Source, length: usize) -> Column {
        self.line(&sma::INFO, source, &[length as f64])
    }

    /// Where the average over `fast` values crosses the one over `slow`.
    pub fn sma_crosses(&mut self, source: Source, fast: usize, slow: usize) -> Crosses {
        if self.is_for_many {
            return Crosses::new(&self.sma(source, fast), &self.sma(source, slow));
        }
        let series = Rc::clone(&self.series);
        let values = source.of(&series);
        let found = sma_crosses::sma_crosses(&values, fast, slow, source.most(&series));
        self.wait_until(first_valid(&values) + fast.max(slow) - 1);
        Crosses::known(found)
    }

    /// See [`ema()`].
    pub fn ema(&mut self, source: Source, length: usize) -> Column {
        self.line(&ema::INFO, source, &[length as f64])
    }

    /// See [`rma()`].
    pub fn rma(&mut self, source: Source, length: usize) -> Column {
        self.line(&ema::RMA, source, &[length as f64])
    }

    /// See [`wma()`].
    pub fn wma(&mut self, source: Source, length: usize) -> Column {
        self.line(&wma::INFO, source, &[length as f64])
    }

    /// See [`hma()`].
    pub fn hma(&mut self, source: Source, length: usize) -> Column {
        self.line(&hma::INFO, source, &[length as f64])
    }

    /// See [`vwma()`]; of the close.
    pub fn vwma(&mut self, length: usize) -> Column {
        self.bar_line(&vwma::INFO, &[length as f64])
    }

    /// See [`dema()`].
    pub fn dema(&mut self, source: Source, length: usize) -> Column {
        self.line(&dema::INFO, source, &[length as f64])
    }

    /// See [`tema()`].
    pub fn tema(&mut self, source: Source, length: usize) -> Column {
        self.line(&tema::INFO, source, &[length as f64])
    }

    /// See [`alma()`].
    pub fn alma(&mut self, source: Source, length: usize, offset: f64, sigma: f64) -> Column {
        self.line(&alma::INFO, source, &[length as f64, offset, sigma])
    }

    /// See [`kama()`].
    pub fn kama(&mut self, source: Source, length: usize) -> Column {
        self.line(&kama::INFO, source, &[length as f64])
    }

    /// See [`linear_regression()`].
    pub fn linear_regression(&mut self, source: Source, length: usize) -> RegressionColumns {
        let [value, slope, intercept] = self.lines(&linear_regression::INFO, source, &[length as f64]);
        RegressionColumns { value, slope, intercept }
    }
}
