//! Rule 11: trailing stops.

use super::costs::Tick;
use crate::order::{Activation, Trail};
use crate::trade::Side;

/// A trailing stop at work for one exit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Trailing {
    trail: Trail,
    tick: Tick,
    /// Best price since it was armed; `None` while it is not.
    best: Option<f64>,
}

impl Trailing {
    pub(super) fn new(trail: Trail, tick: Tick) -> Self {
        Self { trail, tick, best: None }
    }

    /// Takes over from the order that this one replaces: what was followed so far still counts.
    pub(super) fn follow_on(&mut self, before: &Self) {
        if before.trail.activation == self.trail.activation {
            self.best = before.best;
        }
    }

    /// How far behind the best price it stays.
    pub(super) fn offset(&self) -> f64 {
        self.trail.offset_ticks.unwrap_or(0.0) * self.tick.size()
    }

    /// The price that arms it, for a position of `side` entered at `entry`.
    pub(super) fn activation(&self, side: Side, entry: f64) -> f64 {
        match self.trail.activation {
            Activation::Price(price) => price,
            Activation::Ticks(ticks) => self.tick.away(entry, ticks, side.sign()),
        }
    }

    /// Where the stop stands, for a position of `side`; `None` while not armed.
    pub(super) fn level(&self, side: Side) -> Option<f64> {
        // On the tick: a price that is an offset away in decimals must touch it, whatever doubles make of the difference.
        self.best.map(|best| self.tick.round(best - side.sign() * self.offset(), -side.sign()))
    }

    pub(super) fn is_armed(&self) -> bool {
        self.best.is_some()
    }

    /// The price is at `price`: arms, or follows.
    pub(super) fn see(&mut self, side: Side, entry: f64, price: f64) {
        self.best = match (self.best, side) {
            (None, _) => {
                let is_reached = side.sign() * (price - self.activation(side, entry)) >= 0.0;
                is_reached.then_some(price)
            }
            (Some(best), Side::Long) => Some(best.max(price)),
            (Some(best), Side::Short) => Some(best.min(price)),
        };
    }

    /// Whether a bar with these extremes can bring the price back to the stop, in whatever order.
    pub(super) fn may_fire(&self, side: Side, entry: f64, low: f64, high: f64) -> bool {
        let (best, worst) = if side == Side::Long { (high, low) } else { (low, high) };
        let mut after = *self;
        after.see(side, entry, best);
        after.level(side).is_some_and(|level| side.sign() * (worst - level) <= 0.0)
    }

    /// The position it protected is gone.
    pub(super) fn forget(&mut self) {
        self.best = None;
    }
}
