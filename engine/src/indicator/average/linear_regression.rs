//! Linear regression: the least-squares line through the last `length` values, at x = 0 (oldest) to `length - 1` (newest).
//! Warm-up: `length - 1` bars. Through a single value the line is flat.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::queue::Queue;
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, over_values};
use crate::indicator::window::Summary;

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "linear_regression",
    name: "Linear regression",
    params: &[Param::length("length", 14)],
    lines: &["value", "slope", "intercept"],
    warmup: |p| vec![length(p, 0) - 1; 3],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| LinearRegression::new(length(p, 0))),
};

/// Count, mean, and Σ (x − mean of x) × (value − mean of values): differences only, so that a high price level does not
/// drown the slope.
#[derive(Debug, Clone, Copy)]
struct Comoment {
    n: f64,
    mean: f64,
    product: f64,
}

impl Summary for Comoment {
    #[inline]
    fn of(value: f64) -> Self {
        Self { n: 1.0, mean: value, product: 0.0 }
    }
    /// Chan's formula for two variables; the mean of x of the stretches is n / 2 apart.
    #[inline]
    fn join(self, later: Self) -> Self {
        let n = self.n + later.n;
        let delta = later.mean - self.mean;
        Self {
            n,
            mean: self.mean + delta * later.n / n,
            product: self.product + later.product + delta * self.n * later.n / 2.0,
        }
    }
}

/// The line through the last `length` values: its value at the newest, its slope per bar, its value at the oldest.
pub fn linear_regression(values: &[f64], length: usize) -> [Vec<f64>; 3] {
    over_values(LinearRegression::new(length), values)
}

/// [`linear_regression`] bar by bar.
#[derive(Debug, Clone)]
pub struct LinearRegression {
    moments: Queue<Comoment>,
}

impl LinearRegression {
    /// Through `length` values.
    pub fn new(length: usize) -> Self {
        Self { moments: Queue::new(length) }
    }
}

impl Indicator for LinearRegression {
    type Input = f64;
    type Output = [f64; 3];

    #[inline]
    fn next(&mut self, value: f64) -> [f64; 3] {
        let Some(Comoment { n, mean, product }) = self.moments.next(value) else { return [f64::NAN; 3] };
        // Σ (x − mean of x)² of 0, 1, …, n − 1.
        let slope = ratio(product, n * (n * n - 1.0) / 12.0, 0.0);
        let half = slope * (n - 1.0) / 2.0;
        [mean + half, slope, mean - half]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Through 1, 2, 6: mean 3, slope (−1 × −2 + 1 × 3) / 2 = 2.5.
        let [value, slope, intercept] = linear_regression(&[1.0, 2.0, 6.0], 3);
        assert!(value[1].is_nan());
        assert_eq!([value[2], slope[2], intercept[2]], [5.5, 2.5, 0.5]);
    }

    #[test]
    fn a_straight_line_is_found_at_any_height() {
        let values: Vec<f64> = (0..50).map(|i| 1e9 + 0.25 * f64::from(i)).collect();
        let [value, slope, intercept] = linear_regression(&values, 20);
        for bar in 19..50 {
            assert_eq!([value[bar], slope[bar], intercept[bar]], [values[bar], 0.25, values[bar - 19]]);
        }
    }
}
