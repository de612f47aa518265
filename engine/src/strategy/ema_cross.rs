//! Two exponential moving averages crossing.

use super::catalog::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::{Context, Strategy};
use crate::indicator::{Cross, Crosses, Indicators, KnownBars, Source};
use crate::order::Order;
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "ema_cross",
    version: 1,
    name: "EMA cross",
    family: "trend",
    summary: "Follows the trend when a fast exponential moving average crosses a slow one.",
    rules: "EMA(close, fast) crosses above EMA(close, slow): entry long. Crosses below: entry short, or close the long position when short selling is off.",
    params: &[
        ParamSpec::int("fast", "Fast length", 9, (1, 5_000), "Bars in the fast average."),
        ParamSpec::int(
            "slow",
            "Slow length",
            21,
            (2, 10_000),
            "Bars in the slow average; above the fast length.",
        ),
        super::SHORT_SELLING,
    ],
    ordered: &[("fast", "slow")],
};

/// See [`INFO`].
#[derive(Debug)]
pub struct EmaCross {
    crosses: Crosses,
    short: bool,
}

impl EmaCross {
    /// Takes its indicator columns.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let fast = indicators.ema(Source::Close, params.length("fast"));
        let slow = indicators.ema(Source::Close, params.length("slow"));
        Self { crosses: Crosses::new(&fast, &slow), short: params.switch("short") }
    }
}

impl Strategy for EmaCross {
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
