//! Commodity channel index (Donald Lambert 1980): (value − mean) ÷ (0.015 × mean distance from the mean) over `length` bars;
//! the usual value is (high + low + close) ÷ 3. Warm-up: `length - 1` bars. A window without any movement gives 0. Each value
//! costs `length` steps.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::latest::Latest;
use crate::indicator::measure::{mean, mean_distance};
use crate::indicator::ratio;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "cci",
    name: "CCI",
    params: &[Param::length("length", 20)],
    lines: &["cci"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| Cci::new(length(p, 0))),
};

/// The commodity channel index of `values`; NaN before there are `length`.
pub fn cci(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Cci::new(length), values)
}

/// [`cci`] bar by bar.
#[derive(Debug, Clone)]
pub struct Cci {
    length: usize,
    values: Latest,
}

impl Cci {
    /// Over `length` bars.
    pub fn new(length: usize) -> Self {
        Self { length, values: Latest::new(length) }
    }
}

impl Indicator for Cci {
    type Input = f64;
    type Output = f64;

    fn next(&mut self, value: f64) -> f64 {
        let Some(values) = self.values.next(value, self.length) else { return f64::NAN };
        let middle = mean(values);
        ratio(value - middle, 0.015 * mean_distance(values, middle), 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Mean 3, distances 2, 1, 3: mean distance 2.
        let out = cci(&[1.0, 2.0, 6.0], 3);
        assert!(out[1].is_nan());
        assert!((out[2] - 3.0 / (0.015 * 2.0)).abs() < 1e-12);
    }

    #[test]
    fn without_any_movement_it_is_0() {
        assert_eq!(cci(&[0.1; 30], 10)[9..], [0.0; 21]);
    }
}
