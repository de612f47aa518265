//! Breakouts from the Keltner channel.

use super::catalog::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::{Context, Strategy};
use crate::indicator::{BandColumns, Column, Indicators, Source};
use crate::order::Order;
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "keltner_breakout",
    version: 1,
    name: "Keltner breakout",
    family: "breakout",
    summary: "Enters when the close crosses out of the Keltner channel, exits when it returns to the middle.",
    rules: "Channel = EMA(close, length) ± multiplier × ATR(ATR length). Close crosses above the upper line: entry long. Below the lower line: entry short, or close the long position when short selling is off. Long and close crosses below the middle: close. Short and close crosses above it: close.",
    params: &[
        ParamSpec::int("length", "Channel length", 20, (1, 5_000), "Bars in the channel's average."),
        ParamSpec::float(
            "multiplier",
            "Multiplier",
            2.0,
            (0.1, 20.0),
            0.1,
            "Half width of the channel in ATRs.",
        ),
        ParamSpec::int("atr_length", "ATR length", 10, (1, 5_000), "Bars in the average true range."),
        super::SHORT_SELLING,
    ],
    ordered: &[],
};

/// See [`INFO`].
#[derive(Debug)]
pub struct KeltnerBreakout {
    close: Column,
    channel: BandColumns,
    short: bool,
}

impl KeltnerBreakout {
    /// Takes its indicator columns.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let (length, atr_length) = (params.length("length"), params.length("atr_length"));
        Self {
            close: indicators.price(Source::Close),
            channel: indicators.keltner(length, params.number("multiplier"), atr_length),
            short: params.switch("short"),
        }
    }
}

impl Strategy for KeltnerBreakout {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if context.crosses_above(&self.close, &self.channel.upper) {
            context.submit(Order::entry("long", Side::Long));
        } else if context.crosses_below(&self.close, &self.channel.lower) {
            context.reverse_or_close(self.short);
        }
        if context.is_long() && context.crosses_below(&self.close, &self.channel.middle) {
            context.submit(Order::close("long"));
        }
        if context.is_short() && context.crosses_above(&self.close, &self.channel.middle) {
            context.submit(Order::close("short"));
        }
    }
}
