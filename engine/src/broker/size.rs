//! Rule 21: how many units an entry is for.

use super::costs::Tick;
use crate::config::{Commission, RunConfig, Sizing};

#[derive(Debug, Clone, Copy)]
pub(super) struct Sizer {
    sizing: Sizing,
    commission: Commission,
    lot_size: f64,
    step: Option<Tick>,
}

impl Sizer {
    pub(super) fn new(config: &RunConfig) -> Self {
        Self {
            sizing: config.account.sizing,
            commission: config.account.commission,
            lot_size: config.instrument.lot_size,
            step: config.instrument.lot_step.map(Tick::new),
        }
    }

    /// Units, floored to the lot step; 0 if that leaves nothing.
    pub(super) fn units(&self, asked: Option<f64>, equity: impl FnOnce() -> f64, price: f64) -> f64 {
        let units = asked.unwrap_or_else(|| match self.sizing {
            Sizing::Lots(lots) => lots * self.lot_size,
            Sizing::Cash(cash) => cash / price,
            Sizing::EquityRatio(ratio) => self.affordable(equity() * ratio, price),
        });
        if units.is_finite() { self.floor(units.max(0.0)) } else { 0.0 }
    }

    /// Units whose value and entry commission together make up `budget`, as TradingView sizes by percent of equity.
    fn affordable(&self, budget: f64, price: f64) -> f64 {
        match self.commission {
            Commission::ValueRatio(ratio) => budget / (price * (1.0 + ratio)),
            Commission::CashPerOrder(cash) => (budget - cash) / price,
            Commission::CashPerUnit(cash) => budget / (price + cash),
        }
    }

    /// Floors to the lot step.
    pub(super) fn floor(&self, units: f64) -> f64 {
        self.step.map_or(units, |step| step.floor(units))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_of_equity_pays_for_the_commission_too() {
        let mut config = RunConfig::default();
        config.account.sizing = Sizing::EquityRatio(0.5);
        let mut units = |commission| {
            config.account.commission = commission;
            Sizer::new(&config).units(None, || 2_020.0, 10.0)
        };
        assert_eq!(units(Commission::ValueRatio(0.01)), 100.0);
        assert_eq!(units(Commission::CashPerOrder(10.0)), 100.0);
        assert_eq!(units(Commission::CashPerUnit(0.1)), 100.0);
    }

    #[test]
    fn lots_cash_and_equity_are_floored_to_the_lot_step() {
        let mut config = RunConfig::default();
        config.instrument.lot_size = 10.0;
        config.instrument.lot_step = Some(0.1);
        let mut units = |sizing, price| {
            config.account.sizing = sizing;
            Sizer::new(&config).units(None, || 1_000.0, price)
        };
        assert_eq!(units(Sizing::Lots(2.0), 7.0), 20.0);
        assert_eq!(units(Sizing::Cash(100.0), 7.0), 14.2);
        assert_eq!(units(Sizing::EquityRatio(0.5), 7.0), 71.4);
        assert_eq!(units(Sizing::Cash(0.5), 7.0), 0.0);
        assert_eq!(units(Sizing::EquityRatio(0.5), f64::NAN), 0.0);
    }
}
