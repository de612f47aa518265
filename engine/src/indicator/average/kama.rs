//! Adaptive moving average (Perry Kaufman 1995): kama += s² × (value − kama), s = e × (2/3 − 2/31) + 2/31, e = |change over
//! `length` values| ÷ Σ |single changes|. Warm-up: `length` bars; before, the average is the value of bar `length - 1`, as in
//! TA-Lib. A window without any change has e = 1.

use crate::indicator::info::{Info, Memory, Param, length, of_values};
use crate::indicator::latest::Latest;
use crate::indicator::ratio;
use crate::indicator::ring::Ring;
use crate::indicator::step::{Indicator, over_values};

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "kama",
    name: "KAMA",
    params: &[Param::length("length", 10)],
    lines: &["kama"],
    warmup: |p| vec![length(p, 0)],
    memory: Memory::Fading,
    is_dense: true,
    form: of_values!(|p| Kama::new(length(p, 0))),
};

const QUICK: f64 = 2.0 / 3.0;
const SLOW: f64 = 2.0 / 31.0;

/// The adaptive average of `values`; NaN during the warm-up.
pub fn kama(values: &[f64], length: usize) -> Vec<f64> {
    over_values(Kama::new(length), values)
}

/// [`kama`] bar by bar.
#[derive(Debug, Clone)]
pub struct Kama {
    values: Ring,
    length: usize,
    changes: Latest,
    before: f64,
    average: Option<f64>,
}

impl Kama {
    /// Over `length` changes.
    pub fn new(length: usize) -> Self {
        Self {
            values: Ring::new(length),
            length,
            changes: Latest::new(length),
            before: f64::NAN,
            average: None,
        }
    }
}

impl Indicator for Kama {
    type Input = f64;
    type Output = f64;

    fn next(&mut self, value: f64) -> f64 {
        if value.is_nan() {
            return f64::NAN;
        }
        let before = std::mem::replace(&mut self.before, value);
        let first = self.values.push(value);
        if before.is_nan() {
            return f64::NAN;
        }
        let (Some(path), Some(first)) = (self.changes.next((value - before).abs(), self.length), first)
        else {
            return f64::NAN;
        };
        let speed = ratio((value - first).abs(), path.iter().sum(), 1.0) * (QUICK - SLOW) + SLOW;
        let average = self.average.unwrap_or(before);
        let average = average + speed * speed * (value - average);
        self.average = Some(average);
        average
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let out = kama(&[10.0, 11.0, 13.0, 12.0], 2);
        assert!(out[1].is_nan());
        // Straight: e = 1, s² = 4/9, from 11 towards 13. Then |12 − 11| of 3: e = 1/3.
        let first = 11.0 + 4.0 / 9.0 * 2.0;
        let speed = (2.0 / 3.0 - 2.0 / 31.0) / 3.0 + 2.0 / 31.0;
        assert!((out[2] - first).abs() < 1e-12);
        assert!((out[3] - (first + speed * speed * (12.0 - first))).abs() < 1e-12);
    }

    #[test]
    fn without_any_change_it_is_the_value() {
        assert_eq!(kama(&[5.0; 6], 3)[3..], [5.0; 3]);
    }
}
