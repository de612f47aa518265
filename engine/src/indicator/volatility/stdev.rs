//! Standard deviation of the last `length` values: the root of the population variance (as Pine's `ta.stdev` and TA-Lib) or
//! of the sample variance. Warm-up: `length - 1` bars.

use super::variance::Variance;
use crate::indicator::info::{Form, Info, Memory, Param, boxed, length};
use crate::indicator::measure::variances;
use crate::indicator::step::Indicator;

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "stdev",
    name: "Standard deviation",
    params: &[Param::length("length", 20)],
    lines: &["stdev"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: Form::Values {
        columns: |values, p| vec![stdev(values, length(p, 0))],
        step: |p| boxed(Stdev::population(length(p, 0))),
    },
};

/// For the catalogue.
pub(crate) const SAMPLE: Info = Info {
    id: "sample_stdev",
    name: "Sample standard deviation",
    params: &[Param::whole("length", 20, 2)],
    lines: &["sample_stdev"],
    form: Form::Values {
        columns: |values, p| vec![sample_stdev(values, length(p, 0))],
        step: |p| boxed(Stdev::sample(length(p, 0))),
    },
    ..INFO
};

/// Population standard deviation (it divides by `length`) of the last `length` values; NaN before there are that many.
pub fn stdev(values: &[f64], length: usize) -> Vec<f64> {
    variances(values, length, 0.0, f64::sqrt)
}

/// Sample standard deviation of the last `length` values, at least 2; NaN before there are that many.
pub fn sample_stdev(values: &[f64], length: usize) -> Vec<f64> {
    variances(values, length, 1.0, f64::sqrt)
}

/// [`stdev`] or [`sample_stdev`] bar by bar.
#[derive(Debug, Clone)]
pub struct Stdev {
    variance: Variance,
}

impl Stdev {
    /// [`stdev`] of `length` values.
    pub fn population(length: usize) -> Self {
        Self { variance: Variance::population(length) }
    }

    /// [`sample_stdev`] of `length` values.
    pub fn sample(length: usize) -> Self {
        Self { variance: Variance::sample(length) }
    }
}

impl Indicator for Stdev {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.variance.next(value).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_equals_the_two_pass_formula() {
        let values: Vec<f64> = (0..60).map(|i| 1e6 + f64::from((i * 29) % 23)).collect();
        let out = stdev(&values, 20);
        for bar in 19..60 {
            let window = &values[bar - 19..=bar];
            let mean = window.iter().sum::<f64>() / 20.0;
            let variance = window.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20.0;
            assert!((out[bar] - variance.sqrt()).abs() < 1e-8);
        }
        assert!(out[18].is_nan());
    }

    #[test]
    fn a_constant_window_has_no_deviation_whatever_came_before() {
        let mut values = vec![3.0; 60];
        values[10] = 1e12;
        assert!(stdev(&values, 20)[30..].iter().all(|value| *value == 0.0));
    }
}
