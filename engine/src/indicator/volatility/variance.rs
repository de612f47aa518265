//! Variance of the last `length` values: Σ (value − mean)² ÷ `length` (population, as Pine and TA-Lib), or ÷ (`length` − 1)
//! (sample). Warm-up: `length - 1` bars. The sample variance of one value does not exist: that column stays empty.

use crate::indicator::first_valid;
use crate::indicator::info::{Form, Info, Memory, Param, boxed, length};
use crate::indicator::queue::Queue;
use crate::indicator::step::Indicator;
use crate::indicator::window::{Summary, column};

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

/// Count, mean and sum of squared distances from the mean; joined by Chan's formula, which does not cancel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    n: f64,
    mean: f64,
    squares: f64,
}

impl Summary for Moments {
    #[inline]
    fn of(value: f64) -> Self {
        Self { n: 1.0, mean: value, squares: 0.0 }
    }
    #[inline]
    fn join(self, later: Self) -> Self {
        let n = self.n + later.n;
        let delta = later.mean - self.mean;
        Self {
            n,
            mean: self.mean + delta * later.n / n,
            squares: self.squares + later.squares + delta * delta * self.n * later.n / n,
        }
    }
}

impl Moments {
    /// `spare` is what is taken off the count: 0 for a population, 1 for a sample.
    #[inline]
    pub(super) fn variance(self, spare: f64) -> f64 {
        self.squares / (self.n - spare)
    }
}

/// The moments of each window, turned into values.
pub(super) fn moments(values: &[f64], length: usize, value: impl Fn(Moments) -> f64) -> Vec<f64> {
    column::<Moments>(values, first_valid(values), length, value)
}

/// Population variance of the last `length` values; NaN before there are that many.
pub fn variance(values: &[f64], length: usize) -> Vec<f64> {
    moments(values, length, |moments| moments.variance(0.0))
}

/// Sample variance of the last `length` values, at least 2; NaN before there are that many.
pub fn sample_variance(values: &[f64], length: usize) -> Vec<f64> {
    moments(values, length, |moments| moments.variance(1.0))
}

/// [`variance`] or [`sample_variance`] bar by bar.
#[derive(Debug, Clone)]
pub struct Variance {
    moments: Queue<Moments>,
    spare: f64,
}

impl Variance {
    /// [`variance`] of `length` values.
    pub fn population(length: usize) -> Self {
        Self { moments: Queue::new(length), spare: 0.0 }
    }

    /// [`sample_variance`] of `length` values.
    pub fn sample(length: usize) -> Self {
        Self { moments: Queue::new(length), spare: 1.0 }
    }
}

impl Indicator for Variance {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.moments.next(value).map_or(f64::NAN, |moments| moments.variance(self.spare))
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
