//! Breakouts from the Keltner channel.

use super::declaration::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::{Context, Strategy, Wake};
use crate::indicator::{BandColumns, Indicators, Mask, Source};
use crate::order::Order;
use crate::plot::Plot;
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

fn channel(params: &Params, indicators: &mut Indicators) -> BandColumns {
    let (length, atr_length) = (params.length("length"), params.length("atr_length"));
    indicators.keltner(length, params.number("multiplier"), atr_length)
}

/// What is worth drawing.
pub(crate) fn plots(params: &Params, indicators: &mut Indicators) -> Vec<Plot> {
    let channel = channel(params, indicators);
    vec![
        Plot::of(indicators, "upper", "Upper line", &channel.upper),
        Plot::of(indicators, "middle", format!("EMA {}", params.length("length")), &channel.middle),
        Plot::of(indicators, "lower", "Lower line", &channel.lower),
    ]
}

/// See [`INFO`].
#[derive(Debug)]
pub struct KeltnerBreakout {
    up: Mask,
    down: Mask,
    end_long: Mask,
    end_short: Mask,
    short: bool,
    /// Where anything may be done while flat, long, short.
    wakes: [Mask; 3],
}

impl KeltnerBreakout {
    /// Takes its signals.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let close = indicators.price(Source::Close);
        let channel = channel(params, indicators);
        let up = indicators.crosses_above(&close, &channel.upper);
        let down = indicators.crosses_below(&close, &channel.lower);
        let [end_short, end_long] = indicators.crosses(&close, &channel.middle);
        let (short, either) = (params.switch("short"), &up | &down);
        let flat = if short { either.clone() } else { up.clone() };
        let wakes = [flat, &either | &end_long, &either | &end_short];
        Self { up, down, end_long, end_short, short, wakes }
    }
}

impl Strategy for KeltnerBreakout {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if context.holds(&self.up) {
            context.submit(Order::entry("long", Side::Long));
        } else if context.holds(&self.down) {
            context.reverse_or_close(self.short);
        }
        if context.is_long() && context.holds(&self.end_long) {
            context.submit(Order::close("long"));
        }
        if context.is_short() && context.holds(&self.end_short) {
            context.submit(Order::close("short"));
        }
    }

    #[inline]
    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        Wake::by_side(&self.wakes, held)
    }
}
