//! Linear regression: the least-squares line through the last `length` values, at x = 0 (oldest) to `length - 1` (newest).
//! Warm-up: `length - 1` bars. Through a single value the line is flat.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::latest::Latest;
use crate::indicator::measure::line;
use crate::indicator::step::{Indicator, over_values};

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

/// The line through the last `length` values: its value at the newest, its slope per bar, its value at the oldest.
pub fn linear_regression(values: &[f64], length: usize) -> [Vec<f64>; 3] {
    over_values(LinearRegression::new(length), values)
}

/// [`linear_regression`] bar by bar.
#[derive(Debug, Clone)]
pub struct LinearRegression {
    length: usize,
    values: Latest,
}

impl LinearRegression {
    /// Through `length` values.
    pub fn new(length: usize) -> Self {
        Self { length, values: Latest::new(length) }
    }
}

impl Indicator for LinearRegression {
    type Input = f64;
    type Output = [f64; 3];

    fn next(&mut self, value: f64) -> [f64; 3] {
        let Some(values) = self.values.next(value, self.length) else { return [f64::NAN; 3] };
        let (intercept, slope) = line(values);
        [intercept + slope * (values.len() as f64 - 1.0), slope, intercept]
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
