//! Fading moves beyond the Bollinger bands that the RSI confirms.

use super::catalog::StrategyInfo;
use super::param::{ParamSpec, Params};
use super::{Context, Strategy};
use crate::indicator::{BandColumns, Column, Indicators, Source};
use crate::order::Order;
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

/// See [`INFO`].
#[derive(Debug)]
pub struct BollingerRsi {
    bands: BandColumns,
    rsi: Column,
    oversold: f64,
    overbought: f64,
    short: bool,
}

impl BollingerRsi {
    /// Takes its indicator columns.
    pub fn new(params: &Params, indicators: &mut Indicators) -> Self {
        Self {
            bands: indicators.bollinger(Source::Close, params.length("length"), params.number("deviations")),
            rsi: indicators.rsi(Source::Close, params.length("rsi_length")),
            oversold: params.number("oversold"),
            overbought: params.number("overbought"),
            short: params.switch("short"),
        }
    }
}

impl Strategy for BollingerRsi {
    #[inline]
    fn on_bar(&mut self, context: &mut Context<'_>) {
        let (close, rsi) = (context.close(), context.value(&self.rsi));
        if close < context.value(&self.bands.lower) && rsi < self.oversold {
            context.submit(Order::entry("long", Side::Long));
        }
        if self.short && close > context.value(&self.bands.upper) && rsi > self.overbought {
            context.submit(Order::entry("short", Side::Short));
        }
        let middle = context.value(&self.bands.middle);
        if context.is_long() && close > middle {
            context.submit(Order::close("long"));
        }
        if context.is_short() && close < middle {
            context.submit(Order::close("short"));
        }
    }
}
