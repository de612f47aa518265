//! The MACD line crossing its signal line.

use super::declaration::{Ordered, StrategyInfo};
use super::param::{ParamSpec, Params};
use super::reversal::Reversal;
use super::{Context, Strategy, Wake};
use crate::indicator::{Indicators, Source};
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "macd_cross",
    version: 1,
    name: "MACD cross",
    family: "trend",
    summary: "Follows momentum when the MACD line crosses its signal line.",
    rules: "MACD line = EMA(close, fast) − EMA(close, slow); signal = EMA(line, signal length). Line crosses above signal: entry long. Crosses below: entry short, or close the long position when short selling is off.",
    params: &[
        ParamSpec::int("fast", "Fast length", 12, (1, 5_000), "Bars in the fast average."),
        ParamSpec::int(
            "slow",
            "Slow length",
            26,
            (2, 10_000),
            "Bars in the slow average; above the fast length.",
        ),
        ParamSpec::int("signal", "Signal length", 9, (1, 5_000), "Bars in the average of the MACD line."),
        super::SHORT_SELLING,
    ],
    ordered: &[Ordered::new("fast", "slow")],
};

/// See [`INFO`].
#[derive(Debug)]
pub struct MacdCross(Reversal);

impl MacdCross {
    /// Takes its signals.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let [fast, slow, signal] = ["fast", "slow", "signal"].map(|key| params.length(key));
        let macd = indicators.macd(Source::Close, fast, slow, signal);
        Self(Reversal::new(indicators.crosses(&macd.line, &macd.signal), params.switch("short")))
    }
}

impl Strategy for MacdCross {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        self.0.on_bar(context);
    }

    #[inline]
    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        self.0.wake(held)
    }
}
