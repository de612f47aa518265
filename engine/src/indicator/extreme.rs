//! Highest and lowest value of the last `length` bars (the Donchian channel). Warm-up: `length - 1` bars.

use super::first_valid;
use super::window::{Summary, column};

#[derive(Clone, Copy)]
struct Highest(f64);

impl Summary for Highest {
    #[inline]
    fn of(value: f64) -> Self {
        Self(value)
    }
    #[inline]
    fn join(self, later: Self) -> Self {
        if later.0 > self.0 { later } else { self }
    }
}

/// The highest of the last `length` values; NaN before there are that many.
pub fn highest(values: &[f64], length: usize) -> Vec<f64> {
    column::<Highest>(values, first_valid(values), length, |high| high.0)
}

/// The lowest of the last `length` values; NaN before there are that many.
pub fn lowest(values: &[f64], length: usize) -> Vec<f64> {
    let negated: Vec<f64> = values.iter().map(|value| -value).collect();
    let mut out = highest(&negated, length);
    for value in &mut out {
        *value = -*value;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_are_those_of_the_window() {
        let values: Vec<f64> = (0..40).map(|i| f64::from((i * 31) % 19)).collect();
        for length in 1..12 {
            let (high, low) = (highest(&values, length), lowest(&values, length));
            for bar in length - 1..40 {
                let window = &values[bar + 1 - length..=bar];
                assert_eq!(high[bar], window.iter().copied().fold(f64::MIN, f64::max));
                assert_eq!(low[bar], window.iter().copied().fold(f64::MAX, f64::min));
            }
        }
    }
}
