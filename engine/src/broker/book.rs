//! What waits to be filled, in the order of the calls.

use crate::account::Account;
use crate::fill::Levels;
use crate::order::{Action, Order, Price};
use crate::trade::{ExitReason, Side};

/// A waiting order that a price has touched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Trigger {
    /// Position in the book.
    index: usize,
    /// What touched it: `Stop` or `Target`.
    pub(super) reason: ExitReason,
}

impl Trigger {
    /// Both belong to one order; only as long as none has left the book.
    pub(super) fn is_of_same_order(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

/// An order in the book.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) order: Order,
    /// Bar at whose close it was made.
    pub(super) decided: u32,
    /// The stop of a stop-limit order has been touched.
    armed: bool,
}

impl Waiting {
    pub(super) fn levels(&self) -> Levels {
        let (stop, limit) = match self.order.action {
            Action::Entry { price, .. } | Action::Net { price, .. } => match price {
                Price::Market => (None, None),
                Price::Limit(limit) => (None, Some(limit)),
                Price::Stop(stop) => (Some(stop), None),
                Price::StopLimit { stop, limit } => (Some(stop), Some(limit)),
            },
            Action::Exit { stop, limit, .. } => (stop, limit),
            Action::Close { .. } => (None, None),
        };
        Levels { stop, limit, ..Levels::default() }
    }

    /// A stop-limit order whose stop has been touched.
    pub(super) fn is_armed(&self) -> bool {
        self.armed
    }
}

/// Direction of the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Move {
    Up,
    Down,
}

#[derive(Debug, Default)]
pub(super) struct Book {
    market: Vec<Waiting>,
    priced: Vec<Waiting>,
}

impl Book {
    pub(super) fn is_empty(&self) -> bool {
        self.market.is_empty() && self.priced.is_empty()
    }

    pub(super) fn has_market(&self) -> bool {
        !self.market.is_empty()
    }

    pub(super) fn has_priced(&self) -> bool {
        !self.priced.is_empty()
    }

    /// Rule 16: the same id again replaces what has not filled.
    pub(super) fn place(&mut self, order: Order, decided: u32) {
        match &order.action {
            Action::Close { .. } => {}
            Action::Exit { from, .. } => self.priced.retain(|Waiting { order: other, .. }| {
                !(other.id == order.id && matches!(&other.action, Action::Exit { from: f, .. } if f == from))
            }),
            Action::Entry { .. } | Action::Net { .. } => {
                let other = |Waiting { order: other, .. }: &Waiting| {
                    other.id != order.id || !matches!(other.action, Action::Entry { .. } | Action::Net { .. })
                };
                self.market.retain(other);
                self.priced.retain(other);
            }
        }
        let market = match &order.action {
            Action::Close { .. } => true,
            Action::Entry { price, .. } | Action::Net { price, .. } => price.is_market(),
            Action::Exit { .. } => false,
        };
        let waiting = Waiting { order, decided, armed: false };
        if market { self.market.push(waiting) } else { self.priced.push(waiting) }
    }

    pub(super) fn cancel(&mut self, id: &str) {
        self.market.retain(|waiting| waiting.order.id != id);
        self.priced.retain(|waiting| waiting.order.id != id);
    }

    /// The market orders, closing ones first.
    pub(super) fn take_market(&mut self) -> Vec<Waiting> {
        let mut orders = std::mem::take(&mut self.market);
        orders.sort_by_key(|waiting| !matches!(waiting.order.action, Action::Close { .. }));
        orders
    }

    pub(super) fn take(&mut self, trigger: &Trigger) -> Waiting {
        self.priced.remove(trigger.index)
    }

    /// Drops exits whose entry is neither open nor waiting.
    pub(super) fn drop_orphans(&mut self, account: &Account) {
        let Self { market, priced } = self;
        let entries: Vec<_> = market
            .iter()
            .chain(priced.iter())
            .filter(|waiting| matches!(waiting.order.action, Action::Entry { .. } | Action::Net { .. }))
            .map(|waiting| waiting.order.id.clone())
            .collect();
        priced.retain(|waiting| match &waiting.order.action {
            Action::Exit { from, .. } => {
                account.held(from.as_ref()) > 0.0
                    || from.as_ref().map_or(!entries.is_empty(), |from| entries.contains(from))
            }
            _ => true,
        });
    }

    /// Rule 10: stop-limit orders whose stop is touched at `price` become limit orders.
    pub(super) fn arm_stop_limits(&mut self, touched: impl Fn(Side, f64) -> bool) {
        for Waiting { order, armed, .. } in &mut self.priced {
            if let Action::Entry { side, price, .. } | Action::Net { side, price } = &order.action
                && let Price::StopLimit { stop, .. } = *price
                && touched(*side, stop)
            {
                *armed = true;
            }
        }
    }

    /// Stop and limit levels of the live orders with the side that a fill would buy (`Long`) or sell (`Short`).
    pub(super) fn levels<'a>(&'a self, account: &'a Account) -> impl Iterator<Item = Level> + 'a {
        self.priced.iter().enumerate().flat_map(move |(index, Waiting { order, armed, .. })| {
            let level = |side, price: Option<f64>, reason| {
                price.map(|price| Level { side, price, trigger: Trigger { index, reason } })
            };
            let (stop, limit) = match &order.action {
                Action::Entry { side, price, .. } | Action::Net { side, price } => match *price {
                    Price::StopLimit { limit, .. } if *armed => {
                        (None, level(*side, Some(limit), ExitReason::Target))
                    }
                    Price::Stop(stop) | Price::StopLimit { stop, .. } => {
                        (level(*side, Some(stop), ExitReason::Stop), None)
                    }
                    Price::Limit(limit) => (None, level(*side, Some(limit), ExitReason::Target)),
                    Price::Market => (None, None),
                },
                Action::Exit { from, stop, limit } => match account.side() {
                    Some(side) if account.held(from.as_ref()) > 0.0 => (
                        level(side.opposite(), *stop, ExitReason::Stop),
                        level(side.opposite(), *limit, ExitReason::Target),
                    ),
                    _ => (None, None),
                },
                Action::Close { .. } => (None, None),
            };
            stop.into_iter().chain(limit)
        })
    }

    /// Whether the order is a stop-limit order whose stop has not been touched.
    pub(super) fn is_unarmed(&self, trigger: &Trigger) -> bool {
        let Waiting { order, armed, .. } = &self.priced[trigger.index];
        !armed
            && matches!(
                order.action,
                Action::Entry { price: Price::StopLimit { .. }, .. }
                    | Action::Net { price: Price::StopLimit { .. }, .. }
            )
    }

    /// Whether the order is a bracket.
    pub(super) fn is_exit(&self, trigger: &Trigger) -> bool {
        matches!(self.priced[trigger.index].order.action, Action::Exit { .. })
    }
}

/// A price at which a live order would fill.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    pub(super) side: Side,
    pub(super) price: f64,
    pub(super) trigger: Trigger,
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
        match (self.side, self.trigger.reason) {
            (Side::Long, ExitReason::Stop) | (Side::Short, ExitReason::Target) => Move::Up,
            _ => Move::Down,
        }
    }
}

/// Every price of the order is a finite number above zero, and a bracket has at least one.
pub(super) fn prices_make_sense(order: &Order) -> bool {
    let good = |price: f64| price.is_finite() && price > 0.0;
    match order.action {
        Action::Entry { price, .. } | Action::Net { price, .. } => match price {
            Price::Market => true,
            Price::Limit(price) | Price::Stop(price) => good(price),
            Price::StopLimit { stop, limit } => good(stop) && good(limit),
        },
        Action::Exit { stop, limit, .. } => {
            (stop.is_some() || limit.is_some()) && stop.is_none_or(good) && limit.is_none_or(good)
        }
        Action::Close { .. } => true,
    }
}
