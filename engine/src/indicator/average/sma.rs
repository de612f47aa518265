//! Simple moving average: the mean of the last `length` values. Warm-up: `length - 1` bars.

use std::ops::Range;

use crate::indicator::first_valid;
use crate::indicator::info::{Form, Info, Memory, Param, boxed, length};
use crate::indicator::queue::Queue;
use crate::indicator::step::Indicator;
use crate::indicator::window::{SIDE_BY_SIDE, Summary, column_by};
use crate::simd::Pair;

/// For the catalogue.
pub(crate) const INFO: Info = Info {
    id: "sma",
    name: "SMA",
    params: &[Param::length("length", 20)],
    lines: &["sma"],
    warmup: |p| vec![length(p, 0) - 1],
    memory: Memory::Window,
    is_dense: true,
    form: Form::Values {
        columns: |values, p| vec![sma(values, length(p, 0))],
        step: |p| boxed(Sma::new(length(p, 0))),
    },
};

#[derive(Debug, Clone, Copy)]
struct Sum(f64);

impl Summary for Sum {
    #[inline]
    fn of(value: f64) -> Self {
        Self(value)
    }
    #[inline]
    fn join(self, later: Self) -> Self {
        Self(self.0 + later.0)
    }
}

/// The mean of the last `length` values; NaN before there are that many. Leading NaN in `values` count as missing.
pub fn sma(values: &[f64], length: usize) -> Vec<f64> {
    let n = length as f64;
    let n_twice = Pair::new([n; 2]);
    let blocks = |values: &[f64], length, tails: &mut [_], out: &mut [f64]| {
        four_blocks(values, length, tails, out, |sums| sums.divide(n_twice));
    };
    column_by(values, first_valid(values), length, |sum: Sum| sum.0 / n, blocks)
}

/// The values of [`sma`] at some bars, without those of others. The column is made by blocks of its length: one that begins with such a
/// block has the same values, to the last bit.
pub(in crate::indicator) fn sma_at(values: &[f64], length: usize, bars: Range<usize>) -> Vec<f64> {
    let start = first_valid(values);
    let first = (bars.start + 1).saturating_sub(length).max(start);
    let block = start + (first - start) / length * length;
    let mut column = vec![f64::NAN; block.saturating_sub(bars.start).min(bars.len())];
    if block < bars.end {
        let from_block = sma(&values[block..bars.end], length);
        column.extend(&from_block[bars.start.saturating_sub(block)..]);
    }
    column
}

/// As `slide_blocks` for sums, two blocks in one instruction; `value` is what is wanted of two sums.
#[inline(always)]
fn four_blocks(
    values: &[f64],
    length: usize,
    tails: &mut [[Sum; SIDE_BY_SIDE]],
    out: &mut [f64],
    value: impl Fn(Pair) -> Pair,
) {
    let tails = &mut tails[..length];
    let block = |j: usize| &values[j * length..][..length];
    let [a, b, c, d, e]: [&[f64]; SIDE_BY_SIDE + 1] = std::array::from_fn(block);
    let (out_a, rest) = out.split_at_mut(length);
    let (out_b, rest) = rest.split_at_mut(length);
    let (out_c, out_d) = rest.split_at_mut(length);
    let out_d = &mut out_d[..length];
    let store = |tails: &mut [Sum; SIDE_BY_SIDE], one: Pair, other: Pair| {
        let ([a, b], [c, d]) = (one.get(), other.get());
        *tails = [Sum(a), Sum(b), Sum(c), Sum(d)];
    };
    let last = length - 1;
    let (mut one, mut other) = (Pair::new([a[last], b[last]]), Pair::new([c[last], d[last]]));
    store(&mut tails[last], one, other);
    for k in (1..last).rev() {
        one = Pair::new([a[k], b[k]]).add(one);
        other = Pair::new([c[k], d[k]]).add(other);
        store(&mut tails[k], one, other);
    }
    let (mut one, mut other) = (Pair::new([b[0], c[0]]), Pair::new([d[0], e[0]]));
    for k in 1..length {
        let [ta, tb, tc, td] = tails[k];
        [out_a[k - 1], out_b[k - 1]] = value(Pair::new([ta.0, tb.0]).add(one)).get();
        [out_c[k - 1], out_d[k - 1]] = value(Pair::new([tc.0, td.0]).add(other)).get();
        one = one.add(Pair::new([b[k], c[k]]));
        other = other.add(Pair::new([d[k], e[k]]));
    }
    [out_a[last], out_b[last]] = value(one).get();
    [out_c[last], out_d[last]] = value(other).get();
}

/// [`sma`] bar by bar.
#[derive(Debug, Clone)]
pub struct Sma {
    n: f64,
    sums: Queue<Sum>,
}

impl Sma {
    /// Over `length` values.
    pub fn new(length: usize) -> Self {
        Self { n: length as f64, sums: Queue::new(length) }
    }
}

impl Indicator for Sma {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.sums.next(value).map_or(f64::NAN, |sum| sum.0 / self.n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_the_mean_of_its_window() {
        let values: Vec<f64> = (0..50).map(|i| f64::from((i * 37) % 17)).collect();
        for length in 1..=51 {
            let out = sma(&values, length);
            for (bar, value) in out.iter().enumerate() {
                if bar + 1 < length {
                    assert!(value.is_nan());
                } else {
                    let mean = values[bar + 1 - length..=bar].iter().sum::<f64>() / length as f64;
                    assert!((value - mean).abs() < 1e-12, "length {length}, bar {bar}");
                }
            }
        }
    }

    #[test]
    fn a_stretch_has_the_values_of_the_column() {
        let mut values = vec![f64::NAN; 13];
        values.extend((0..200).map(|i| 0.1 * f64::from((i * 37) % 17)));
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        for length in [1, 2, 7, 30, 64, 213, 300] {
            let column = sma(&values, length);
            for first in 0..=values.len() {
                for end in [first, first + 1, first + 40, values.len()] {
                    let bars = first..end.clamp(first, values.len());
                    assert_eq!(
                        bits(&sma_at(&values, length, bars.clone())),
                        bits(&column[bars]),
                        "{length}, {first}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_outlier_is_forgotten_when_it_leaves_the_window() {
        let mut values = vec![1.0; 40];
        values[7] = 1e18;
        let out = sma(&values, 5);
        assert!(out[12..].iter().all(|value| *value == 1.0));
    }

    #[test]
    fn a_million_bars_do_not_drift() {
        let values = vec![0.1; 1_000_000];
        let out = sma(&values, 10);
        assert!((out[999_999] - 0.1).abs() < 1e-15);
    }
}
