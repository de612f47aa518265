//! Sums of windows from the oldest value to the newest, as TradingView's lists show: where a crossing is decided by the last bit, another
//! order, or an exact sum, decides it otherwise. Built-in strategies take means of decimals instead, which other backtesters agree with
//! (see `indicator::measure`); the two differ where values are equal but for rounding.

use crate::indicator::measure;
pub(super) use crate::indicator::measure::ordered_mean as mean;

/// Sum.
#[inline]
pub(super) fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}

/// Weights 1 (oldest) to n (newest).
#[inline]
pub(super) fn weighted_mean(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    values.iter().enumerate().map(|(i, x)| x * (i as f64 + 1.0)).sum::<f64>() / (n * (n + 1.0) / 2.0)
}

/// Mean of the squared distances from the mean; `spare` is taken off the count.
#[inline]
pub(super) fn variance(values: &[f64], spare: f64) -> f64 {
    measure::variance_around(mean(values), values, spare)
}

/// The least-squares line: its value at the oldest, and its slope.
pub(super) fn line(values: &[f64]) -> (f64, f64) {
    measure::line_around(mean(values), values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_depends_on_the_order_of_its_values() {
        // Twenty closes of a walk whose mean as decimals is 517.41, its last close.
        let walk = [
            51718, 51720, 51705, 51627, 51658, 51676, 51726, 51731, 51641, 51671, 51677, 51658, 51739, 51823,
            51844, 51876, 51881, 51881, 51827, 51741,
        ];
        let walk = walk.map(|cents| f64::from(cents) / 100.0);
        assert!(mean(&walk) > 517.41 && mean(&walk) - 517.41 < 2e-13);
        assert_eq!(measure::mean(&walk), 517.41);
    }

    #[test]
    fn one_by_one_from_the_oldest() {
        let large = 9_007_199_254_740_992.0;
        assert_eq!(sum(&[large, 1.0, 1.0]), large);
        assert_eq!(sum(&[1.0, 1.0, large]), large + 2.0);
    }
}
