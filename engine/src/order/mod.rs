//! What a strategy can ask for.
//!
//! Start with [`Order`]; what only few orders have is in `extras`.

mod extras;

use crate::trade::{OrderId, Side};
pub(crate) use extras::Extras;

/// At what price an entry or an order may fill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Price {
    /// At the market.
    Market,
    /// At this price or better.
    Limit(f64),
    /// At the market once this price is touched.
    Stop(f64),
    /// A limit order once the stop is touched.
    StopLimit {
        /// Touching it makes the order a limit order.
        stop: f64,
        /// Its limit.
        limit: f64,
    },
}

/// The price at which a trailing stop begins to follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Activation {
    /// This price.
    Price(f64),
    /// This many ticks of profit from the entry's fill.
    Ticks(f64),
}

/// A trailing stop: once armed it stays a fixed distance behind the best price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Trail {
    pub(crate) activation: Activation,
    /// `None`: it fills at its activation.
    pub(crate) offset_ticks: Option<f64>,
}

/// What an order does to the position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// Opens, adds within pyramiding, or reverses. `reverses`: the position was opposite when the order was made.
    Entry { side: Side, price: Price, reverses: bool },
    /// Adds or subtracts, nothing else.
    Net { side: Side, price: Price },
    /// A bracket around what an entry opened; `from` empty means the whole position.
    Exit { from: Option<OrderId>, bracket: Bracket },
    /// Closes at the market what an entry opened, or everything. `immediately`: at the close at which it was made.
    Close { entry: Option<OrderId>, immediately: bool },
}

/// The prices of an exit; one of them filling cancels the others.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Bracket {
    pub(crate) stop: Option<f64>,
    pub(crate) limit: Option<f64>,
    /// Few have one, and all brackets are moved around.
    pub(crate) trail: Option<Box<Trail>>,
}

/// What a fill does to the other orders of its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFill {
    /// Takes them back.
    Cancel,
    /// Takes its size off theirs, and takes back those of which nothing is left.
    Reduce,
}

/// A one-cancels-all group. Orders belong to one group if both are equal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub(crate) name: OrderId,
    pub(crate) on_fill: OnFill,
}

/// An instruction to the broker. The same id given again replaces what has not filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub(crate) id: OrderId,
    pub(crate) quantity: Option<f64>,
    pub(crate) action: Action,
    pub(crate) group: Option<Group>,
    /// Few have any, and all orders are moved around.
    pub(crate) extras: Option<Box<Extras>>,
}

impl Order {
    fn new(id: OrderId, action: Action) -> Self {
        Self { id, quantity: None, action, group: None, extras: None }
    }

    /// Enters `side`, at the market unless a price is set. Made while the position is opposite, it closes that and opens the
    /// new one by one fill. Made while flat, it is for its own size only: if another order has opened the opposite position
    /// by the time it fills, it takes its size off that.
    pub fn entry(id: impl Into<OrderId>, side: Side) -> Self {
        Self::new(id.into(), Action::Entry { side, price: Price::Market, reverses: false })
    }

    /// Buys or sells a quantity, whatever the position: it only adds or subtracts, and ignores pyramiding.
    pub fn net(id: impl Into<OrderId>, side: Side) -> Self {
        Self::new(id.into(), Action::Net { side, price: Price::Market })
    }

    /// Protects what the entry named `from` opened; set a stop, a limit, a trailing stop, or several (one cancels the others). It waits for the
    /// entry's fill and is dropped when the entry is neither open nor waiting.
    pub fn exit(id: impl Into<OrderId>, from: impl Into<OrderId>) -> Self {
        Self::new(id.into(), Action::Exit { from: Some(from.into()), bracket: Bracket::default() })
    }

    /// As [`Order::exit`], for the whole position.
    pub fn exit_all(id: impl Into<OrderId>) -> Self {
        Self::new(id.into(), Action::Exit { from: None, bracket: Bracket::default() })
    }

    /// Closes at the market what the entry named `entry` opened.
    pub fn close(entry: impl Into<OrderId>) -> Self {
        Self::new(OrderId::Borrowed("close"), Action::Close { entry: Some(entry.into()), immediately: false })
    }

    /// Closes the whole position at the market.
    pub fn close_all() -> Self {
        Self::new(OrderId::Borrowed("close all"), Action::Close { entry: None, immediately: false })
    }

    /// Fill at `price` or better. On an exit: the target.
    #[must_use]
    pub fn limit(mut self, price: f64) -> Self {
        match &mut self.action {
            Action::Entry { price: at, .. } | Action::Net { price: at, .. } => {
                *at = match *at {
                    Price::Stop(stop) | Price::StopLimit { stop, .. } => {
                        Price::StopLimit { stop, limit: price }
                    }
                    Price::Market | Price::Limit(_) => Price::Limit(price),
                };
            }
            Action::Exit { bracket, .. } => bracket.limit = Some(price),
            Action::Close { .. } => {}
        }
        self
    }

    /// Wait until `price` is touched. On an exit: the protective stop.
    #[must_use]
    pub fn stop(mut self, price: f64) -> Self {
        match &mut self.action {
            Action::Entry { price: at, .. } | Action::Net { price: at, .. } => {
                *at = match *at {
                    Price::Limit(limit) | Price::StopLimit { limit, .. } => {
                        Price::StopLimit { stop: price, limit }
                    }
                    Price::Market | Price::Stop(_) => Price::Stop(price),
                };
            }
            Action::Exit { bracket, .. } => bracket.stop = Some(price),
            Action::Close { .. } => {}
        }
        self
    }

    /// On an exit: a trailing stop that stays `offset_ticks` behind the best price since it was armed. Given again with the
    /// same activation it keeps that best price. Needs a tick size. On other orders: nothing.
    #[must_use]
    pub fn trail(self, activation: Activation, offset_ticks: f64) -> Self {
        self.with_trail(Trail { activation, offset_ticks: Some(offset_ticks) })
    }

    /// On an exit: a trailing stop without an offset, which fills where it is armed. Needs a tick size. On other orders: nothing.
    #[must_use]
    pub fn trail_from(self, activation: Activation) -> Self {
        self.with_trail(Trail { activation, offset_ticks: None })
    }

    fn with_trail(mut self, trail: Trail) -> Self {
        if let Action::Exit { bracket, .. } = &mut self.action {
            bracket.trail = Some(Box::new(trail));
        }
        self
    }

    /// On a closing order: fill at the close at which it is made, whatever the settings say. On other orders: nothing.
    #[must_use]
    pub fn immediately(mut self) -> Self {
        if let Action::Close { immediately, .. } = &mut self.action {
            *immediately = true;
        }
        self
    }

    /// Puts the order into a group: when one of them fills, `on_fill` says what happens to the others.
    #[must_use]
    pub fn group(mut self, name: impl Into<OrderId>, on_fill: OnFill) -> Self {
        self.group = Some(Group { name: name.into(), on_fill });
        self
    }

    /// Whether it may open a position.
    pub(crate) fn opens(&self) -> bool {
        matches!(self.action, Action::Entry { .. } | Action::Net { .. })
    }

    /// Offset of the trailing stop in ticks, if it has a trailing stop; `Some(None)`: none was given.
    pub(crate) fn trail_offset(&self) -> Option<Option<f64>> {
        match &self.action {
            Action::Exit { bracket, .. } => bracket.trail.as_ref().map(|trail| trail.offset_ticks),
            _ => None,
        }
    }

    /// Some of its prices are distances in ticks.
    pub(crate) fn needs_tick(&self) -> bool {
        self.trail_offset().is_some() || self.extras.as_deref().is_some_and(Extras::has_distances)
    }

    /// Units, instead of the size that the account settings give (entries) or all there is (exits and closing orders).
    #[must_use]
    pub fn quantity(mut self, units: f64) -> Self {
        self.quantity = Some(units);
        self
    }
}
