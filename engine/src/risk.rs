//! Limits that a strategy sets itself: how much it may hold, lose, or trade in a day.

use std::rc::Rc;

use crate::trade::Side;

/// A loss that is too much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// More than this much cash.
    Cash(f64),
    /// More than this share of the equity that it is reckoned from.
    Ratio(f64),
}

/// Rules 27 and 28 of the execution model. What is `None` is not limited.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RiskRules {
    /// An entry against this side closes what is held and opens nothing.
    pub entries_only: Option<Side>,
    /// Most units that entries may bring the position to.
    pub max_position: Option<f64>,
    /// With this fill of a day everything is closed, and until the next day no order is taken.
    pub max_fills_a_day: Option<u32>,
    /// Fall of the equity below its highest value: everything is closed, and trading ends.
    pub max_drawdown: Option<Limit>,
    /// Loss since the day began: everything is closed, and until the next day no order is taken.
    pub max_day_loss: Option<Limit>,
    /// So many days with a loss in turn: everything is closed, and trading ends.
    pub max_losing_days: Option<u32>,
    /// Positions in the series of the bars with which the exchange's days begin, ascending.
    pub day_starts: Rc<[u32]>,
}

/// [`RiskRules::day_starts`] where days begin at midnight UTC, for bars with these open times in milliseconds.
pub fn utc_days(time: &[i64]) -> Rc<[u32]> {
    let day = |bar: usize| time[bar].div_euclid(86_400_000);
    (0..time.len()).filter(|bar| *bar == 0 || day(*bar) != day(bar - 1)).map(|bar| bar as u32).collect()
}
