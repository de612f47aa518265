//! Buying weakness and selling strength, measured by the RSI.

use super::declaration::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::reversal::Reversal;
use super::{Context, Strategy, Wake};
use crate::indicator::{Column, Indicators, Source};
use crate::plot::Plot;
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "rsi_reversion",
    version: 1,
    name: "RSI reversion",
    family: "reversion",
    summary: "Buys when the RSI leaves the oversold zone and sells when it leaves the overbought zone.",
    rules: "RSI(close, length) crosses above oversold: entry long. Crosses below overbought: entry short, or close the long position when short selling is off.",
    params: &[
        ParamSpec::int(
            "length",
            "RSI length",
            14,
            (1, 1_000),
            "Bars in Wilder's average of gains and losses.",
        ),
        ParamSpec::float(
            "oversold",
            "Oversold",
            30.0,
            (0.0, 50.0),
            1.0,
            "Level below which the market is oversold.",
        ),
        ParamSpec::float(
            "overbought",
            "Overbought",
            70.0,
            (50.0, 100.0),
            1.0,
            "Level above which the market is overbought.",
        ),
        super::SHORT_SELLING,
    ],
    ordered: &[],
};

fn rsi(params: &Params, indicators: &mut Indicators) -> Column {
    indicators.rsi(Source::Close, params.length("length"))
}

/// What is worth drawing.
pub(crate) fn plots(params: &Params, indicators: &mut Indicators) -> Vec<Plot> {
    let rsi = rsi(params, indicators);
    vec![
        Plot::of(indicators, "rsi", format!("RSI {}", params.length("length")), &rsi).below(),
        Plot::level(indicators, "overbought", "Overbought", params.number("overbought")).below(),
        Plot::level(indicators, "oversold", "Oversold", params.number("oversold")).below(),
    ]
}

/// See [`INFO`].
#[derive(Debug)]
pub struct RsiReversion(Reversal);

impl RsiReversion {
    /// Takes its signals.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let rsi = rsi(params, indicators);
        let up = indicators.crosses_above(&rsi, params.number("oversold"));
        let down = indicators.crosses_below(&rsi, params.number("overbought"));
        Self(Reversal::new([up, down], params.switch("short")))
    }
}

impl Strategy for RsiReversion {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        self.0.on_bar(context);
    }

    #[inline]
    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        self.0.wake(held)
    }
}
