//! The benchmark: buy once, never sell.

use super::declaration::StrategyInfo;
use super::param::Params;
use super::{Context, Strategy, Wake};
use crate::indicator::Indicators;
use crate::order::Order;
use crate::plot::Plot;
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "buy_and_hold",
    version: 1,
    name: "Buy and hold",
    family: "benchmark",
    summary: "Buys on the first bar and never sells: the benchmark for every other strategy.",
    rules: "First bar of the window: entry long. Nothing else.",
    params: &[],
    ordered: &[],
};

/// It looks at nothing.
pub(crate) fn plots(_: &Params, _: &mut Indicators) -> Vec<Plot> {
    Vec::new()
}

/// See [`INFO`].
#[derive(Debug, Default)]
pub struct BuyAndHold {
    bought: bool,
}

impl BuyAndHold {
    /// It has no parameters and looks at no indicator.
    pub fn new(_: &Params, _: &mut Indicators) -> Self {
        Self::default()
    }
}

impl Strategy for BuyAndHold {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if !self.bought {
            context.submit(Order::entry("long", Side::Long));
            self.bought = true;
        }
    }

    #[inline]
    fn wake(&self, _: Option<Side>) -> Wake<'_> {
        if self.bought { Wake::Never } else { Wake::Every }
    }
}
