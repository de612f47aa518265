//! The prices at which live orders would fill.

use crate::trade::{ExitReason, Side};

/// Direction of the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    Up,
    Down,
}

/// A price at which a live order would fill.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    /// What the fill would buy (`Long`) or sell (`Short`).
    pub(super) side: Side,
    /// Where the price has to go.
    pub(super) price: f64,
    /// The order's own price, which it gets when the price goes there inside of a bar; another one only for limits that must be passed.
    pub(super) order_price: f64,
    /// The kind of the level: `Stop`, `Trail` or `Target`.
    pub(super) reason: ExitReason,
    /// The level is that of a stop-limit order whose stop has not been touched: reaching it fills nothing yet.
    pub(super) only_arms: bool,
    /// The order is a bracket.
    pub(super) is_exit: bool,
    /// Position in the book.
    pub(super) index: usize,
}

impl Level {
    /// Rules 8 and 9: the price has reached the level (inclusive).
    pub(super) fn is_touched_at(&self, price: f64) -> bool {
        match self.reached_by() {
            Move::Up => price >= self.price,
            Move::Down => price <= self.price,
        }
    }

    /// Rules 8 and 9: some price between `low` and `high` reaches the level.
    pub(super) fn is_touched_in(&self, low: f64, high: f64) -> bool {
        match self.reached_by() {
            Move::Up => high >= self.price,
            Move::Down => low <= self.price,
        }
    }

    /// In which direction the price has to go to reach the level.
    pub(super) fn reached_by(&self) -> Move {
        match (self.side, self.reason) {
            (Side::Long, ExitReason::Target) => Move::Down,
            (Side::Long, _) | (Side::Short, ExitReason::Target) => Move::Up,
            (Side::Short, _) => Move::Down,
        }
    }

    /// Who comes first at one price: exits, then buys, then sells. Of one exit the stop comes before the trailing stop and that
    /// before the limit (rule 12), because the book lists them so.
    pub(super) fn rank(&self) -> (bool, bool) {
        (!self.is_exit, self.side == Side::Short)
    }
}
