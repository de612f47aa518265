//! Variance of the last `length` values: Σ (value − mean)² ÷ `length` (population, as Pine and TA-Lib), or ÷ (`length` − 1)
//! (sample). Warm-up: `length - 1` bars. The sample variance of one value does not exist: that column stays empty.

use crate::indicator::info::{Form, Info, Memory, Param, boxed, length};
use crate::indicator::latest::Latest;
use crate::indicator::measure::{self, variances};
use crate::indicator::step::Indicator;

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "variance",
    name: "Variance",
    params: &[Param::length("length", 20)],
    lines: &["variance"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: Form::Values {
        columns: |values, p| vec![variance(values, length(p, 0))],
        step: |p| boxed(Variance::population(length(p, 0))),
    },
};

/// For the catalogue.
pub(crate) const SAMPLE: Info = Info {
    id: "sample_variance",
    name: "Sample variance",
    params: &[Param::whole("length", 20, 2)],
    lines: &["sample_variance"],
    form: Form::Values {
        columns: |values, p| vec![sample_variance(values, length(p, 0))],
        step: |p| boxed(Variance::sample(length(p, 0))),
    },
    ..INFO
};

/// Population variance of the last `length` values; NaN before there are that many.
pub fn variance(values: &[f64], length: usize) -> Vec<f64> {
    variances(values, length, 0.0, |variance| variance)
}

/// Sample variance of the last `length` values, at least 2; NaN before there are that many.
pub fn sample_variance(values: &[f64], length: usize) -> Vec<f64> {
    variances(values, length, 1.0, |variance| variance)
}

/// [`variance`] or [`sample_variance`] bar by bar.
#[derive(Debug, Clone)]
pub struct Variance {
    length: usize,
    values: Latest,
    spare: f64,
}

impl Variance {
    /// [`variance`] of `length` values.
    pub fn population(length: usize) -> Self {
        Self { length, values: Latest::new(length), spare: 0.0 }
    }

    /// [`sample_variance`] of `length` values.
    pub fn sample(length: usize) -> Self {
        Self { spare: 1.0, ..Self::population(length) }
    }
}

impl Indicator for Variance {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        let window = self.values.next(value, self.length);
        window.map_or(f64::NAN, |values| measure::variance(values, self.spare))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Mean 3, squares 4 + 1 + 9.
        assert!((variance(&[1.0, 2.0, 6.0], 3)[2] - 14.0 / 3.0).abs() < 1e-15);
        assert!((sample_variance(&[1.0, 2.0, 6.0], 3)[2] - 7.0).abs() < 1e-15);
        assert!(variance(&[1.0, 2.0, 6.0], 3)[1].is_nan());
    }

    #[test]
    fn a_sample_of_one_has_no_variance() {
        assert!(sample_variance(&[1.0, 2.0, 6.0], 1).iter().all(|value| value.is_nan()));
        assert_eq!(variance(&[1.0, 2.0, 6.0], 1), [0.0; 3]);
    }
}
