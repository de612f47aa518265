//! The range of a column over a stretch of bars, without a look at each of them.

use std::ops::Range;

use crate::lanes::Pair;

/// Bars of a block.
pub(crate) const BLOCK: usize = 16;

/// The least and the greatest value of every whole block of a column; the blocks are counted from its first bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Extremes {
    least: Vec<f64>,
    greatest: Vec<f64>,
}

impl Extremes {
    /// Of a column without NaN.
    pub(crate) fn new(values: &[f64]) -> Self {
        let blocks = values.as_chunks::<BLOCK>().0;
        Self {
            least: blocks.iter().map(|block| of_both(fold(block, Pair::lesser), Pair::lesser)).collect(),
            greatest: blocks.iter().map(|block| of_both(fold(block, Pair::greater), Pair::greater)).collect(),
        }
    }

    /// Least and greatest value of the bars of block `index`.
    #[inline]
    pub(crate) fn of_block(&self, index: usize) -> (f64, f64) {
        (self.least[index], self.greatest[index])
    }

    /// Least value of `values`, the column this was made of, in `range`; NaN if that is empty.
    pub(crate) fn least(&self, values: &[f64], range: Range<usize>) -> f64 {
        over(&self.least, values, range, Pair::lesser)
    }

    /// Greatest value in `range`; NaN if that is empty.
    pub(crate) fn greatest(&self, values: &[f64], range: Range<usize>) -> f64 {
        over(&self.greatest, values, range, Pair::greater)
    }
}

/// The bars of `range` before its first whole block, its whole blocks by their number, and the bars after the last of them.
pub(crate) fn split(range: Range<usize>) -> (Range<usize>, Range<usize>, Range<usize>) {
    let (first, end) = (range.start.div_ceil(BLOCK), range.end / BLOCK);
    if first >= end {
        return (range.clone(), 0..0, range.end..range.end);
    }
    (range.start..first * BLOCK, first..end, end * BLOCK..range.end)
}

/// In two chains of pairs, since each comparison waits for the one before it.
#[inline]
fn fold(values: &[f64], nearer: impl Fn(Pair, Pair) -> Pair) -> Pair {
    let Some(first) = values.first() else { return Pair::new([f64::NAN; 2]) };
    let (fours, rest) = values.as_chunks::<4>();
    let (mut one, mut other) = (Pair::new([*first; 2]), Pair::new([*first; 2]));
    for [a, b, c, d] in fours {
        one = nearer(one, Pair::new([*a, *b]));
        other = nearer(other, Pair::new([*c, *d]));
    }
    for value in rest {
        one = nearer(one, Pair::new([*value; 2]));
    }
    nearer(one, other)
}

/// The nearer of the two.
#[inline]
fn of_both(pair: Pair, nearer: impl Fn(Pair, Pair) -> Pair) -> f64 {
    let [a, b] = pair.get();
    nearer(Pair::new([a; 2]), Pair::new([b; 2])).get()[0]
}

#[inline]
fn over(
    blocks: &[f64],
    values: &[f64],
    range: Range<usize>,
    nearer: impl Fn(Pair, Pair) -> Pair + Copy,
) -> f64 {
    if range.is_empty() {
        return f64::NAN;
    }
    let first = Pair::new([values[range.start]; 2]);
    let (head, whole, tail) = split(range);
    let parts = [&values[head], &blocks[whole], &values[tail]];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    of_both(parts.fold(first, |best, part| nearer(best, fold(part, nearer))), nearer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_has_the_range_of_its_bars() {
        let values: Vec<f64> = (0..70).map(|i| f64::from(i * 37 % 71)).collect();
        let extremes = Extremes::new(&values);
        for start in 0..=values.len() {
            for end in start..=values.len() {
                let bars = &values[start..end];
                let least = bars.iter().copied().reduce(f64::min).unwrap_or(f64::NAN);
                let greatest = bars.iter().copied().reduce(f64::max).unwrap_or(f64::NAN);
                let found = (extremes.least(&values, start..end), extremes.greatest(&values, start..end));
                assert_eq!(format!("{found:?}"), format!("{:?}", (least, greatest)), "{start}..{end}");
            }
        }
    }

    #[test]
    fn a_stretch_is_cut_at_the_bounds_of_blocks() {
        assert_eq!(split(3..70), (3..16, 1..4, 64..70));
        assert_eq!(split(16..32), (16..16, 1..2, 32..32));
        assert_eq!(split(17..32).1.len(), 0);
        assert_eq!(split(5..9), (5..9, 0..0, 9..9));
    }
}
