//! Sums and extremes over trades, in one pass and without a branch on how a trade went: nothing is harder to guess.

use super::metric::{Metric, Undefined};
use crate::simd::Pair;
use crate::trade::{Side, Trade};

/// What the numbers need of a trade, side by side: a trade itself is as long as four of these, and is read once only.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) side: Side,
    pub(super) profit: f64,
    pub(super) return_ratio: f64,
    bars_held: f64,
    duration: f64,
    quantity: f64,
    favourable: f64,
    adverse: f64,
    commission: f64,
    is_ambiguous: bool,
}

impl From<&Trade> for Row {
    fn from(trade: &Trade) -> Self {
        Self {
            side: trade.side,
            profit: trade.profit,
            return_ratio: trade.return_ratio(),
            bars_held: f64::from(trade.bars_held()),
            duration: (trade.exit_time - trade.entry_time) as f64,
            quantity: trade.quantity,
            favourable: trade.max_favourable,
            adverse: trade.max_adverse,
            commission: trade.commission,
            is_ambiguous: trade.is_ambiguous(),
        }
    }
}

/// Sum, least and greatest of some numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread {
    pub(super) sum: f64,
    range: Range,
}

/// Least and greatest of pairs of numbers.
#[derive(Debug, Clone, Copy)]
struct Range {
    least: Pair,
    greatest: Pair,
}

impl Range {
    fn new() -> Self {
        Self { least: Pair::new([f64::INFINITY; 2]), greatest: Pair::new([f64::NEG_INFINITY; 2]) }
    }

    #[inline]
    fn add(&mut self, numbers: [f64; 2]) {
        self.least = self.least.lesser(Pair::new(numbers));
        self.greatest = self.greatest.greater(Pair::new(numbers));
    }

    fn least(&self, undefined: Undefined) -> [Metric; 2] {
        self.of_any(self.least, undefined)
    }

    fn greatest(&self, undefined: Undefined) -> [Metric; 2] {
        self.of_any(self.greatest, undefined)
    }

    /// The least is above the greatest where there were no numbers, and nowhere else.
    fn of_any(&self, pair: Pair, undefined: Undefined) -> [Metric; 2] {
        let is_empty = self.least.get()[0] > self.greatest.get()[0];
        pair.get().map(|number| if is_empty { Err(undefined) } else { Ok(number) })
    }
}

impl Spread {
    fn new() -> Self {
        Self { sum: 0.0, range: Range::new() }
    }

    #[inline]
    fn add(&mut self, number: f64) {
        self.sum += number;
        self.range.add([number; 2]);
    }

    pub(super) fn max(&self, undefined: Undefined) -> Metric {
        self.range.greatest(undefined)[0]
    }

    pub(super) fn min(&self, undefined: Undefined) -> Metric {
        self.range.least(undefined)[0]
    }
}

/// The trades that lost, broke even or won.
#[derive(Debug, Clone, Copy)]
pub(super) struct Class {
    pub(super) n: f64,
    pub(super) profit: f64,
    pub(super) return_ratio: f64,
    pub(super) bars: Spread,
}

#[derive(Debug, Clone)]
pub(super) struct Tally {
    classes: [Class; 3],
    pub(super) profit: f64,
    pub(super) return_ratio: f64,
    profits_and_returns: Range,
    favourables_and_quantities: Range,
    pub(super) favourable: f64,
    pub(super) adverse: Spread,
    pub(super) bars: Spread,
    pub(super) duration: Spread,
    pub(super) commission: f64,
    pub(super) n_ambiguous: u32,
    /// Most of a kind in a row, losses first, then wins.
    longest: [u32; 2],
}

impl Tally {
    pub(super) fn new(rows: &[Row]) -> Self {
        let class = Class { n: 0.0, profit: 0.0, return_ratio: 0.0, bars: Spread::new() };
        let mut this = Self {
            classes: [class; 3],
            profit: 0.0,
            return_ratio: 0.0,
            profits_and_returns: Range::new(),
            favourables_and_quantities: Range::new(),
            favourable: 0.0,
            adverse: Spread::new(),
            bars: Spread::new(),
            duration: Spread::new(),
            commission: 0.0,
            n_ambiguous: 0,
            longest: [0; 2],
        };
        let mut streaks = [0u32; 2];
        for row in rows {
            let is = [u32::from(row.profit < 0.0), u32::from(row.profit > 0.0)];
            let class = &mut this.classes[(1 + is[1] - is[0]) as usize];
            class.n += 1.0;
            class.profit += row.profit;
            class.return_ratio += row.return_ratio;
            class.bars.add(row.bars_held);
            this.profit += row.profit;
            this.return_ratio += row.return_ratio;
            this.profits_and_returns.add([row.profit, row.return_ratio]);
            this.favourables_and_quantities.add([row.favourable, row.quantity]);
            this.favourable += row.favourable;
            this.adverse.add(row.adverse);
            this.bars.add(row.bars_held);
            this.duration.add(row.duration);
            this.commission += row.commission;
            this.n_ambiguous += u32::from(row.is_ambiguous);
            for k in 0..2 {
                streaks[k] = (streaks[k] + 1) * is[k];
                this.longest[k] = this.longest[k].max(streaks[k]);
            }
        }
        this
    }

    pub(super) fn losses(&self) -> &Class {
        &self.classes[0]
    }

    pub(super) fn wins(&self) -> &Class {
        &self.classes[2]
    }

    /// Highest profit and highest return.
    pub(super) fn best(&self, undefined: Undefined) -> [Metric; 2] {
        self.profits_and_returns.greatest(undefined)
    }

    /// Lowest profit and lowest return.
    pub(super) fn worst(&self, undefined: Undefined) -> [Metric; 2] {
        self.profits_and_returns.least(undefined)
    }

    /// Largest favourable excursion and largest quantity.
    pub(super) fn largest(&self, undefined: Undefined) -> [Metric; 2] {
        self.favourables_and_quantities.greatest(undefined)
    }

    pub(super) fn losing_streak(&self) -> f64 {
        f64::from(self.longest[0])
    }

    pub(super) fn winning_streak(&self) -> f64 {
        f64::from(self.longest[1])
    }
}
