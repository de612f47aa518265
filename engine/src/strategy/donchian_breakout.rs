//! Breakouts from the Donchian channel.

use super::catalog::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::{Context, Strategy};
use crate::indicator::{Column, Indicators, Source};
use crate::order::Order;
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "donchian_breakout",
    version: 1,
    name: "Donchian breakout",
    family: "breakout",
    summary: "Enters when the close leaves the range of the last bars, exits at a shorter opposite range.",
    rules: "Close above the highest high of the entry-length bars before: entry long. Below the lowest low of them: entry short (if short selling is on). Long and close below the lowest low of the exit-length bars before: close. Short and close above the highest high of them: close.",
    params: &[
        ParamSpec::int(
            "entry",
            "Entry length",
            20,
            (1, 5_000),
            "Bars in the channel that a close must leave.",
        ),
        ParamSpec::int("exit", "Exit length", 10, (1, 5_000), "Bars in the channel that ends a trade."),
        super::SHORT_SELLING,
    ],
    ordered: &[],
};

/// See [`INFO`].
#[derive(Debug)]
pub struct DonchianBreakout {
    entry_high: Column,
    entry_low: Column,
    exit_high: Column,
    exit_low: Column,
    short: bool,
}

impl DonchianBreakout {
    /// Takes its indicator columns.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let (entry, exit) = (params.length("entry"), params.length("exit"));
        Self {
            entry_high: indicators.highest(Source::High, entry),
            entry_low: indicators.lowest(Source::Low, entry),
            exit_high: indicators.highest(Source::High, exit),
            exit_low: indicators.lowest(Source::Low, exit),
            short: params.switch("short"),
        }
    }
}

impl Strategy for DonchianBreakout {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let close = context.close();
        if close > context.ago(&self.entry_high, 1) {
            context.submit(Order::entry("long", Side::Long));
        }
        if self.short && close < context.ago(&self.entry_low, 1) {
            context.submit(Order::entry("short", Side::Short));
        }
        if context.is_long() && close < context.ago(&self.exit_low, 1) {
            context.submit(Order::close("long"));
        }
        if context.is_short() && close > context.ago(&self.exit_high, 1) {
            context.submit(Order::close("short"));
        }
    }
}
