//! Percent rank: the share of the `length` values before that are not above the current one, 0 to 100, as Pine's
//! `ta.percentrank`. Warm-up: `length` bars. Each value costs `length` steps.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::ring::Ring;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "percent_rank",
    name: "Percent rank",
    params: &[Param::length("length", 100)],
    lines: &["percent_rank"],
    warmup: |p| vec![length(p, 0)],
    memory: Memory::Window,
    is_dense: true,
    form: of_values!(|p| PercentRank::new(length(p, 0))),
};

/// The percent rank of each of `values`; NaN before there are `length` to compare with.
pub fn percent_rank(values: &[f64], length: usize) -> Vec<f64> {
    over_values(PercentRank::new(length), values)
}

/// [`percent_rank`] bar by bar.
#[derive(Debug, Clone)]
pub struct PercentRank {
    n: f64,
    before: Ring,
}

impl PercentRank {
    /// Among `length` values.
    pub fn new(length: usize) -> Self {
        Self { n: length as f64, before: Ring::new(length) }
    }
}

impl Indicator for PercentRank {
    type Input = f64;
    type Output = f64;

    fn next(&mut self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        let is_full = self.before.is_full();
        let n_not_above = self.before.iter().filter(|other| *other <= value).count();
        self.before.push(value);
        if is_full { 100.0 * n_not_above as f64 / self.n } else { f64::NAN }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = percent_rank(&[1.0, 3.0, 2.0, 2.0, 5.0, 0.0], 2);
        assert!(out[1].is_nan());
        assert_eq!(out[2..], [50.0, 50.0, 100.0, 0.0]);
    }
}
