//! Rules 22 to 24: rounding to the tick, slippage, commission.

use crate::config::{Commission, RunConfig, Slippage};
use crate::trade::{ExitReason, Side};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Costs {
    tick: Option<Tick>,
    slippage: Slippage,
    commission: Commission,
}

impl Costs {
    pub(crate) fn new(config: &RunConfig) -> Self {
        Self {
            tick: config.instrument.tick_size.map(Tick::new),
            slippage: config.account.slippage,
            commission: config.account.commission,
        }
    }

    pub(super) fn tick(&self) -> Option<Tick> {
        self.tick
    }

    /// The price that a fill at `price` gets, and how much of it per unit is slippage. Market and stop fills slip and are
    /// rounded to the tick against the trader; a limit fill is never worse than its limit.
    pub(super) fn price(&self, side: Side, price: f64, reason: ExitReason) -> (f64, f64) {
        let against = side.sign();
        if reason == ExitReason::Target {
            return (self.tick.map_or(price, |tick| tick.round_price(price, -against)), 0.0);
        }
        let slip = self.slippage(price, false);
        let slipped = price + against * slip;
        let filled = self.tick.map_or(slipped, |tick| tick.round_price(slipped, against));
        (filled, if slip == 0.0 { 0.0 } else { (filled - price).abs() })
    }

    /// What a fill at `price` loses per unit before it is rounded.
    pub(crate) fn slippage(&self, price: f64, is_limit: bool) -> f64 {
        match self.slippage {
            _ if is_limit => 0.0,
            Slippage::Ticks(ticks) => ticks * self.tick.map_or(0.0, |tick| tick.size),
            Slippage::PriceRatio(ratio) => price * ratio,
        }
    }

    /// The price that a fill at `price` gets.
    pub(crate) fn filled(&self, side: Side, price: f64, is_limit: bool) -> f64 {
        self.price(side, price, if is_limit { ExitReason::Target } else { ExitReason::Stop }).0
    }

    /// Commission of a fill of `units` at `price`, per unit.
    pub(super) fn commission_per_unit(&self, price: f64, units: f64) -> f64 {
        match self.commission {
            Commission::ValueRatio(ratio) => ratio * price,
            Commission::CashPerOrder(cash) => cash / units,
            Commission::CashPerUnit(cash) => cash,
        }
    }
}

/// A tick size, and its inverse where that is a whole number: 181251 ÷ 100 is the double nearest 1812.51, 181251 × 0.01 is not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tick {
    size: f64,
    per_unit: Option<f64>,
}

impl Tick {
    pub(super) fn new(size: f64) -> Self {
        let inverse = 1.0 / size;
        let whole = (inverse - inverse.round()).abs() < 1e-6 && inverse.round() >= 1.0;
        Self { size, per_unit: whole.then(|| inverse.round()) }
    }

    pub(super) fn size(self) -> f64 {
        self.size
    }

    /// Rounds a price up if `direction` is positive, else down; one within a ten-thousandth of a tick of the grid is on it, as
    /// TradingView's lists show.
    pub(super) fn round(self, price: f64, direction: f64) -> f64 {
        self.round_within(price, direction, 1e-4)
    }

    fn round_within(self, price: f64, direction: f64, forgiven: f64) -> f64 {
        let ticks = self.per_unit.map_or(price / self.size, |n| price * n);
        let whole = whole(ticks, direction, forgiven);
        self.per_unit.map_or(whole * self.size, |n| whole / n)
    }

    /// As [`Tick::round`], but no price lies below the first tick, whatever the slippage.
    fn round_price(self, price: f64, direction: f64) -> f64 {
        self.round(price, direction).max(self.size)
    }

    /// The price so many ticks, rounded up to whole ones, from `price` in `direction`.
    pub(super) fn away(self, price: f64, ticks: f64, direction: f64) -> f64 {
        self.round(price + direction * whole(ticks, 1.0, 1e-4) * self.size, direction)
    }

    /// Floors a quantity to whole steps.
    pub(super) fn floor(self, units: f64) -> f64 {
        self.round_within(units, -1.0, 1e-6)
    }
}

/// Whole ticks: up if `direction` is positive, else down, where more than `forgiven` is left.
fn whole(ticks: f64, direction: f64, forgiven: f64) -> f64 {
    let nearest = ticks.round();
    // Of very many ticks, a double tells fewer than a millionth apart.
    let tolerance = (ticks.abs() * 4.0 * f64::EPSILON).max(forgiven);
    if (ticks - nearest).abs() < tolerance {
        nearest
    } else if direction > 0.0 {
        ticks.ceil()
    } else {
        ticks.floor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_on_the_tick_stays_and_others_move_in_the_direction_given() {
        let tick = Tick::new(0.01);
        assert_eq!(tick.round(1812.51, 1.0), 1812.51);
        assert_eq!(tick.round(1812.511, 1.0), 1812.52);
        assert_eq!(tick.round(1812.519, -1.0), 1812.51);
        assert_eq!(Tick::new(0.25).round(10.3, 1.0), 10.5);
        assert_eq!(Tick::new(5.0).round(11.0, -1.0), 10.0);
        assert_eq!(tick.round(1812.511, 0.0), 1812.51);
    }

    #[test]
    fn what_rounding_can_leave_beside_the_tick_is_on_it_and_more_is_not() {
        let tick = Tick::new(1.0);
        assert_eq!((tick.round(9e-5, 1.0), tick.round(1e-4, 1.0)), (0.0, 1.0));
        assert_eq!((tick.floor(1.0 - 9e-7), tick.floor(1.0 - 1e-6)), (1.0, 0.0));
        // Of so many ticks, the next double is two ten-thousandths away: up to four of them are rounding.
        let (many, next) = (1_099_511_627_776.0, 0.000244140625);
        assert_eq!(tick.round(many + 3.0 * next, 1.0), many);
        assert_eq!(tick.round(many + 5.0 * next, 1.0), many + 1.0);
    }

    #[test]
    fn slippage_moves_market_and_stop_fills_against_the_trader_and_leaves_limit_fills() {
        let mut config = RunConfig::default();
        config.instrument.tick_size = Some(0.5);
        config.account.slippage = Slippage::Ticks(2.0);
        let costs = Costs::new(&config);
        assert_eq!(costs.price(Side::Long, 100.0, ExitReason::Signal), (101.0, 1.0));
        assert_eq!(costs.price(Side::Short, 100.0, ExitReason::Stop), (99.0, 1.0));
        assert_eq!(costs.price(Side::Long, 100.3, ExitReason::Target), (100.0, 0.0));
        assert_eq!(costs.price(Side::Short, 100.3, ExitReason::Target), (100.5, 0.0));
    }

    #[test]
    fn commission_is_by_value_by_order_or_by_unit() {
        let mut config = RunConfig::default();
        let mut per_unit = |commission| {
            config.account.commission = commission;
            Costs::new(&config).commission_per_unit(50.0, 4.0)
        };
        assert_eq!(per_unit(Commission::ValueRatio(0.01)), 0.5);
        assert_eq!(per_unit(Commission::CashPerOrder(2.0)), 0.5);
        assert_eq!(per_unit(Commission::CashPerUnit(-0.25)), -0.25);
    }
}
