//! Simple moving average: the mean of the last `length` values. Warm-up: `length - 1` bars.

use std::ops::Range;
use std::rc::Rc;

use crate::indicator::blocks::{SIDE_BY_SIDE, Summary, column_by};
use crate::indicator::column::{Column, LateValues};
use crate::indicator::first_valid;
use crate::indicator::indicators::Source;
use crate::indicator::info::{Form, Info, Memory, Param, boxed, length};
use crate::indicator::latest::Latest;
use crate::indicator::measure::{mean, means, ordered_mean, ordered_means};
use crate::indicator::step::Indicator;
use crate::series::{Series, TickSums};
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
    means(values, length)
}

/// A column that is worked out where somebody looks. Of decimals any stretch of it is quick to make. Of other prices, what [`sma`] is at a bar
/// costs a window; but a condition on it wants to know no more than which of two values is greater, and for that sums by blocks do, whatever
/// the length, except where both come too close.
pub(in crate::indicator) struct LateSma {
    /// Of which prices, at least one of them.
    pub(in crate::indicator) series: Rc<Series>,
    /// What it is the mean of.
    pub(in crate::indicator) source: Source,
    pub(in crate::indicator) column: Column,
    pub(in crate::indicator) length: usize,
    /// Summed as binary numbers from the oldest to the newest, as scripts sum, decimals too.
    pub(in crate::indicator) is_ordered: bool,
}

impl LateSma {
    /// Of decimals: their means, rounded once.
    fn tick_sums(&self) -> Option<&TickSums> {
        self.source.tick_sums(&self.series)
    }

    /// The same if they are the values.
    fn exact(&self) -> Option<&TickSums> {
        self.tick_sums().filter(|_| !self.is_ordered)
    }
}

impl LateValues for LateSma {
    fn near(&self, bars: Range<usize>) -> Vec<f64> {
        match self.tick_sums() {
            Some(sums) => sums.means(bars, self.length),
            None => sma_by_blocks(self.column.values(), self.length, bars),
        }
    }

    /// Adding n numbers rounds n − 1 times by at most half of [`f64::EPSILON`] of the sum of their distances from 0, in whichever order; the
    /// division and the comparison round once more.
    fn slack(&self, bars: Range<usize>) -> f64 {
        if self.exact().is_some() {
            return 0.0;
        }
        let bars = (bars.start + 1).saturating_sub(self.length).min(bars.end)..bars.end;
        (self.length as f64 + 4.0) * f64::EPSILON * self.source.reach(&self.series, bars)
    }

    fn at(&self, bar: usize) -> f64 {
        if let Some(sums) = self.exact() {
            return sums.mean(bar, self.length);
        }
        let from = (bar + 1).checked_sub(self.length);
        let mean = if self.is_ordered { ordered_mean } else { mean };
        from.map_or(f64::NAN, |from| mean(&self.column.values()[from..=bar]))
    }

    fn whole(&self) -> Vec<f64> {
        match self.exact() {
            Some(sums) => sums.means(0..self.series.len(), self.length),
            None if self.is_ordered => ordered_means(self.column.values(), self.length),
            None => sma(self.column.values(), self.length),
        }
    }
}

/// The mean of the last `length` values on some bars, summed by blocks of that length: near [`sma`]. The blocks are those of the whole column,
/// so that a bar has the same value whatever stretch it is part of.
fn sma_by_blocks(values: &[f64], length: usize, bars: Range<usize>) -> Vec<f64> {
    let start = first_valid(values);
    let first = (bars.start + 1).saturating_sub(length).max(start);
    let block = start + (first - start) / length * length;
    let mut column = vec![f64::NAN; block.saturating_sub(bars.start).min(bars.len())];
    if block < bars.end {
        let (values, n) = (&values[block..bars.end], length as f64);
        let n_twice = Pair::new([n; 2]);
        let blocks = |values: &[f64], length, tails: &mut [_], out: &mut [f64]| {
            four_blocks(values, length, tails, out, |sums| sums.divide(n_twice));
        };
        let from_block = column_by(values, 0, length, |sum: Sum| sum.0 / n, blocks);
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
    length: usize,
    values: Latest,
}

impl Sma {
    /// Over `length` values.
    pub fn new(length: usize) -> Self {
        Self { length, values: Latest::new(length) }
    }
}

impl Indicator for Sma {
    type Input = f64;
    type Output = f64;

    #[inline]
    fn next(&mut self, value: f64) -> f64 {
        self.values.next(value, self.length).map_or(f64::NAN, mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicator::bars_of;

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
    fn a_late_column_has_the_values_of_a_whole_one_and_those_by_blocks_are_near() {
        for divisor in [100.0, 7.0] {
            let closes: Vec<f64> = (0..213).map(|i| f64::from((i * 37) % 17 + 500) / divisor).collect();
            let (series, volume) = (Rc::new(bars_of(&closes)), vec![0.1; 213]);
            for (source, length) in [1, 2, 7, 30, 64, 213, 300]
                .into_iter()
                .flat_map(|n| [(Source::Close, n), (Source::Hl2, n), (Source::Volume, n)])
            {
                let values = source.of(&series).into_owned();
                let (column, series) = (Column::new(values.clone()), Rc::clone(&series));
                let exact = LateSma { series, source, column, length, is_ordered: false };
                assert_eq!(exact.tick_sums().is_some(), divisor == 100.0 && source == Source::Close);
                let (series, column) = (Rc::clone(&exact.series), exact.column.clone());
                let ordered = LateSma { series, source, column, length, is_ordered: true };
                let wholes = [(exact, sma(&values, length)), (ordered, ordered_means(&values, length))];
                for ((late, whole), first) in
                    wholes.iter().flat_map(|of| (0..=volume.len()).map(move |n| (of, n)))
                {
                    for end in [first, first + 1, first + 40, volume.len()] {
                        let bars = first..end.clamp(first, volume.len());
                        let (near, slack) = (late.near(bars.clone()), late.slack(bars.clone()));
                        assert_eq!(near.len(), bars.len());
                        for (bar, near) in bars.zip(near) {
                            assert_eq!(late.at(bar).to_bits(), whole[bar].to_bits());
                            let is_near = (near - whole[bar]).abs() <= slack;
                            assert!(
                                near.is_nan() && whole[bar].is_nan() || is_near,
                                "{source:?} {length}, {bar}"
                            );
                        }
                    }
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
