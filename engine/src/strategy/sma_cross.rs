//! Two simple moving averages crossing.

use super::catalog::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::{Context, Strategy};
use crate::indicator::{Cross, Crosses, Indicators, KnownBars, Source};
use crate::order::Order;
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "sma_cross",
    version: 1,
    name: "SMA cross",
    family: "trend",
    summary: "Follows the trend when a fast simple moving average crosses a slow one.",
    rules: "SMA(close, fast) crosses above SMA(close, slow): entry long. Crosses below: entry short, or close the long position when short selling is off.",
    params: &[
        ParamSpec::int("fast", "Fast length", 10, (1, 5_000), "Bars in the fast average."),
        ParamSpec::int(
            "slow",
            "Slow length",
            30,
            (2, 10_000),
            "Bars in the slow average; above the fast length.",
        ),
        super::SHORT_SELLING,
    ],
    ordered: &[("fast", "slow")],
};

/// See [`INFO`].
#[derive(Debug)]
pub struct SmaCross {
    crosses: Crosses,
    short: bool,
}

impl SmaCross {
    /// Takes its indicator columns.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let crosses = indicators.sma_crosses(Source::Close, params.length("fast"), params.length("slow"));
        Self { crosses, short: params.switch("short") }
    }
}

impl Strategy for SmaCross {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        match context.cross(&self.crosses) {
            Some(Cross::Above) => context.submit(Order::entry("long", Side::Long)),
            Some(Cross::Below) => context.reverse_or_close(self.short),
            None => {}
        }
    }

    #[inline]
    fn next_bar(&mut self, bar: usize) -> usize {
        self.crosses.next_bar(bar)
    }

    #[inline]
    fn known_bars(&self) -> KnownBars<'_> {
        self.crosses.known_bars()
    }
}
