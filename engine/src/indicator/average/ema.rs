//! Exponential averages, seeded with the simple mean of the first `length` values, as TradingView and TA-Lib do.
//!
//! `ema`: weight 2 / (length + 1). `rma`: Wilder's, weight 1 / length, as (value + (length − 1) × before) ÷ length. Warm-up of both:
//! `length - 1` bars.

use crate::indicator::first_valid;
use crate::indicator::info::{Form, Info, Memory, Param, boxed, length};
use crate::indicator::step::Indicator;

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "ema",
    name: "EMA",
    params: &[Param::length("length", 20)],
    lines: &["ema"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Fading,
    is_dense: true,
    form: Form::Values {
        columns: |values, p| vec![ema(values, length(p, 0))],
        step: |p| boxed(Ema::new(length(p, 0))),
    },
};

/// For the catalogue.
pub(crate) const RMA: Info = Info {
    id: "rma",
    name: "RMA",
    lines: &["rma"],
    params: &[Param::length("length", 14)],
    form: Form::Values {
        columns: |values, p| vec![rma(values, length(p, 0))],
        step: |p| boxed(Ema::wilder(length(p, 0))),
    },
    ..INFO
};

/// Exponential moving average: `ema[t] = w × value[t] + (1 − w) × ema[t−1]`, w = 2 / (length + 1).
pub fn ema(values: &[f64], length: usize) -> Vec<f64> {
    exponential(values, length, ema_after(length))
}

/// Wilder's moving average: as [`ema`] with w = 1 / length.
pub fn rma(values: &[f64], length: usize) -> Vec<f64> {
    exponential(values, length, rma_after(length))
}

/// What a value makes of the average before it.
#[inline]
pub(crate) fn ema_after(length: usize) -> impl Fn(f64, f64) -> f64 {
    let weight = 2.0 / (length as f64 + 1.0);
    move |value, before| weight * value + (1.0 - weight) * before
}

/// As [`ema_after`] for Wilder's; in this form, which differs from one with weights in its last bits, as TradingView's lists show.
#[inline]
pub(crate) fn rma_after(length: usize) -> impl Fn(f64, f64) -> f64 {
    let n = length as f64;
    move |value, before| (value + (n - 1.0) * before) / n
}

fn exponential(values: &[f64], length: usize, go_on: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let mut out = vec![f64::NAN; values.len()];
    let start = first_valid(values);
    if length == 0 || values.len() - start < length {
        return out;
    }
    let seed = start + length - 1;
    let mut average = values[start..=seed].iter().sum::<f64>() / length as f64;
    out[seed] = average;
    for (out, value) in out[seed + 1..].iter_mut().zip(&values[seed + 1..]) {
        average = go_on(*value, average);
        *out = average;
    }
    out
}

/// [`ema`] or [`rma`] bar by bar.
#[derive(Debug, Clone)]
pub struct Ema {
    length: usize,
    is_wilder: bool,
    n: usize,
    /// The sum of the first values, then the average.
    average: f64,
}

impl Ema {
    /// [`ema`] over `length` values.
    pub fn new(length: usize) -> Self {
        Self { length, is_wilder: false, n: 0, average: -0.0 }
    }

    /// [`rma`] over `length` values.
    pub fn wilder(length: usize) -> Self {
        Self { is_wilder: true, ..Self::new(length) }
    }
}

impl Indicator for Ema {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        if value.is_nan() || self.length == 0 {
            return f64::NAN;
        }
        if self.n == self.length {
            self.average = if self.is_wilder {
                rma_after(self.length)(value, self.average)
            } else {
                ema_after(self.length)(value, self.average)
            };
            return self.average;
        }
        self.n += 1;
        self.average += value;
        if self.n < self.length {
            return f64::NAN;
        }
        self.average /= self.length as f64;
        self.average
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_is_the_mean_and_the_rest_is_the_recursion() {
        let out = ema(&[f64::NAN, 1.0, 2.0, 3.0, 7.0], 3);
        assert!(out[..3].iter().all(|value| value.is_nan()));
        assert_eq!(out[3..], [2.0, 4.5]);
        assert_eq!(rma(&[1.0, 3.0, 6.0], 2)[1..], [2.0, 4.0]);
    }

    #[test]
    fn too_few_values_give_no_average() {
        assert!(ema(&[1.0, 2.0], 3).iter().all(|value| value.is_nan()));
        assert!(ema(&[], 3).is_empty());
    }
}
