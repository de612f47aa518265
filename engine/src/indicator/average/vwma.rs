//! Volume-weighted moving average: Σ value × volume ÷ Σ volume over `length` bars, as Pine's `ta.vwma`. Warm-up:
//! `length - 1` bars. A window without volume gives the plain mean.

use crate::indicator::info::{Form, Info, Memory, Param, boxed, length};
use crate::indicator::latest::Latest;
use crate::indicator::measure::mean;
use crate::indicator::step::{Indicator, over_pairs};
use crate::series::Bar;

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "vwma",
    name: "VWMA",
    params: &[Param::length("length", 20)],
    lines: &["vwma"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: Form::Bars {
        columns: |series, p| vec![vwma(series.close(), series.volume(), length(p, 0))],
        step: |p| {
            let mut next = boxed(Vwma::new(length(p, 0)));
            Box::new(move |bar: Bar| next((bar.close, bar.volume)))
        },
    },
};

/// The mean of the last `length` values weighted by `volumes`; NaN before there are that many.
pub fn vwma(values: &[f64], volumes: &[f64], length: usize) -> Vec<f64> {
    over_pairs(Vwma::new(length), values, volumes)
}

/// [`vwma`] bar by bar: value and volume in.
#[derive(Debug, Clone)]
pub struct Vwma {
    length: usize,
    products: Latest,
    volumes: Latest,
    values: Latest,
}

impl Vwma {
    /// Over `length` bars.
    pub fn new(length: usize) -> Self {
        let window = Latest::new(length);
        Self { length, products: window.clone(), volumes: window.clone(), values: window }
    }
}

impl Indicator for Vwma {
    type Input = (f64, f64);
    type Output = f64;

    fn next(&mut self, (value, volume): (f64, f64)) -> f64 {
        if value.is_nan() || volume.is_nan() {
            return f64::NAN;
        }
        let n = self.length;
        let windows =
            (self.products.next(value * volume, n), self.volumes.next(volume, n), self.values.next(value, n));
        let (Some(products), Some(volumes), Some(values)) = windows else { return f64::NAN };
        match mean(volumes) {
            0.0 => mean(values),
            volume => mean(products) / volume,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volume_is_the_weight() {
        let out = vwma(&[10.0, 20.0, 40.0], &[1.0, 3.0, 0.0], 2);
        assert!(out[0].is_nan());
        assert_eq!(out[1..], [17.5, 20.0]);
    }

    #[test]
    fn a_window_without_volume_gives_the_plain_mean() {
        assert_eq!(vwma(&[10.0, 20.0, 40.0], &[5.0, 0.0, 0.0], 2)[2], 30.0);
    }
}
