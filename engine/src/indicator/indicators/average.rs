//! Averages and lines through the last values.

use std::rc::Rc;

use super::{Column, Indicators, RegressionColumns, Source};
use crate::indicator::average::sma::SmaColumn;
use crate::indicator::average::*;
use crate::indicator::crosses::{Crosses, Found};

/// Values of two columns that stay at hand.
const AT_HAND: usize = 2_048;

impl Indicators {
    /// See [`sma()`].
    pub fn sma(&mut self, source: Source, length: usize) -> Column {
        self.line(&sma::INFO, source, &[length as f64])
    }

    /// Where the average over `fast` values crosses the one over `slow`. Both are made side by side, if they are new, and looked
    /// at while they are at hand.
    pub fn sma_crosses(&mut self, source: Source, fast: usize, slow: usize) -> Crosses {
        let keys = [fast, slow].map(|length| Self::key(&sma::INFO, source, &[length as f64]));
        let mut found = Found::default();
        if keys.iter().all(|key| !self.columns.contains_key(key)) {
            let series = Rc::clone(&self.series);
            let values = source.of(&series);
            let mut columns = [fast, slow].map(|length| SmaColumn::new(&values, length));
            for n_bars in (AT_HAND..values.len() + AT_HAND).step_by(AT_HAND) {
                columns.iter_mut().for_each(|column| column.extend(n_bars));
                found.scan(columns[0].values(), columns[1].values());
            }
            for (key, column) in keys.into_iter().zip(columns) {
                self.columns.insert(key, vec![Column::new(column.into_values())]);
            }
        }
        Crosses::known(&self.sma(source, fast), &self.sma(source, slow), found)
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
