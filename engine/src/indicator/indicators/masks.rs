//! Conditions on columns, each worked out once and shared by all who ask, as columns are.
//!
//! Only comparisons are shared. What is made of them by `&`, `|` and their like takes as many words as there are bars in 64: to
//! look it up would cost as much.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Indicators;
use crate::indicator::mask::{Comparison, OperandKey, Test};
use crate::indicator::trend::supertrend::Bands;
use crate::indicator::{Column, Mask, Operand};

/// Which condition it is.
type Key = (OperandKey, What, OperandKey);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Is(Test),
    Crosses,
    IsSupertrendUp,
}

/// One mask, or crossings upwards and downwards.
type Shared = Vec<Mask>;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Masks {
    /// Those that have been asked for since the last time of forgetting.
    fresh: BTreeMap<Key, Shared>,
    /// Those of before, all bits known.
    kept: BTreeMap<Key, Shared>,
}

impl Masks {
    fn get(&mut self, key: Key, make: impl FnOnce() -> Shared) -> Shared {
        let Self { fresh, kept } = self;
        fresh.entry(key).or_insert_with(|| kept.remove(&key).unwrap_or_else(make)).clone()
    }

    /// Keeps those that were asked for last, and of the others none or all, as there is room. One whose bits are not all known would
    /// keep its columns from being freed.
    pub(super) fn forget_beyond(&mut self, max_bytes: usize, n_bars: usize) {
        // Two masks, and what both are taken from.
        let max = max_bytes / (4 * n_bars.div_ceil(8)).max(1);
        let fresh = std::mem::take(&mut self.fresh);
        if self.kept.len() + fresh.len() > max {
            self.kept.clear();
        }
        let is_done = |(_, masks): &(Key, Shared)| masks.iter().all(Mask::is_done);
        self.kept.extend(fresh.into_iter().filter(is_done).take(max));
    }
}

impl Indicators {
    /// Where `a` is above `b`.
    pub fn above(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Mask {
        self.comparison(a.into(), Test::Above, b.into())
    }

    /// Where `a` is below `b`.
    pub fn below(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Mask {
        self.comparison(b.into(), Test::Above, a.into())
    }

    /// Where `a` is above `b` or equal.
    pub fn at_least(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Mask {
        self.comparison(a.into(), Test::AtLeast, b.into())
    }

    /// Where `a` is below `b` or equal.
    pub fn at_most(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Mask {
        self.comparison(b.into(), Test::AtLeast, a.into())
    }

    /// Where `a` is above `b` as scripts compare: by the tolerance or more.
    pub(crate) fn clearly_above(&mut self, a: Operand, b: Operand) -> Mask {
        self.comparison(a, Test::ClearlyAbove, b)
    }

    /// Where `a` is above `b`, or equal as scripts compare.
    pub(crate) fn about_at_least(&mut self, a: Operand, b: Operand) -> Mask {
        self.comparison(a, Test::AboutAtLeast, b)
    }

    /// Where `value` is neither below `low` nor above `high`.
    pub fn inside(
        &mut self,
        value: impl Into<Operand>,
        low: impl Into<Operand>,
        high: impl Into<Operand>,
    ) -> Mask {
        let value = value.into();
        &self.at_least(value.clone(), low) & &self.at_most(value, high)
    }

    /// Where `a` is above `b` and was not on the bar before, though both had values.
    pub fn crosses_above(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Mask {
        let [above, _] = self.crosses(a, b);
        above
    }

    /// Where `a` is below `b` and was not on the bar before, though both had values.
    pub fn crosses_below(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> Mask {
        let [_, below] = self.crosses(a, b);
        below
    }

    /// Where a column is above each of its `n` values before.
    pub fn rising(&mut self, column: &Column, n: usize) -> Mask {
        let first = self.above(column, column.ago(1));
        (2..=n).fold(first, |all, n| &all & &self.above(column, column.ago(n)))
    }

    /// Where a column is below each of its `n` values before.
    pub fn falling(&mut self, column: &Column, n: usize) -> Mask {
        let first = self.below(column, column.ago(1));
        (2..=n).fold(first, |all, n| &all & &self.below(column, column.ago(n)))
    }

    /// Where the [`supertrend()`](crate::indicator::supertrend()) is up. It takes the column of the ATR and makes none.
    pub fn supertrend_is_up(&mut self, factor: f64, length: usize) -> Mask {
        let (atr, series) = (self.atr(length), Rc::clone(&self.series));
        let key = (Operand::from(&atr).key(), What::IsSupertrendUp, Operand::from(factor).key());
        let make = || {
            let mut bands = Bands::new(factor);
            Mask::in_turn(series.len(), move |bars| {
                let (rows, atr) = (series.rows().bars(bars.clone()), &atr.values()[bars]);
                bands.word(rows, atr)
            })
        };
        self.masks.get(key, || vec![make()]).swap_remove(0)
    }

    fn comparison(&mut self, a: Operand, test: Test, b: Operand) -> Mask {
        let n_bars = self.series.len();
        let key = (a.key(), What::Is(test), b.key());
        self.masks.get(key, || vec![Mask::comparison(n_bars, Comparison { a, test, b })]).swap_remove(0)
    }

    /// Where `a` crosses above `b`, and where below.
    pub fn crosses(&mut self, a: impl Into<Operand>, b: impl Into<Operand>) -> [Mask; 2] {
        let (a, b, n_bars) = (a.into(), b.into(), self.series.len());
        let key = (a.key(), What::Crosses, b.key());
        let masks = self.masks.get(key, || Mask::crosses(n_bars, a, b).to_vec());
        [masks[0].clone(), masks[1].clone()]
    }
}
