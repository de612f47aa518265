//! The MACD line crossing its signal line.

use super::catalog::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::{Context, Strategy};
use crate::indicator::{Cross, Crosses, Indicators, KnownBars, Source};
use crate::order::Order;
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
    ordered: &[("fast", "slow")],
};

/// See [`INFO`].
#[derive(Debug)]
pub struct MacdCross {
    crosses: Crosses,
    short: bool,
}

impl MacdCross {
    /// Takes its indicator columns.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let lengths = (params.length("fast"), params.length("slow"), params.length("signal"));
        let macd = indicators.macd(Source::Close, lengths.0, lengths.1, lengths.2);
        Self { crosses: Crosses::new(&macd.line, &macd.signal), short: params.switch("short") }
    }
}

impl Strategy for MacdCross {
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
