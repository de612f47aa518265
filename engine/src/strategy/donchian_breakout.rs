//! Breakouts from the Donchian channel.

use super::declaration::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::{Context, Strategy, Wake};
use crate::indicator::{Indicators, Mask, Operand, Source};
use crate::order::Order;
use crate::plot::Plot;
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

/// The highest high and the lowest low of the bars before, as the close is compared with them.
fn range(params: &Params, indicators: &mut Indicators, key: &str) -> [Operand; 2] {
    let length = params.length(key);
    [indicators.highest(Source::High, length).ago(1), indicators.lowest(Source::Low, length).ago(1)]
}

/// What is worth drawing.
pub(crate) fn plots(params: &Params, indicators: &mut Indicators) -> Vec<Plot> {
    let [[entry_high, entry_low], [exit_high, exit_low]] =
        ["entry", "exit"].map(|key| range(params, indicators, key));
    let title = |of: &str, key| format!("{of} {}", params.length(key));
    vec![
        Plot::of(indicators, "entry_high", title("High", "entry"), entry_high),
        Plot::of(indicators, "entry_low", title("Low", "entry"), entry_low),
        Plot::of(indicators, "exit_high", title("High", "exit"), exit_high),
        Plot::of(indicators, "exit_low", title("Low", "exit"), exit_low),
    ]
}

/// See [`INFO`].
#[derive(Debug)]
pub struct DonchianBreakout {
    long: Mask,
    short: Option<Mask>,
    end_long: Mask,
    end_short: Mask,
    /// Where anything may be done while flat, long, short.
    wakes: [Mask; 3],
}

impl DonchianBreakout {
    /// Takes its signals.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let close = indicators.price(Source::Close);
        let [[entry_high, entry_low], [exit_high, exit_low]] = ["entry", "exit"].map(|key| {
            let [high, low] = range(params, indicators, key);
            [indicators.above(&close, high), indicators.below(&close, low)]
        });
        let short = params.switch("short").then_some(entry_low);
        let entries = short.as_ref().map_or_else(|| entry_high.clone(), |short| &entry_high | short);
        let wakes = [entries.clone(), &entries | &exit_low, &entries | &exit_high];
        Self { long: entry_high, short, end_long: exit_low, end_short: exit_high, wakes }
    }
}

impl Strategy for DonchianBreakout {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if context.holds(&self.long) {
            context.submit(Order::entry("long", Side::Long));
        }
        if self.short.as_ref().is_some_and(|short| context.holds(short)) {
            context.submit(Order::entry("short", Side::Short));
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
