//! Two simple moving averages crossing.

use super::declaration::{Ordered, StrategyInfo};
use super::param::{ParamSpec, Params};
use super::reversal::Reversal;
use super::{Context, Strategy, Wake};
use crate::indicator::{Column, Indicators, Source};
use crate::plot::Plot;
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
    ordered: &[Ordered::new("fast", "slow")],
};

/// The fast and the slow one.
fn averages(params: &Params, indicators: &mut Indicators) -> [Column; 2] {
    ["fast", "slow"].map(|key| indicators.sma(Source::Close, params.length(key)))
}

/// What is worth drawing.
pub(crate) fn plots(params: &Params, indicators: &mut Indicators) -> Vec<Plot> {
    let averages = averages(params, indicators);
    super::drawn_averages("SMA", params, indicators, &averages)
}

/// See [`INFO`].
#[derive(Debug)]
pub struct SmaCross(Reversal);

impl SmaCross {
    /// Takes its signals.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let [fast, slow] = averages(params, indicators);
        Self(Reversal::new(indicators.crosses(&fast, &slow), params.switch("short")))
    }
}

impl Strategy for SmaCross {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        self.0.on_bar(context);
    }

    #[inline]
    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        self.0.wake(held)
    }
}
