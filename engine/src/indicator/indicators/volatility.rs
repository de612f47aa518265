//! Volatility and channels.

use super::{BandColumns, BollingerPlaceColumns, Column, Indicators, Source};
use crate::indicator::volatility::*;

impl Indicators {
    /// See [`true_range()`].
    pub fn true_range(&mut self) -> Column {
        self.bar_line(&true_range::INFO, &[])
    }

    /// See [`atr()`].
    pub fn atr(&mut self, length: usize) -> Column {
        self.bar_line(&atr::INFO, &[length as f64])
    }

    /// See [`variance()`].
    pub fn variance(&mut self, source: Source, length: usize) -> Column {
        self.line(&variance::INFO, source, &[length as f64])
    }

    /// See [`sample_variance`].
    pub fn sample_variance(&mut self, source: Source, length: usize) -> Column {
        self.line(&variance::SAMPLE, source, &[length as f64])
    }

    /// See [`stdev()`].
    pub fn stdev(&mut self, source: Source, length: usize) -> Column {
        self.line(&stdev::INFO, source, &[length as f64])
    }

    /// See [`sample_stdev`].
    pub fn sample_stdev(&mut self, source: Source, length: usize) -> Column {
        self.line(&stdev::SAMPLE, source, &[length as f64])
    }

    /// See [`bollinger()`].
    pub fn bollinger(&mut self, source: Source, length: usize, deviations: f64) -> BandColumns {
        bands(self.lines(&bollinger::INFO, source, &[length as f64, deviations]))
    }

    /// See [`bollinger_place`].
    pub fn bollinger_place(
        &mut self,
        source: Source,
        length: usize,
        deviations: f64,
    ) -> BollingerPlaceColumns {
        let [percent_b, bandwidth] = self.lines(&bollinger::PLACE, source, &[length as f64, deviations]);
        BollingerPlaceColumns { percent_b, bandwidth }
    }

    /// See [`keltner()`].
    pub fn keltner(&mut self, length: usize, multiplier: f64, atr_length: usize) -> BandColumns {
        bands(self.bar_lines(&keltner::INFO, &[length as f64, multiplier, atr_length as f64]))
    }

    /// See [`donchian()`].
    pub fn donchian(&mut self, length: usize) -> BandColumns {
        bands(self.bar_lines(&donchian::INFO, &[length as f64]))
    }
}

fn bands([lower, middle, upper]: [Column; 3]) -> BandColumns {
    BandColumns { lower, middle, upper }
}
