//! Averages and lines through the last values.

use std::rc::Rc;

use super::{Column, Indicators, Key, RegressionColumns, Source};
use crate::indicator::average::*;
use crate::indicator::column::{Late, Values};
use crate::indicator::first_valid;
use crate::series::Series;

impl Indicators {
    /// See [`sma()`].
    pub fn sma(&mut self, source: Source, length: usize) -> Column {
        if length == 0 {
            return self.line(&sma::INFO, source, &[0.0]);
        }
        let column = self.price(source);
        self.wait_until(first_valid(column.values()).saturating_add(length - 1));
        self.late_sma(Self::key(&sma::INFO, source, &[length as f64]), source, length, false)
    }

    /// [`Indicators::sma`] as scripts sum; `length` is not 0.
    pub(crate) fn ordered_sma(&mut self, source: Source, length: usize) -> Column {
        let key = Key::Of {
            indicator: "sma in order",
            source: Some(source),
            params: vec![(length as f64).to_bits()],
        };
        self.late_sma(key, source, length, true)
    }

    fn late_sma(&mut self, key: Key, source: Source, length: usize, is_ordered: bool) -> Column {
        let column = self.price(source);
        let make = |series: &Rc<Series>| {
            let (n_bars, series) = (series.len(), Rc::clone(series));
            let late = sma::LateSma { series, source, column, length, is_ordered };
            vec![Values::Late(Rc::new(Late::new(n_bars, late)))]
        };
        self.kept(key, make).swap_remove(0)
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
