//! A sum that does not depend on the order of its numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// 2⁶⁴: numbers are kept to 5 × 10⁻²⁰.
const SCALE: f64 = 18_446_744_073_709_551_616.0;
/// Larger numbers count as this; millions of them do not overflow the sum.
const LIMIT: f64 = 1e9;

/// A sum in fixed point. Workers finish in any order; the sum of what they bring is the same bits all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExactSum(i128);

impl ExactSum {
    /// Adds a number. Beyond ±10⁹ it counts as that, and NaN as 0: neither occurs among ratios of returns.
    pub fn add(&mut self, number: f64) {
        self.0 += (number.clamp(-LIMIT, LIMIT) * SCALE).round() as i128;
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: Self) {
        self.0 += other.0;
    }

    /// The sum, rounded once.
    pub fn value(self) -> f64 {
        self.0 as f64 / SCALE
    }
}

impl fmt::Display for ExactSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<ExactSum> for String {
    fn from(sum: ExactSum) -> Self {
        sum.to_string()
    }
}

impl TryFrom<String> for ExactSum {
    type Error = <i128 as FromStr>::Err;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_and_the_grouping_do_not_matter() {
        let numbers: Vec<f64> = (0..1_000).map(|i| libm::sin(f64::from(i)) * 3.0).collect();
        let sum = |numbers: &mut dyn Iterator<Item = f64>| {
            let mut sum = ExactSum::default();
            numbers.for_each(|number| sum.add(number));
            sum
        };
        let whole = sum(&mut numbers.iter().copied());
        assert_eq!(whole, sum(&mut numbers.iter().rev().copied()));
        let mut parts = sum(&mut numbers[700..].iter().copied());
        parts.merge(sum(&mut numbers[..700].iter().copied()));
        assert_eq!(parts, whole);
        assert!((whole.value() - numbers.iter().sum::<f64>()).abs() < 1e-12);
        let text = serde_json::to_string(&whole).unwrap();
        assert_eq!(serde_json::from_str::<ExactSum>(&text).unwrap(), whole);
    }
}
