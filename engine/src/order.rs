//! What a strategy can ask for.

use crate::trade::{OrderId, Side};

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

/// What an order does to the position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// Opens, adds within pyramiding, or reverses. `reverses`: the position was opposite when the order was made.
    Entry { side: Side, price: Price, reverses: bool },
    /// Adds or subtracts, nothing else.
    Net { side: Side, price: Price },
    /// A bracket around what an entry opened; `from` empty means the whole position.
    Exit { from: Option<OrderId>, stop: Option<f64>, limit: Option<f64> },
    /// Closes at the market what an entry opened, or everything.
    Close { entry: Option<OrderId> },
}

/// An instruction to the broker. The same id given again replaces what has not filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub(crate) id: OrderId,
    pub(crate) quantity: Option<f64>,
    pub(crate) action: Action,
}

impl Order {
    /// Enters `side`, at the market unless a price is set. Made while the position is opposite, it closes that and opens the
    /// new one by one fill. Made while flat, it is for its own size only: if another order has opened the opposite position
    /// by the time it fills, it takes its size off that.
    pub fn entry(id: impl Into<OrderId>, side: Side) -> Self {
        Self {
            id: id.into(),
            quantity: None,
            action: Action::Entry { side, price: Price::Market, reverses: false },
        }
    }

    /// Buys or sells a quantity, whatever the position: it only adds or subtracts, and ignores pyramiding.
    pub fn net(id: impl Into<OrderId>, side: Side) -> Self {
        Self { id: id.into(), quantity: None, action: Action::Net { side, price: Price::Market } }
    }

    /// Protects what the entry named `from` opened; set a stop, a limit, or both (one cancels the other). It waits for the
    /// entry's fill and is dropped when the entry is neither open nor waiting.
    pub fn exit(id: impl Into<OrderId>, from: impl Into<OrderId>) -> Self {
        let action = Action::Exit { from: Some(from.into()), stop: None, limit: None };
        Self { id: id.into(), quantity: None, action }
    }

    /// As [`Order::exit`], for the whole position.
    pub fn exit_all(id: impl Into<OrderId>) -> Self {
        Self { id: id.into(), quantity: None, action: Action::Exit { from: None, stop: None, limit: None } }
    }

    /// Closes at the market what the entry named `entry` opened.
    pub fn close(entry: impl Into<OrderId>) -> Self {
        let entry = entry.into();
        Self { id: OrderId::Borrowed("close"), quantity: None, action: Action::Close { entry: Some(entry) } }
    }

    /// Closes the whole position at the market.
    pub fn close_all() -> Self {
        Self { id: OrderId::Borrowed("close all"), quantity: None, action: Action::Close { entry: None } }
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
            Action::Exit { limit, .. } => *limit = Some(price),
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
            Action::Exit { stop, .. } => *stop = Some(price),
            Action::Close { .. } => {}
        }
        self
    }

    /// Units, instead of the size that the account settings give (entries) or all there is (exits and closing orders).
    #[must_use]
    pub fn quantity(mut self, units: f64) -> Self {
        self.quantity = Some(units);
        self
    }
}
