//! Population standard deviation of the last `length` values. Warm-up: `length - 1` bars.

use super::first_valid;
use super::window::{Summary, column};

/// Count, mean and sum of squared distances from the mean; joined by Chan's formula, which does not cancel.
#[derive(Clone, Copy)]
struct Moments {
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

/// Population standard deviation (it divides by `length`) of the last `length` values; NaN before there are that many.
pub fn stdev(values: &[f64], length: usize) -> Vec<f64> {
    column::<Moments>(values, first_valid(values), length, |moments| (moments.squares / moments.n).sqrt())
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
