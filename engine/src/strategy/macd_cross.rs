//! The MACD line crossing its signal line.

use super::declaration::{Ordered, StrategyInfo};
use super::param::{ParamSpec, Params};
use super::reversal::Reversal;
use super::{Context, Strategy, Wake};
use crate::indicator::{Indicators, MacdColumns, Source};
use crate::plot::{Plot, Shape};
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

fn macd(params: &Params, indicators: &mut Indicators) -> MacdColumns {
    let [fast, slow, signal] = ["fast", "slow", "signal"].map(|key| params.length(key));
    indicators.macd(Source::Close, fast, slow, signal)
}

/// What is worth drawing.
pub(crate) fn plots(params: &Params, indicators: &mut Indicators) -> Vec<Plot> {
    let macd = macd(params, indicators);
    let [fast, slow, signal] = ["fast", "slow", "signal"].map(|key| params.length(key));
    vec![
        Plot::of(indicators, "histogram", "Histogram", &macd.histogram).drawn(Shape::Columns).below(),
        Plot::of(indicators, "line", format!("MACD {fast}, {slow}"), &macd.line).below(),
        Plot::of(indicators, "signal", format!("Signal {signal}"), &macd.signal).below(),
    ]
}

/// See [`INFO`].
#[derive(Debug)]
pub struct MacdCross(Reversal);

impl MacdCross {
    /// Takes its signals.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let macd = macd(params, indicators);
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
