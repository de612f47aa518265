//! The prices of a bar side by side, and their range over stretches of bars.
//!
//! Columns are right for whatever goes through all bars. A run, though, leaps from fill to fill, and each column would cost it
//! a wait for the memory at each leap.

use std::ops::Range;

use crate::simd::Pair;

/// Bars of a block.
pub(crate) const BLOCK: usize = 16;

/// Prices of a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Row {
    pub(crate) open: f64,
    pub(crate) high: f64,
    pub(crate) low: f64,
    pub(crate) close: f64,
}

/// Range of the prices, and of the closes, of the bars of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Block {
    pub(crate) high: f64,
    pub(crate) low: f64,
    pub(crate) highest_close: f64,
    pub(crate) lowest_close: f64,
}

/// Every bar, and every whole block, counted from the first bar.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    blocks: Vec<Block>,
    /// Highest and lowest price of all bars; none of no bars.
    extremes: Option<(f64, f64)>,
}

/// Two ranges of numbers above zero, by greatest and least in one comparison: the least is the greatest of the negated.
#[derive(Clone, Copy)]
pub(crate) struct Reach(Pair);

impl Reach {
    /// Of single numbers; without any, a range that joins with others as if it were not there.
    #[inline]
    pub(crate) fn of(numbers: &[f64]) -> Self {
        let none = Self::new(f64::NEG_INFINITY, f64::INFINITY);
        numbers.iter().fold(none, |all, number| all.and(Self::new(*number, *number)))
    }

    #[inline]
    pub(crate) fn new(high: f64, low: f64) -> Self {
        Self(Pair::new([high, -low]))
    }

    #[inline]
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0.greater(other.0))
    }

    /// (greatest, least)
    #[inline]
    pub(crate) fn get(self) -> (f64, f64) {
        let [high, negated] = self.0.get();
        (high, -negated)
    }
}

impl Rows {
    /// Of columns of equal length.
    pub(crate) fn new(open: &[f64], high: &[f64], low: &[f64], close: &[f64]) -> Self {
        let prices = open.iter().zip(high).zip(low).zip(close);
        let rows: Vec<Row> = prices
            .map(|(((open, high), low), close)| Row { open: *open, high: *high, low: *low, close: *close })
            .collect();
        let block = |rows: &[Row; BLOCK]| {
            let first = rows[0];
            let of = |reach: fn(&Row) -> Reach| {
                rows.iter().fold(reach(&first), |all, row| all.and(reach(row))).get()
            };
            let (high, low) = of(|row| Reach::new(row.high, row.low));
            let (highest_close, lowest_close) = of(|row| Reach::new(row.close, row.close));
            Block { high, low, highest_close, lowest_close }
        };
        let blocks = rows.as_chunks().0.iter().map(block).collect();
        let mut all = Self { rows, blocks, extremes: None };
        all.extremes = all.reach(0..all.rows.len());
        all
    }

    /// Highest and lowest price of all bars; `None` of none.
    #[inline]
    pub(crate) fn extremes(&self) -> Option<(f64, f64)> {
        self.extremes
    }

    #[inline]
    pub(crate) fn bar(&self, index: usize) -> &Row {
        &self.rows[index]
    }

    #[inline]
    pub(crate) fn bars(&self, bars: Range<usize>) -> &[Row] {
        &self.rows[bars]
    }

    #[inline]
    pub(crate) fn block(&self, index: usize) -> &Block {
        &self.blocks[index]
    }

    #[inline]
    pub(crate) fn blocks(&self, blocks: Range<usize>) -> &[Block] {
        &self.blocks[blocks]
    }

    /// Range of the closes of some bars, `close` being those of all; as of no numbers without bars.
    #[inline]
    pub(crate) fn reach_of_closes(&self, close: &[f64], bars: Range<usize>) -> Reach {
        let (head, blocks, tail) = split(bars);
        let whole = self.blocks[blocks].iter();
        let reach = whole.fold(Reach::of(&close[head]), |all, block| {
            all.and(Reach::new(block.highest_close, block.lowest_close))
        });
        reach.and(Reach::of(&close[tail]))
    }

    /// Highest and lowest price of some bars; `None` of none.
    pub(crate) fn reach(&self, bars: Range<usize>) -> Option<(f64, f64)> {
        if bars.is_empty() {
            return None;
        }
        let first = self.rows[bars.start];
        let (head, blocks, tail) = split(bars);
        let over = |all: Reach, bars: Range<usize>| {
            self.rows[bars].iter().fold(all, |all, row| all.and(Reach::new(row.high, row.low)))
        };
        let reach = over(Reach::new(first.high, first.low), head);
        let whole = self.blocks[blocks].iter();
        let reach = whole.fold(reach, |all, block| all.and(Reach::new(block.high, block.low)));
        Some(over(reach, tail).get())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_has_the_range_of_its_bars() {
        let close: Vec<f64> = (0..70).map(|i| f64::from(i * 37 % 71) + 20.0).collect();
        let moved =
            |by: f64| close.iter().enumerate().map(|(i, c)| c + by * (i % 7) as f64).collect::<Vec<_>>();
        let (high, low) = (moved(1.5), moved(-1.5));
        let rows = Rows::new(&close, &high, &low, &close);
        for start in 0..=close.len() {
            for end in start..=close.len() {
                let highest = high[start..end].iter().copied().reduce(f64::max);
                let lowest = low[start..end].iter().copied().reduce(f64::min);
                assert_eq!(rows.reach(start..end), highest.zip(lowest), "{start}..{end}");
            }
        }
        for index in 0..4 {
            let closes = &close[index * BLOCK..][..BLOCK];
            let Block { highest_close, lowest_close, .. } = *rows.block(index);
            assert_eq!(closes.iter().copied().reduce(f64::max), Some(highest_close));
            assert_eq!(closes.iter().copied().reduce(f64::min), Some(lowest_close));
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
