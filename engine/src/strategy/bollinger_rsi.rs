//! Fading moves beyond the Bollinger bands that the RSI confirms.

use super::declaration::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::{Context, Strategy, Wake};
use crate::indicator::{BandColumns, Column, Indicators, Mask, Source};
use crate::order::Order;
use crate::plot::Plot;
use crate::trade::Side;

/// What the page shows.
pub const INFO: StrategyInfo = StrategyInfo {
    id: "bollinger_rsi",
    version: 1,
    name: "Bollinger + RSI reversion",
    family: "reversion",
    summary: "Fades closes outside the Bollinger bands when the RSI is extreme too, back to the middle band.",
    rules: "Close below the lower band and RSI below oversold: entry long. Close above the upper band and RSI above overbought: entry short (if short selling is on). Long and close above the middle band: close. Short and close below it: close. Bands: SMA(close, length) ± deviations × population standard deviation.",
    params: &[
        ParamSpec::int("length", "Band length", 20, (2, 5_000), "Bars in the bands' average and deviation."),
        ParamSpec::float(
            "deviations",
            "Deviations",
            2.0,
            (0.1, 10.0),
            0.1,
            "Distance of the bands in standard deviations.",
        ),
        ParamSpec::int(
            "rsi_length",
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
            "RSI below which a long entry is allowed.",
        ),
        ParamSpec::float(
            "overbought",
            "Overbought",
            70.0,
            (50.0, 100.0),
            1.0,
            "RSI above which a short entry is allowed.",
        ),
        super::SHORT_SELLING,
    ],
    ordered: &[],
};

fn columns(params: &Params, indicators: &mut Indicators) -> (BandColumns, Column) {
    let bands = indicators.bollinger(Source::Close, params.length("length"), params.number("deviations"));
    (bands, indicators.rsi(Source::Close, params.length("rsi_length")))
}

/// What is worth drawing.
pub(crate) fn plots(params: &Params, indicators: &mut Indicators) -> Vec<Plot> {
    let (bands, rsi) = columns(params, indicators);
    vec![
        Plot::of(indicators, "upper", "Upper band", &bands.upper),
        Plot::of(indicators, "middle", format!("SMA {}", params.length("length")), &bands.middle),
        Plot::of(indicators, "lower", "Lower band", &bands.lower),
        Plot::of(indicators, "rsi", format!("RSI {}", params.length("rsi_length")), &rsi).below(),
        Plot::level(indicators, "overbought", "Overbought", params.number("overbought")).below(),
        Plot::level(indicators, "oversold", "Oversold", params.number("oversold")).below(),
    ]
}

/// See [`INFO`].
#[derive(Debug)]
pub struct BollingerRsi {
    long: Mask,
    short: Option<Mask>,
    above_middle: Mask,
    below_middle: Mask,
    /// Where anything may be done while flat, long, short.
    wakes: [Mask; 3],
}

impl BollingerRsi {
    /// Takes its signals.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        let close = indicators.price(Source::Close);
        let (bands, rsi) = columns(params, indicators);
        let is_low = indicators.below(&rsi, params.number("oversold"));
        let long = &indicators.below(&close, &bands.lower) & &is_low;
        let is_high = indicators.above(&rsi, params.number("overbought"));
        let short = params.switch("short").then(|| &indicators.above(&close, &bands.upper) & &is_high);
        let above_middle = indicators.above(&close, &bands.middle);
        let below_middle = indicators.below(&close, &bands.middle);
        let entries = short.as_ref().map_or_else(|| long.clone(), |short| &long | short);
        let wakes = [entries.clone(), &entries | &above_middle, &entries | &below_middle];
        Self { long, short, above_middle, below_middle, wakes }
    }
}

impl Strategy for BollingerRsi {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        if context.holds(&self.long) {
            context.submit(Order::entry("long", Side::Long));
        }
        if self.short.as_ref().is_some_and(|short| context.holds(short)) {
            context.submit(Order::entry("short", Side::Short));
        }
        if context.is_long() && context.holds(&self.above_middle) {
            context.submit(Order::close("long"));
        }
        if context.is_short() && context.holds(&self.below_middle) {
            context.submit(Order::close("short"));
        }
    }

    #[inline]
    fn wake(&self, held: Option<Side>) -> Wake<'_> {
        Wake::by_side(&self.wakes, held)
    }
}
