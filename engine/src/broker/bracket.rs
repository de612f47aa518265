//! The prices of orders, and of exits in particular: what they are, and whether they make sense.

use super::costs::Tick;
use crate::account::Account;
use crate::order::{Action, Activation, Extras, Order, Price, Trail};

impl Order {
    /// Stop and limit of an exit. Distances are reckoned from the price of what it is for; of a price and a distance, the one
    /// that is reached first counts.
    pub(super) fn bracket_prices(&self, account: &Account, tick: Option<Tick>) -> (Option<f64>, Option<f64>) {
        let Action::Exit { from, bracket } = &self.action else { return (None, None) };
        let distances = self.extras.as_deref().filter(|extras| extras.has_distances());
        let (Some(extras), Some(tick), Some(side)) = (distances, tick, account.side()) else {
            return (bracket.stop, bracket.limit);
        };
        let Some(entry) = account.entry_price(from.as_ref()) else { return (bracket.stop, bracket.limit) };
        let away = |ticks: f64, sign: f64| tick.away(entry, ticks, side.sign() * sign);
        let nearer = |a: Option<f64>, b: Option<f64>, sign: f64| match (a, b) {
            (Some(a), Some(b)) if (side.sign() * sign > 0.0) == (a < b) => Some(a),
            (a, b) => b.or(a),
        };
        (
            nearer(bracket.stop, extras.loss_ticks.map(|ticks| away(ticks, -1.0)), -1.0),
            nearer(bracket.limit, extras.profit_ticks.map(|ticks| away(ticks, 1.0)), 1.0),
        )
    }
}

/// Every price of the order is a finite number above zero, and an exit has at least one.
pub(super) fn prices_make_sense(order: &Order) -> bool {
    let good = |price: f64| price.is_finite() && price > 0.0;
    let distance = |ticks: f64| ticks.is_finite() && ticks >= 0.0;
    match &order.action {
        Action::Entry { price, .. } | Action::Net { price, .. } => match *price {
            Price::Market => true,
            Price::Limit(price) | Price::Stop(price) => good(price),
            Price::StopLimit { stop, limit } => good(stop) && good(limit),
        },
        Action::Exit { bracket, .. } => {
            let trail = |trail: &Trail| {
                trail.offset_ticks.is_none_or(distance)
                    && match trail.activation {
                        Activation::Price(price) => good(price),
                        Activation::Ticks(ticks) => distance(ticks),
                    }
            };
            let ticks = |of: fn(&Extras) -> Option<f64>| order.extras.as_deref().and_then(of);
            let (profit, loss) = (ticks(|extras| extras.profit_ticks), ticks(|extras| extras.loss_ticks));
            let prices = [bracket.stop, bracket.limit, profit, loss];
            (bracket.trail.is_some() || prices.iter().any(Option::is_some))
                && profit.is_none_or(distance)
                && loss.is_none_or(distance)
                && bracket.stop.is_none_or(good)
                && bracket.limit.is_none_or(good)
                && bracket.trail.as_deref().is_none_or(trail)
        }
        Action::Close { .. } => true,
    }
}
